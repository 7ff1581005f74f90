import { common, orderer } from '@hyperledger/fabric-protos';
import { parseBlock } from '../block/block.ts';
import type { Peer } from '../peers/connection.ts';

function newest(): orderer.SeekPosition {
  const position = new orderer.SeekPosition();
  position.setNewest(new orderer.SeekNewest());
  return position;
}

/** Number of the newest block that a peer has. The gateway client has no call for it, so its request is changed to say "newest". */
export async function newestBlock(peer: Peer): Promise<number> {
  const envelope = common.Envelope.deserializeBinary(peer.network.newBlockEventsRequest().getBytes());
  const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
  const seek = orderer.SeekInfo.deserializeBinary(payload.getData_asU8());
  seek.setStart(newest());
  seek.setStop(newest());
  payload.setData(seek.serializeBinary());
  envelope.setPayload(payload.serializeBinary());
  const events = await peer.gateway.newBlockEventsRequest(envelope.serializeBinary()).getEvents();
  try {
    for await (const block of events) return parseBlock(block.serializeBinary()).number;
    throw new Error('the peer ended the stream');
  } finally {
    events.close();
  }
}
