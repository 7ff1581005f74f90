import { common, orderer, type peer } from '@hyperledger/fabric-protos';
import { within } from './calls.ts';
import type { Client } from './client.ts';
import { changeChannelHeader, type Signer } from './envelope.ts';
import { lowS } from './signature.ts';

/** A position in a channel. */
export type Position = 'oldest' | 'newest' | number;

/** What is asked for; everything may be wrong. */
export type Seek = {
  readonly channel: string;
  readonly start?: Position;
  readonly stop?: Position;
  /** Fail instead of waiting for blocks that are not there yet. */
  readonly failIfNotReady?: boolean;
  /** Seconds by which the client's clock is off. */
  readonly clockOff?: number;
  readonly signer?: Signer;
};

/** Which of the three services of `protos.Deliver`. */
export type Service = 'deliver' | 'deliverFiltered' | 'deliverWithPrivateData';

/** What came: block numbers, and the status that ended it. */
export type Delivered = { readonly blocks: readonly number[]; readonly status: number };

/** How long a delivery may take, milliseconds. */
const patience = 10_000;

function seekPosition(position: Position): orderer.SeekPosition {
  const message = new orderer.SeekPosition();
  if (position === 'oldest') message.setOldest(new orderer.SeekOldest());
  else if (position === 'newest') message.setNewest(new orderer.SeekNewest());
  else {
    const specified = new orderer.SeekSpecified();
    specified.setNumber(position);
    message.setSpecified(specified);
  }
  return message;
}

/** A signed seek (`DELIVER_SEEK_INFO`): the gateway client's own, changed. */
export function seekEnvelope(client: Client, seek: Seek): common.Envelope {
  const envelope = common.Envelope.deserializeBinary(client.network.newBlockEventsRequest().getBytes());
  const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
  const info = orderer.SeekInfo.deserializeBinary(payload.getData_asU8());
  info.setStart(seek.start === undefined ? undefined : seekPosition(seek.start));
  info.setStop(seek.stop === undefined ? undefined : seekPosition(seek.stop));
  const { FAIL_IF_NOT_READY, BLOCK_UNTIL_READY } = orderer.SeekInfo.SeekBehavior;
  info.setBehavior(seek.failIfNotReady === true ? FAIL_IF_NOT_READY : BLOCK_UNTIL_READY);
  payload.setData(info.serializeBinary());
  changeChannelHeader(payload.getHeader()!, (header) => {
    header.setChannelId(seek.channel);
    const time = header.getTimestamp()!;
    time.setSeconds(time.getSeconds() + (seek.clockOff ?? 0));
  });
  envelope.setPayload(payload.serializeBinary());
  const sign = seek.signer ?? ((message: Uint8Array) => lowS(client.key, message));
  envelope.setSignature(sign(envelope.getPayload_asU8()));
  return envelope;
}

function numberOf(response: peer.DeliverResponse): number | undefined {
  const header = response.getBlock()?.getHeader() ?? response.getBlockAndPrivateData()?.getBlock()?.getHeader();
  return header?.getNumber() ?? response.getFilteredBlock()?.getNumber();
}

/** Sends seeks one after another on one stream: the next when a status answers the one before. */
export function deliver(client: Client, seeks: readonly Seek[], service: Service = 'deliver'): Promise<Delivered[]> {
  const stream = client.deliver[service]();
  const answers: Delivered[] = [];
  let blocks: number[] = [];
  const send = (): void => {
    const seek = seeks[answers.length];
    if (seek !== undefined) stream.write(seekEnvelope(client, seek));
  };
  const all = new Promise<Delivered[]>((resolve, reject) => {
    stream.on('data', (response: peer.DeliverResponse) => {
      const number = numberOf(response);
      if (number !== undefined) {
        blocks.push(number);
        return;
      }
      answers.push({ blocks, status: response.getStatus() });
      blocks = [];
      if (answers.length === seeks.length) resolve(answers);
      else send();
    });
    stream.on('error', reject);
    stream.on('end', () => resolve(answers));
    send();
  });
  return within(patience, 'the delivery’s status', all).finally(() => {
    stream.on('error', () => undefined);
    stream.cancel();
  });
}

/** The number of a peer's newest block. */
export async function newestBlock(client: Client, channel: string): Promise<number> {
  const [answer] = await deliver(client, [{ channel, start: 'newest', stop: 'newest' }], 'deliverFiltered');
  const [number] = answer?.blocks ?? [];
  if (number === undefined) throw new Error(`the peer delivers no block (status ${answer?.status})`);
  return number;
}
