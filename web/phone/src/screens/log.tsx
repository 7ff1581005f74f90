'use client';
import { dayAt } from '@tallystick/protocol';
import { Badge, Button, Dialog, ErrorState, Facts, type IconName, Skeleton, shortHex, type Tone } from '@tallystick/ui';
import { type JSX, useEffect, useState } from 'react';
import { type LogDay, readLog } from '../core/log.ts';
import type { PhoneSnapshot } from '../core/snapshot.ts';
import { type SealState, sealState, sealWords } from '../domain/commitment-words.ts';
import { failureWords } from '../domain/failure-words.ts';
import { organisationsInWords } from '../domain/organisations.ts';
import type { Stretch } from '../domain/timeline.ts';
import { count, dayInWords, lengthInWords, timeInWords } from '../domain/words.ts';
import { readSetting } from '../store/database.ts';
import { usePhone, usePhoneState } from './phone-context.tsx';

const tones: Readonly<Record<SealState, Tone>> = {
  open: 'neutral',
  made: 'info',
  promised: 'info',
  witnessed: 'info',
  confirmed: 'good',
  mismatch: 'danger',
};
const icons: Readonly<Record<SealState, IconName>> = {
  open: 'clock',
  made: 'clock',
  promised: 'clock',
  witnessed: 'clock',
  confirmed: 'check',
  mismatch: 'warning',
};

/** The log by day: when people were near, how long and how close, and what was sealed. No identifier is shown. */
export function LogScreen(): JSX.Element {
  const phone = usePhone();
  const { logVersion, commitments, clockOffset } = usePhoneState();
  const [days, setDays] = useState<readonly LogDay[] | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the log is read anew when it or the clock has changed
  useEffect(() => {
    let gone = false;
    const read = async (): Promise<void> => {
      const today = dayAt(phone.clock.now());
      const log = await readLog(phone.db, (await readSetting(phone.db, 'firstDay')) ?? today, today);
      if (!gone) setDays(log);
    };
    void read();
    return () => {
      gone = true;
    };
  }, [phone, logVersion, clockOffset]);
  if (days === null) return <Skeleton lines={6} label="Reading your log" />;
  return (
    <div className="ts-stack-loose">
      <div className="ts-stack-tight">
        <h1>Your log</h1>
        <p className="ts-muted">
          On this phone only, deleted after 14 days. It tells when people were near, never who.
        </p>
      </div>
      {days.map((day) => (
        <LogDaySection key={day.day} day={day} today={days[0]?.day === day.day} commitments={commitments} />
      ))}
    </div>
  );
}

function LogDaySection({
  day,
  today,
  commitments,
}: {
  day: LogDay;
  today: boolean;
  commitments: PhoneSnapshot['commitments'];
}): JSX.Element {
  const own = commitments.filter((commitment) => commitment.day === day.day);
  return (
    <section className="phone-day" aria-labelledby={`day-${day.day}`}>
      <div className="ts-spread">
        <h2 id={`day-${day.day}`}>{today ? 'Today' : dayInWords(day.day)}</h2>
        {today ? <span className="ts-small ts-muted">Sealed tomorrow</span> : <Seal commitment={own[0]} />}
      </div>
      {day.stretches.length === 0 ? (
        <p className="ts-muted">Nobody was near, or nothing was heard.</p>
      ) : (
        <ol className="phone-timeline">
          {day.stretches.map((stretch) => (
            <StretchRow key={stretch.start} stretch={stretch} />
          ))}
        </ol>
      )}
    </section>
  );
}

function StretchRow({ stretch }: { stretch: Stretch }): JSX.Element {
  const { start, end, people, closeness, seconds } = stretch;
  return (
    <li className="phone-stretch" data-closeness={closeness}>
      <span className="ts-number phone-stretch-time">
        {timeInWords(start)}–{timeInWords(end)}
      </span>
      <span>
        <strong>{people === 1 ? 'Somebody' : `${count(people, 'person').replace('persons', 'people')}`}</strong>{' '}
        {closeness}, about {lengthInWords(seconds)}
      </span>
    </li>
  );
}

function Seal({ commitment }: { commitment: PhoneSnapshot['commitments'][number] | undefined }): JSX.Element {
  const [open, setOpen] = useState(false);
  const state = sealState(commitment);
  if (commitment === undefined) return <Badge>{sealWords.open}</Badge>;
  const { receipt, witness, endorsedBy, mismatch } = commitment;
  return (
    <>
      <Button variant="quiet" onPress={() => setOpen(true)}>
        <Badge tone={tones[state]} icon={icons[state]}>
          {sealWords[state]}
        </Badge>
      </Button>
      <Dialog
        title="What was sealed"
        isOpen={open}
        onClose={() => setOpen(false)}
        actions={<Button onPress={() => setOpen(false)}>Close</Button>}
      >
        {mismatch === undefined ? null : <ErrorState {...failureWords(mismatch)} code={mismatch} />}
        <p>
          One number of 32 bytes stands for the whole day. It shows nothing, and nobody can change the day’s log any
          more without its showing.
        </p>
        <Facts
          facts={[
            ['Encounters under it', String(commitment.encounters)],
            [
              'Seal',
              <span key="seal" className="ts-code">
                {shortHex(commitment.root, 8)}
              </span>,
            ],
            ['On the ledger', receipt === undefined ? 'not yet' : `in block ${receipt.block}, says the server`],
            [
              'Organisations',
              endorsedBy === undefined
                ? 'their signatures have not been checked yet'
                : `signed by ${organisationsInWords(endorsedBy)}, verified on this phone`,
            ],
            [
              'Auditor',
              witness === undefined ? 'has not confirmed it yet' : 'has confirmed it, verified on this phone',
            ],
          ]}
        />
      </Dialog>
    </>
  );
}
