import { randomBytes } from 'node:crypto';
import type { Committed, Ledger, Submission } from '@tallystick/ledger';
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
  type TransactionName,
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
  leftOvers: Pick<LeftOvers, 'note' | 'batchWith'>,
): Writes {
  /** Where a committed record stands, once the own read model has it too, so that whoever asks next finds it. */
  const placed = async ({ txId, block }: Committed): Promise<{ txId: string; block: number }> => {
    await follower.reached(block, readOwnWritesMs);
    return { txId, block };
  };
  /** What is being committed, by the name of its record. */
  const underWay = new Map<string, Promise<{ txId: string; block: number }>>();
  const commit = <N extends TransactionName>(
    name: string,
    submission: Submission<N>,
    items?: ReadonlyMap<string, unknown>,
  ): Promise<{ txId: string; block: number }> => {
    const committing = ledger
      .submit(submission, { ordering: () => leftOvers.note(name, items) })
      .then(placed)
      .finally(() => underWay.delete(name));
    underWay.set(name, committing);
    return committing;
  };
  const commitAnchor = (items: ReadonlyMap<string, string>, anchor = anchorOf(items.keys())) =>
    commit(
      recordKey.anchor(anchor.root),
      {
        name: 'encounters:anchor',
        argument: { root: anchor.root, count: anchor.entries.length },
        private: { salt: salt(), roots: anchor.entries.map((entry) => entry.value) },
      },
      items,
    );
  const commitAnswers = (items: ReadonlyMap<string, Answer>, batch = answerBatchOf(items.values())) =>
    commit(
      recordKey.answers(batch.root),
      {
        name: 'acknowledgements:record',
        argument: { day: batch.day, root: batch.root, count: batch.count, sum: batch.sum },
        private: { salt: salt(), answers: [...batch.answers] },
      },
      items,
    );
  /**
   * The receipt of an item that was ordered before and of which no outcome was heard, be it that this service was killed: the
   * very same batch is sent again, which has one effect however often, while in another batch the item would stand twice.
   */
  const orderedBefore = async <Item, Receipt>(
    key: string,
    resend: (items: ReadonlyMap<string, Item>) => Promise<unknown>,
    receipt: () => Receipt | undefined,
  ): Promise<Receipt | undefined> => {
    const batch = leftOvers.batchWith(key);
    if (batch === undefined) return undefined;
    // Noted by this very service, from items of this kind.
    await (underWay.get(batch.name) ?? resend(batch.items as ReadonlyMap<string, Item>));
    const found = receipt();
    if (found === undefined) throw new TallystickError('LEDGER_TIMEOUT');
    return found;
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
      const place = await commitAnchor(items, anchor);
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
      const place = await commitAnswers(items, batch);
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
    commitEncounters: async (root) => {
      const pending = commitments.pending(root);
      if (pending !== undefined) return pending;
      const found = (): CommitmentReceipt | undefined => commitmentReceiptOf(model, root);
      const known = found() ?? (await orderedBefore(root, commitAnchor, found));
      return known ?? commitments.add(root, root);
    },
    acknowledgeExposure: async (answer) => {
      const leaf = answerLeaf(answer);
      const found = (): AnswerReceipt | undefined => answerReceiptOf(model, leaf);
      const known = found() ?? (await orderedBefore(leaf, commitAnswers, found));
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
      const place = await commit(recordKey.publication(argument.authorisation), {
        name: 'diagnoses:publish',
        argument,
        private: transient,
      });
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
