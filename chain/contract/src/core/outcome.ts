import type { CollectionName, LedgerRecord, ProvenanceFacts, RecordedStep } from '@tallystick/protocol';
import type { Call } from './call.ts';

/** A private value to write: its canonical JSON is what the collection holds. */
export type PrivateValue = {
  readonly collection: CollectionName;
  readonly key: string;
  readonly value: Readonly<Record<string, string | number | null | readonly unknown[]>>;
};

/** What a rule decides: an answer, and the writes that go with it. */
export type Outcome = {
  /** The public record that the caller is answered with; undefined where there is none. */
  readonly answer: LedgerRecord | undefined;
  /** Public records to write, each under its own key. */
  readonly records: readonly LedgerRecord[];
  readonly privateValues: readonly PrivateValue[];
  readonly purges: readonly { readonly collection: CollectionName; readonly key: string }[];
};

/** Writes a record (the answer) with what belongs to it. */
export function writes(
  answer: LedgerRecord,
  also: Partial<Pick<Outcome, 'privateValues'>> & { record?: LedgerRecord } = {},
): Outcome {
  return {
    answer,
    records: also.record === undefined ? [answer] : [answer, also.record],
    privateValues: also.privateValues ?? [],
    purges: [],
  };
}

/** The record stood already: a retry is answered with it and writes nothing. */
export function stands(answer: LedgerRecord): Outcome {
  return { answer, records: [], privateValues: [], purges: [] };
}

/** What every record carries besides its own fields: the transaction, and who did what. */
export function signedOff(call: Call, step: RecordedStep): { txId: string; provenance: ProvenanceFacts } {
  const { mspId, role } = call.creator;
  return { txId: call.txId, provenance: { ...step, organisation: mspId, role: role ?? '' } };
}
