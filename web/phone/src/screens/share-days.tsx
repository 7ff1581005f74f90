'use client';
import { intervalAt } from '@tallystick/protocol';
import { Button, Checkbox, ErrorState, Skeleton } from '@tallystick/ui';
import { type JSX, useEffect, useState } from 'react';
import { storedTeks } from '../core/keys.ts';
import { failureWords } from '../domain/failure-words.ts';
import { type OfferedDay, offeredDays } from '../domain/publication.ts';
import { count, dayInWords } from '../domain/words.ts';
import { failureCode } from '../net/errors.ts';
import { tagConfirmation } from '../radio/tag-radio.ts';
import { usePhone, usePhoneState } from './phone-context.tsx';
import type { ShareOutcome } from './share-done.tsx';

/** Second step: what will be sent, in plain words, and for which days. */
export function ShareDays({
  code,
  onBack,
  onDone,
}: {
  code: string;
  onBack: () => void;
  onDone: (outcome: ShareOutcome) => void;
}): JSX.Element {
  const phone = usePhone();
  const { tag } = usePhoneState();
  const [offered, setOffered] = useState<readonly OfferedDay[] | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  useEffect(() => {
    void storedTeks(phone).then((teks) => {
      const days = offeredDays(teks, intervalAt(phone.clock.now()));
      setOffered(days);
      setChosen(new Set(days.map(({ day }) => day)));
    });
  }, [phone]);

  const send = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    const today = offered?.some((day) => day.today && chosen.has(day.day)) === true;
    const { confirm, end } = today
      ? await tagConfirmation(phone)
      : { confirm: async () => false, end: () => undefined };
    try {
      onDone(await phone.publish(code, chosen, confirm));
    } catch (error) {
      setFailure(failureCode(error));
    } finally {
      end();
      setBusy(false);
    }
  };

  if (offered === null) return <Skeleton lines={5} label="Looking for your days" />;
  return (
    <div className="ts-stack-loose">
      <div className="ts-stack-tight">
        <h1>What will be sent</h1>
        <p>
          The random numbers that your tag broadcast on the days you choose. With them, phones that were near can tell
          that they were. Your name, places and log are not in it.
        </p>
      </div>
      <fieldset className="ts-field phone-days">
        <legend className="ts-label">Days to share</legend>
        {offered.length === 0 ? <p>There is no day to share yet.</p> : null}
        {offered.map(({ day, today }) => (
          <Checkbox
            key={day}
            isSelected={chosen.has(day)}
            isDisabled={busy}
            onChange={(selected) => setChosen(withDay(chosen, day, selected))}
            hint={today ? todayHint(tag !== null) : undefined}
          >
            {today ? 'Today' : dayInWords(day)}
          </Checkbox>
        ))}
      </fieldset>
      {failure === null ? null : <ErrorState {...failureWords(failure)} code={failure} />}
      <div className="ts-stack-tight">
        <Button
          variant="primary"
          size="large"
          icon="send"
          block
          isPending={busy}
          isDisabled={chosen.size === 0}
          onPress={() => void send()}
        >
          {busy ? 'Sending …' : `Share ${count(chosen.size, 'day')}`}
        </Button>
        <p className="ts-small ts-muted phone-centre">This cannot be taken back by you. The hospital can correct it.</p>
        <Button variant="quiet" block isDisabled={busy} onPress={onBack}>
          Back
        </Button>
      </div>
    </div>
  );
}

function todayHint(hasTag: boolean): string {
  return hasTag
    ? 'Up to now. Keep your tag near: it changes to new numbers first. Without it, today is left out.'
    : 'Up to now. From then on, new numbers are used.';
}

function withDay(days: ReadonlySet<number>, day: number, selected: boolean): ReadonlySet<number> {
  const next = new Set(days);
  if (selected) next.add(day);
  else next.delete(day);
  return next;
}
