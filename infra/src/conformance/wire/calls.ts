import assert from 'node:assert/strict';
import { GatewayError, type ProposalOptions, type Transaction } from '@hyperledger/fabric-gateway';
import type { Client } from './client.ts';

/** What is called: function and options of a proposal. */
export type Call = { readonly name: string; readonly options?: ProposalOptions };

/** A transaction whose outcome is known. */
export type Committed = {
  readonly txId: string;
  readonly block: bigint;
  readonly code: number;
  readonly result: Uint8Array;
};

/** Fabric's validation codes that rules speak of (`peer.TxValidationCode`). */
export const validation = {
  valid: 0,
  invalidEndorserTransaction: 5,
  badProposalTxId: 8,
  duplicateTxId: 9,
  endorsementPolicyFailure: 10,
  mvccReadConflict: 11,
  phantomReadConflict: 12,
} as const;

/** gRPC codes that rules speak of. */
export const grpc = {
  cancelled: 1,
  unknown: 2,
  deadlineExceeded: 4,
  permissionDenied: 7,
  failedPrecondition: 9,
  aborted: 10,
  unavailable: 14,
} as const;

/** Text of a result. */
export const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

/** Endorses a call as the gateway plans it. */
export function endorse({ contract }: Client, { name, options }: Call): Promise<Transaction> {
  return contract.newProposal(name, options).endorse();
}

/** Orders an endorsed transaction and waits for its outcome, valid or not. */
export async function order(transaction: Transaction): Promise<Committed> {
  const submitted = await transaction.submit();
  const { code, blockNumber: block, transactionId: txId } = await submitted.getStatus();
  return { txId, block, code, result: transaction.getResult() };
}

/** Endorses and orders. */
export async function commit(client: Client, call: Call): Promise<Committed> {
  return order(await endorse(client, call));
}

/** Evaluates, as text. */
export async function evaluate({ contract }: Client, name: string, ...args: string[]): Promise<string> {
  return text(await contract.evaluateTransaction(name, ...args));
}

/** What a call failed with. @throws AssertionError when it succeeded. */
export async function failure(work: Promise<unknown>): Promise<Error> {
  const outcome = await work.then(
    () => undefined,
    (error: Error) => ({ error }),
  );
  return outcome === undefined ? assert.fail('the call succeeded') : outcome.error;
}

/** A refused call as the gateway client shows it: gRPC code, text without its name, details as `MSP id: text`. */
export type Refusal = { readonly code: number; readonly message: string; readonly details: readonly string[] };

/** How a call of the gateway was refused. @throws AssertionError when it was not. */
export async function refusal(work: Promise<unknown>): Promise<Refusal> {
  return refusalOf(await failure(work));
}

/** The refusal that an error of the gateway client tells. @throws AssertionError for any other error. */
export function refusalOf(error: unknown): Refusal {
  assert.ok(error instanceof GatewayError, `not refused by the gateway: ${String(error)}`);
  const details = error.details.map(({ mspId, message }) => `${mspId}: ${message}`);
  return { code: error.code, message: error.message.replace(/^\d+ [A-Z_]+: /, ''), details };
}

/** The promise's value, or an error that says what did not come about. */
export async function within<T>(milliseconds: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not come within ${milliseconds / 1000} s`)), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
