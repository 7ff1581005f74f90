import { msp, gateway as protos } from '@hyperledger/fabric-protos';
import type { Peers } from '../peers/connection.ts';
import { type Failure, understand } from './failures.ts';

/** How a transaction ended: the block that holds it and Fabric's validation code (0 is valid). */
export type Outcome = { readonly block: number; readonly code: number };

/** A question after the outcome of any transaction id, unsigned. */
function request(channel: string, txId: string, peers: Peers): Uint8Array {
  const creator = new msp.SerializedIdentity();
  creator.setMspid(peers.identity.mspId);
  creator.setIdBytes(peers.identity.credentials);
  const inner = new protos.CommitStatusRequest();
  inner.setChannelId(channel);
  inner.setTransactionId(txId);
  inner.setIdentity(creator.serializeBinary());
  const signed = new protos.SignedCommitStatusRequest();
  signed.setRequest(inner.serializeBinary());
  return signed.serializeBinary();
}

/**
 * Asks for the outcome of a transaction, one peer after another until one answers: a peer that stays silent may be cut off, and one
 * that refuses may be about to join the channel. An id that a peer does not know is waited for until the deadline; a duplicate has the
 * outcome of the first. The failure is a final one only if all of them are.
 */
export async function commitStatus(
  channel: string,
  txId: string,
  peers: Peers,
  timeout: () => number,
): Promise<{ readonly outcome: Outcome } | { readonly failure: Failure }> {
  const bytes = request(channel, txId, peers);
  let failure: Failure | undefined;
  for (const mspId of peers.all) {
    try {
      const status = await peers
        .get(mspId)!
        .gateway.newCommit(bytes)
        .getStatus({ deadline: Date.now() + timeout() });
      return { outcome: { block: Number(status.blockNumber), code: status.code } };
    } catch (error) {
      const latest = understand(error);
      if (failure === undefined || failure.remedy === 'none' || failure.remedy === 'confirm') failure = latest;
    }
  }
  return { failure: failure ?? understand(undefined) };
}
