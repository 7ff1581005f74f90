import assert from 'node:assert/strict';
import type { Transaction } from '@hyperledger/fabric-gateway';
import type { Side } from '../subject.ts';
import { type Committed, grpc, order, type Refusal, refusalOf } from './calls.ts';
import { commitOf } from './envelope.ts';

const refusedByOne = 'received unsuccessful response from orderer: ';
/** Under BFT the gateway asks every orderer, and needs a quorum. */
const refusedByMost =
  'insufficient number of orderers could successfully process transaction to satisfy quorum requirement';

/**
 * What the orderers answered to an envelope, `status=…, info=…`: with Raft one of them, in the message; with BFT each for itself, in
 * the details. @throws AssertionError when it was refused otherwise, or not by all in the same words.
 */
export function ordererSaid({ code, message, details }: Refusal): string {
  const isOne = message !== refusedByMost;
  assert.equal(code, isOne ? grpc.aborted : grpc.unavailable, message);
  const said = new Set(isOne ? [message] : details.map((detail) => detail.replace(/^\w+: /, '')));
  const [words = ''] = said;
  assert.ok(said.size === 1 && words.startsWith(refusedByOne), [message, ...details].join('; '));
  return words.slice(refusedByOne.length);
}

/**
 * Orders once more what stands in a block already, and tells what is known of its id then: BFT orderers remember for a while what
 * they have ordered, and refuse it.
 */
export async function orderAgain({ home, target }: Side, transaction: Transaction): Promise<Committed> {
  try {
    return await order(transaction);
  } catch (error) {
    const remembered = 'status=SERVICE_UNAVAILABLE, info=failed to submit request: request already processed';
    assert.equal(ordererSaid(refusalOf(error)), remembered);
    const txId = transaction.getTransactionId();
    const { code, blockNumber: block } = await commitOf(home, target.channel, txId).getStatus();
    return { txId, block, code, result: transaction.getResult() };
  }
}
