'use client';
import { type JSX, useState } from 'react';
import { handedCode } from './handed-code.ts';
import { usePhoneState } from './phone-context.tsx';
import { ShareCode } from './share-code.tsx';
import { ShareDays } from './share-days.tsx';
import { ShareDone, type ShareOutcome } from './share-done.tsx';

/**
 * Sharing with a code: enter it, choose days, send. The code lives in this component alone and is gone with it; what was prepared
 * is stored and sent whatever happens to this page.
 */
export function ShareScreen(): JSX.Element {
  const { publications } = usePhoneState();
  const [first] = useState(handedCode);
  const [code, setCode] = useState<string | null>(null);
  const [outcome, setOutcome] = useState<ShareOutcome | null>(null);
  if (outcome !== null) return <ShareDone outcome={outcome} publications={publications} />;
  if (code !== null) return <ShareDays code={code} onBack={() => setCode(null)} onDone={setOutcome} />;
  return <ShareCode first={first} publications={publications} onCode={setCode} />;
}
