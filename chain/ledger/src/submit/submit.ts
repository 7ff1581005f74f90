import {
  type CollectionName,
  canonicalBytes,
  canonicalJson,
  type LedgerRecord,
  ledgerRecord,
  TallystickError,
  type TransactionFunction,
  type TransactionName,
  transactionFunctions,
  transientField,
} from '@tallystick/protocol';
import type { z } from 'zod';
import { endorsingPairs } from '../collections.ts';
import type { ParsedConfig } from '../config.ts';
import type { Peers } from '../peers/connection.ts';
import type { Committed, Submission, SubmitOptions } from '../port.ts';
import { backOff, orAbort, pause } from '../wait.ts';
import { commitStatus } from './commit-status.ts';
import type { CommitTimes } from './commit-times.ts';
import { type Endorsed, endorse, type ProposedCall, routes } from './endorse.ts';
import { type OrderContext, orderAndWait, within } from './order.ts';
import type { Route } from './route-failures.ts';

/** `peer.TxValidationCode`s that a client tells apart. */
const validation = { valid: 0, endorsementPolicyFailure: 10, mvccReadConflict: 11, phantomReadConflict: 12 };

/** Attempts at a transaction that meets others, or endorsers of different heights. */
const maxAttempts = 10;
/** Rounds over all routes while peers do not work: a chaincode or a peer that is just restarted comes back in one. */
const maxRounds = 3;

/** Checks a submission against its schemas. @throws TallystickError `BAD_REQUEST` naming the field, never its value. */
function parse(schema: z.ZodType, value: unknown, part: string): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const path = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new TallystickError('BAD_REQUEST', { field: path === '' ? part : `${part}.${path}` });
}

type Canonical = Parameters<typeof canonicalJson>[0];

function proposedCall<N extends TransactionName>(submission: Submission<N>, config: ParsedConfig): ProposedCall {
  const description: TransactionFunction = transactionFunctions[submission.name];
  const argument = parse(description.argument, submission.argument, 'argument') as Canonical;
  const options: ProposedCall['options'] = { arguments: [canonicalJson(argument)] };
  if (description.private !== undefined) {
    const value = parse(description.private, submission.private, 'private') as Canonical;
    options.transientData = { [transientField]: canonicalBytes(value) };
  }
  return { channel: config.target.channel, chaincode: config.target.chaincode, name: submission.name, options };
}

/** The collection that a submission writes, which decides whose peers may see it. */
function collectionOf<N extends TransactionName>(submission: Submission<N>): CollectionName | undefined {
  if (submission.name === 'purge:purge') return (submission.argument as { collection: CollectionName }).collection;
  const description: TransactionFunction = transactionFunctions[submission.name];
  return description.collection;
}

function routesOf<N extends TransactionName>(submission: Submission<N>, config: ParsedConfig, peers: Peers): Route[] {
  const collection = collectionOf(submission);
  const pairs = collection && endorsingPairs(collection, peers.own, config.collectionPeers);
  return routes(peers.own, peers.all, pairs);
}

/** The public record that the contract answered with; a purge answers with none. */
function recordIn(result: Uint8Array, name: TransactionName): LedgerRecord | undefined {
  if (name === 'purge:purge') return undefined;
  try {
    return ledgerRecord.parse(JSON.parse(Buffer.from(result).toString('utf8')));
  } catch (cause) {
    throw new TallystickError('INTERNAL', {
      message: 'The contract’s answer is no record that this version knows.',
      cause,
    });
  }
}

async function endorseInRounds(call: ProposedCall, ways: readonly Route[], context: OrderContext): Promise<Endorsed> {
  let again = 0;
  for (let round = 0; ; ) {
    const outcome = await endorse(ways, context.peers, call, () => within(context, context.timeouts.endorse));
    if ('endorsed' in outcome) return outcome.endorsed;
    const { error, remedy } = outcome.failure;
    const rest = remedy === 'again' ? ++again < maxAttempts : remedy !== 'none' && ++round < maxRounds;
    const wait = backOff(again + round, 40, 1000);
    if (!rest || Date.now() + wait >= context.end) throw error;
    await pause(wait, context.signal);
  }
}

/** Where the record that stood already was written: its transaction is the first effect, so nothing is ordered. */
async function firstEffect(record: LedgerRecord, context: OrderContext): Promise<Committed> {
  const { txId } = record;
  const timeout = (): number => within(context, context.timeouts.commitStatus);
  const status = await commitStatus(context.channel, txId, context.peers, timeout);
  if ('failure' in status) throw status.failure.error;
  return { txId, block: status.outcome.block, record };
}

function refusal(code: number): TallystickError {
  if (code === validation.endorsementPolicyFailure) return new TallystickError('ENDORSEMENT_REFUSED');
  return new TallystickError('INTERNAL', { message: `The ledger marked the transaction invalid (code ${code}).` });
}

async function run<N extends TransactionName>(
  submission: Submission<N>,
  config: ParsedConfig,
  context: OrderContext,
  ordering: SubmitOptions['ordering'],
): Promise<Committed> {
  const call = proposedCall(submission, config);
  const ways = routesOf(submission, config, context.peers);
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const endorsed = await endorseInRounds(call, ways, context);
    const record = recordIn(endorsed.result, submission.name);
    if (record !== undefined && record.txId !== endorsed.txId) return firstEffect(record, context);
    await ordering?.();
    const { block, code } = await orderAndWait(endorsed, context);
    if (code === validation.valid) return { txId: endorsed.txId, block, record };
    if (code !== validation.mvccReadConflict && code !== validation.phantomReadConflict) throw refusal(code);
    const wait = backOff(attempt, 20, 1000);
    if (Date.now() + wait >= context.end) break;
    await pause(wait, context.signal);
  }
  throw new TallystickError('CONFLICT');
}

/** Endorses, orders and waits for one transaction; see `Ledger.submit`. */
export function submit<N extends TransactionName>(
  submission: Submission<N>,
  config: ParsedConfig,
  peers: Peers,
  commitTimes: CommitTimes,
  { signal, ordering }: SubmitOptions,
): Promise<Committed> {
  const { timeouts, target } = config;
  const context = { channel: target.channel, peers, timeouts, commitTimes, end: Date.now() + timeouts.total, signal };
  return orAbort(run(submission, config, context, ordering), signal);
}
