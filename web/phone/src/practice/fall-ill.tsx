'use client';
import { parseCode } from '@tallystick/protocol';
import { Banner, Button, Card, CodeField, ErrorState, RadioGroup } from '@tallystick/ui';
import { type JSX, useState } from 'react';
import { failureWords } from '../domain/failure-words.ts';
import type { Neighbour } from '../domain/neighbourhood.ts';
import { failureCode } from '../net/errors.ts';
import { practiceRadio } from './install.ts';

/** Somebody who was met tests positive: with a real code from the hospital's view, their phone publishes. */
export function FallIll({ neighbours }: { neighbours: readonly Neighbour[] }): JSX.Element {
  const met = neighbours.filter(({ teks }) => teks.length > 0);
  const [name, setName] = useState<string | null>(null);
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const publish = async (who: string): Promise<void> => {
    setBusy(true);
    setFailure(null);
    setDone(null);
    try {
      await practiceRadio().fallIll(who, parseCode(code));
      setDone(who);
      setCode('');
    } catch (error) {
      setFailure(failureCode(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Card title="Somebody falls ill">
      {met.length === 0 ? (
        <p>Spend time with somebody first.</p>
      ) : (
        <>
          <p>Confirm a case in the hospital’s view, and give its code to somebody you met.</p>
          <RadioGroup
            label="Who?"
            value={name}
            onChange={setName}
            choices={met.map((neighbour) => ({ value: neighbour.name, label: neighbour.name }))}
          />
          <CodeField label="Their code" value={code} onChange={setCode} isDisabled={busy} />
          {failure === null ? null : <ErrorState {...failureWords(failure)} code={failure} />}
          {done === null ? null : <Banner tone="good">{done} has warned others. Go to today and check.</Banner>}
          <Button
            icon="send"
            isPending={busy}
            isDisabled={name === null}
            onPress={() => name !== null && void publish(name)}
          >
            They share their days
          </Button>
        </>
      )}
    </Card>
  );
}
