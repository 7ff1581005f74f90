'use client';
import { CODE_SYMBOLS, parseCode } from '@tallystick/protocol';
import { Banner, Button, CodeField, ErrorState, tidyCode } from '@tallystick/ui';
import { type JSX, useState } from 'react';
import { examineCode } from '../core/publish.ts';
import { codeOfScan } from '../domain/code-link.ts';
import { failureWords } from '../domain/failure-words.ts';
import { failureCode, Unreachable } from '../net/errors.ts';
import type { StoredPublication } from '../store/schema.ts';
import { usePhone } from './phone-context.tsx';
import { ScanCode } from './scan-code.tsx';
import { ShareHistory } from './share-history.tsx';

/** First step: the code, by hand, by link or by camera. Its check symbol is looked at before anything is sent. */
export function ShareCode({
  first,
  publications,
  onCode,
}: {
  first: string;
  publications: readonly StoredPublication[];
  onCode: (code: string) => void;
}): JSX.Element {
  const phone = usePhone();
  const [typed, setTyped] = useState(() => tidyCode(first).slice(0, CODE_SYMBOLS));
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [scanning, setScanning] = useState(false);

  const examine = async (text: string): Promise<void> => {
    setFailure(null);
    setBusy(true);
    try {
      const code = parseCode(text);
      const { context } = phone;
      // Offline, the code is examined by the ledger once the request arrives there.
      if (context !== null) await examineCode(context, code).catch(passOffline);
      onCode(code);
    } catch (error) {
      setFailure(failureCode(error));
    } finally {
      setBusy(false);
    }
  };

  if (scanning) {
    return (
      <ScanCode
        onText={(text) => {
          const code = tidyCode(codeOfScan(text)).slice(0, CODE_SYMBOLS);
          setTyped(code);
          setScanning(false);
          void examine(code);
        }}
        onEnd={() => setScanning(false)}
      />
    );
  }
  return (
    <form
      className="ts-stack-loose"
      onSubmit={(event) => {
        event.preventDefault();
        void examine(typed);
      }}
    >
      <div className="ts-stack-tight">
        <h1>Warn others with your code</h1>
        <p className="ts-muted">The hospital gave it to you with a positive result. It works once.</p>
      </div>
      <div className="ts-stack">
        <CodeField label="Your code" hint="16 letters and digits" value={typed} onChange={setTyped} isDisabled={busy} />
        {failure === null ? null : <ErrorState {...failureWords(failure)} code={failure} />}
        <Button type="submit" variant="primary" size="large" block isPending={busy}>
          {busy ? 'Looking it up …' : 'Continue'}
        </Button>
        <Button variant="secondary" icon="scan" block onPress={() => setScanning(true)}>
          Scan the code instead
        </Button>
      </div>
      {publications.length > 0 ? (
        <ShareHistory publications={publications} />
      ) : (
        <Banner tone="info" live="off" title="No code?">
          Only a hospital can give you one. Nobody needs your code but you: do not read it out to anybody who calls.
        </Banner>
      )}
    </form>
  );
}

function passOffline(error: unknown): void {
  if (!(error instanceof Unreachable)) throw error;
}
