'use client';
import { Banner, ErrorState, Link } from '@tallystick/ui';
import type { JSX } from 'react';
import { failureWords } from '../domain/failure-words.ts';
import type { StoredPublication } from '../store/schema.ts';
import { ShareHistory } from './share-history.tsx';

/** What became of a publication. */
export interface ShareOutcome {
  readonly todayLeftOut: boolean;
  /** Failure code of the first sending, null when it was accepted. */
  readonly failure: string | null;
}

/** Codes after which the stored request is sent again by itself. */
const RETRIED = new Set([
  'OFFLINE',
  'LEDGER_UNAVAILABLE',
  'LEDGER_TIMEOUT',
  'CHANNEL_BUSY',
  'RATE_LIMITED',
  'CONFLICT',
  'INTERNAL',
]);

/** Last step: it is done, or it waits, or it was refused and why. */
export function ShareDone({
  outcome,
  publications,
}: {
  outcome: ShareOutcome;
  publications: readonly StoredPublication[];
}): JSX.Element {
  const { failure, todayLeftOut } = outcome;
  const waiting =
    failure !== null && RETRIED.has(failure) && publications.some(({ receipt, refused }) => !receipt && !refused);
  const refused = failure !== null && !RETRIED.has(failure);
  return (
    <div className="ts-stack-loose">
      <h1>{refused ? 'It was not accepted' : waiting ? 'It is on its way' : 'Thank you. It is done.'}</h1>
      {refused ? <ErrorState {...failureWords(failure)} code={failure} /> : null}
      {waiting ? (
        <Banner tone="info" icon="clock" live="off" title={failureWords(failure).happened}>
          Your request is kept on this phone and sent by itself. You can close this page; open the app once you are
          online.
        </Banner>
      ) : null}
      {!refused && !waiting ? (
        <p>People who were near you on those days are warned when their phones look next.</p>
      ) : null}
      {todayLeftOut && !refused ? (
        <Banner tone="info" live="off" title="Today was left out">
          Your tag was out of reach and could not change to new numbers. With them in use, today’s would let others pass
          as you. Days before today are shared.
        </Banner>
      ) : null}
      <ShareHistory publications={publications} />
      <Link look="secondary" block href="/" icon="home">
        Back to Home
      </Link>
    </div>
  );
}
