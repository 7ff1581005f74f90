import { common, orderer } from '@hyperledger/fabric-protos';
import { TallystickError } from '@tallystick/protocol';
import { parseBlock } from '../block/block.ts';
import type { Peer, Peers } from '../peers/connection.ts';
import { understand } from '../submit/failures.ts';

function newest(): orderer.SeekPosition {
  const position = new orderer.SeekPosition();
  position.setNewest(new orderer.SeekNewest());
  return position;
}

/**
 * Number of the newest block that a peer has. The gateway client has no call for it, so its request is changed to say "newest".
 * `timeout` in milliseconds.
 */
export async function newestBlock(peer: Peer, timeout = 10_000): Promise<number> {
  const envelope = common.Envelope.deserializeBinary(peer.network.newBlockEventsRequest().getBytes());
  const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
  const seek = orderer.SeekInfo.deserializeBinary(payload.getData_asU8());
  seek.setStart(newest());
  seek.setStop(newest());
  payload.setData(seek.serializeBinary());
  envelope.setPayload(payload.serializeBinary());
  const events = await peer.gateway
    .newBlockEventsRequest(envelope.serializeBinary())
    .getEvents({ deadline: Date.now() + timeout });
  try {
    for await (const block of events) return parseBlock(block.serializeBinary()).number;
    throw new Error('the peer ended the stream');
  } finally {
    events.close();
  }
}

/** Number of blocks that the first of some peers has which answers. @throws TallystickError when none does. */
export async function heightOf(order: readonly string[], peers: Peers, timeout: number): Promise<number> {
  let failure: unknown;
  for (const mspId of order) {
    try {
      return (await newestBlock(peers.get(mspId)!, timeout)) + 1;
    } catch (error) {
      failure = error;
    }
  }
  throw failure === undefined ? new TallystickError('LEDGER_UNAVAILABLE') : understand(failure).error;
}
