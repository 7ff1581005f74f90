import { randomBytes } from 'node:crypto';
import type { Committed, Ledger, SubmitOptions } from '@tallystick/ledger';
import {
  type Answer,
  type AnswerReceipt,
  anchorOf,
  answerBatchOf,
  answerLeaf,
  type BatchEntry,
  type CommitmentReceipt,
  maxAnswersPerBatch,
  maxRootsPerAnchor,
  type PublishArgument,
  type PublishPrivate,
  recordKey,
  TallystickError,
} from '@tallystick/protocol';
import type { LeftOvers } from '../purge/left-overs.ts';
import type { Follower } from '../read-model/follower.ts';
import {
  answerIdUsed,
  answerReceiptOf,
  commitmentReceiptOf,
  type PublicationReceipt,
  publicationReceiptOf,
} from '../read-model/receipts.ts';
import type { ReadModel } from '../read-model/store.ts';
import { type Batcher, createBatcher } from './batcher.ts';

/** Batches in flight at once: enough that the ledger never waits for the API, few enough that batches stay worth a transaction. */
const maxFlights = 3;
/** Most commitments (and answers of a day) that may wait. */
const maxWaiting = 20_000;
/** Milliseconds that an answer may wait for the own read model once it is committed; it is given all the same after that. */
const readOwnWritesMs = 5_000;

/** Everything that a mutation may do. Each resolves when its transaction is committed, and the same request again gets the first effect. */
export type Writes = {
  commitEncounters(root: string): Promise<CommitmentReceipt>;
  acknowledgeExposure(answer: Answer): Promise<AnswerReceipt>;
  publishDiagnosis(argument: PublishArgument, transient: PublishPrivate): Promise<PublicationReceipt>;
  /** Commitments and answers waiting or in flight. */
  waiting(): { readonly commitments: number; readonly answers: number };
  /** Resolves when nothing is in flight any more. */
  drained(): Promise<void>;
};

const salt = (): string => randomBytes(32).toString('hex');

/** The writing side of the API over one ledger and its read model; what it has ordered is noted as possibly left over. */
export function openWrites(
  ledger: Pick<Ledger, 'submit'>,
  model: ReadModel,
  follower: Pick<Follower, 'reached'>,
  leftOvers: Pick<LeftOvers, 'note'>,
): Writes {
  const noting = (name: string): SubmitOptions => ({ ordering: () => leftOvers.note(name) });
  /** Where a committed record stands, once the own read model has it too, so that whoever asks next finds it. */
  const placed = async ({ txId, block }: Committed): Promise<{ txId: string; block: number }> => {
    await follower.reached(block, readOwnWritesMs);
    return { txId, block };
  };
  const inclusionOf = ({ leafIndex, treeSize, path }: BatchEntry): Omit<BatchEntry, 'value'> => ({
    leafIndex,
    treeSize,
    path,
  });

  const commitments = createBatcher<string, CommitmentReceipt>(
    { maxBatch: maxRootsPerAnchor, maxFlights, maxWaiting },
    async (items) => {
      const anchor = anchorOf(items.keys());
      const committed = await ledger.submit(
        {
          name: 'encounters:anchor',
          argument: { root: anchor.root, count: anchor.entries.length },
          private: { salt: salt(), roots: anchor.entries.map((entry) => entry.value) },
        },
        noting(recordKey.anchor(anchor.root)),
      );
      const place = await placed(committed);
      return new Map(
        anchor.entries.map((entry) => [
          entry.value,
          { root: entry.value, ...inclusionOf(entry), anchorRoot: anchor.root, ...place },
        ]),
      );
    },
  );

  const answerBatcher = (): Batcher<Answer, AnswerReceipt> =>
    createBatcher({ maxBatch: maxAnswersPerBatch, maxFlights, maxWaiting }, async (items) => {
      const batch = answerBatchOf(items.values());
      const committed = await ledger.submit(
        {
          name: 'acknowledgements:record',
          argument: { day: batch.day, root: batch.root, count: batch.count, sum: batch.sum },
          private: { salt: salt(), answers: [...batch.answers] },
        },
        noting(recordKey.answers(batch.root)),
      );
      const place = await placed(committed);
      return new Map(
        batch.entries.map((entry) => [
          entry.value,
          { leaf: entry.value, ...inclusionOf(entry), answersRoot: batch.root, ...place },
        ]),
      );
    });
  const answersByDay = new Map<number, Batcher<Answer, AnswerReceipt>>();
  /** Leaf of each answer on its way, by id. */
  const pendingAnswers = new Map<string, string>();
  const answersOf = (day: number): Batcher<Answer, AnswerReceipt> => {
    for (const [other, batcher] of answersByDay) if (batcher.size() === 0) answersByDay.delete(other);
    const batcher = answersByDay.get(day) ?? answerBatcher();
    answersByDay.set(day, batcher);
    return batcher;
  };

  return {
    commitEncounters: async (root) => commitmentReceiptOf(model, root) ?? commitments.add(root, root),
    acknowledgeExposure: async (answer) => {
      const leaf = answerLeaf(answer);
      const known = answerReceiptOf(model, leaf);
      if (known !== undefined) return known;
      // The bit is tossed once: the same answer with the other bit would count a phone twice.
      if (answerIdUsed(model, answer.day, answer.id)) throw new TallystickError('CONFLICT', { field: 'id' });
      const pending = pendingAnswers.get(answer.id);
      if (pending !== undefined && pending !== leaf) throw new TallystickError('CONFLICT', { field: 'id' });
      pendingAnswers.set(answer.id, leaf);
      return answersOf(answer.day)
        .add(leaf, answer)
        .finally(() => pendingAnswers.delete(answer.id));
    },
    publishDiagnosis: async (argument, transient) => {
      const known = publicationReceiptOf(model, argument.authorisation);
      if (known?.digest === argument.digest) return known;
      const committed = await ledger.submit(
        { name: 'diagnoses:publish', argument, private: transient },
        noting(recordKey.publication(argument.authorisation)),
      );
      const place = await placed(committed);
      return { authorisation: argument.authorisation, digest: argument.digest, ...place };
    },
    waiting: () => ({
      commitments: commitments.size(),
      answers: [...answersByDay.values()].reduce((sum, batcher) => sum + batcher.size(), 0),
    }),
    drained: async () => {
      await Promise.all([commitments.drained(), ...[...answersByDay.values()].map((batcher) => batcher.drained())]);
    },
  };
}
