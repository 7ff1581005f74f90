'use client';
import type { JSX } from 'react';

/** What the ledger will hold once a case is confirmed: said before, not after. */
export function LedgerStatement({ facility }: { facility: string }): JSX.Element {
  return (
    <div className="his-statement">
      <h3>What the ledger will hold</h3>
      <dl>
        <div>
          <dt>For ever, for everybody</dt>
          <dd>
            That {facility} allowed one publication: a random-looking number, a one-time key, until when it counts.
          </dd>
        </div>
        <div>
          <dt>For about 15 days, for the three organisations</dt>
          <dd>Condition, certainty and day of onset, without a name.</dd>
        </div>
        <div>
          <dt>Never</dt>
          <dd>The patient, the record, the code, or you. These stay in the hospital.</dd>
        </div>
      </dl>
    </div>
  );
}
