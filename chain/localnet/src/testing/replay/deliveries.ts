/** Recorded raw streams of blocks. */
import { readFileSync } from 'node:fs';
import { common, orderer } from '@hyperledger/fabric-protos';
import { sign } from '../../msp/ecdsa.ts';
import { serializeIdentity } from '../../msp/identity.ts';
import { channelHeaderBytes, payloadBytes, signatureHeaderBytes } from '../../protoutil/envelope.ts';
import { organisationOf } from '../client.ts';
import { type Delivered, deliverRaw } from '../raw.ts';
import type { Case, ReplayContext } from './replay-context.ts';

const HOUR = 3_600_000;

type Position = number | 'oldest' | 'newest' | 'next';
type Seek = {
  start?: Position;
  stop?: Position;
  failIfNotReady?: boolean;
  method?: Parameters<typeof deliverRaw>[1];
  channel?: string;
  at?: Date;
  key?: string;
  certificate?: string;
};

function position(at: Position): orderer.SeekPosition {
  const seek = new orderer.SeekPosition();
  if (at === 'oldest') seek.setOldest(new orderer.SeekOldest());
  else if (at === 'newest') seek.setNewest(new orderer.SeekNewest());
  else if (at === 'next') seek.setNextCommit(new orderer.SeekNextCommit());
  else {
    const specified = new orderer.SeekSpecified();
    specified.setNumber(at);
    seek.setSpecified(specified);
  }
  return seek;
}

function envelope(context: ReplayContext, seek: Seek): common.Envelope {
  const { target } = context.network.localnet;
  const { users } = organisationOf(target, 'health');
  const info = new orderer.SeekInfo();
  if (seek.start !== undefined) info.setStart(position(seek.start));
  if (seek.stop !== undefined) info.setStop(position(seek.stop));
  const { FAIL_IF_NOT_READY, BLOCK_UNTIL_READY } = orderer.SeekInfo.SeekBehavior;
  info.setBehavior(seek.failIfNotReady ? FAIL_IF_NOT_READY : BLOCK_UNTIL_READY);
  const channelHeader = channelHeaderBytes({
    type: common.HeaderType.DELIVER_SEEK_INFO,
    at: seek.at ?? new Date(),
    channel: seek.channel ?? target.channel,
    transactionId: '',
  });
  const creator = serializeIdentity('HealthMSP', readFileSync(seek.certificate ?? users.user!.certificate, 'utf8'));
  const payload = payloadBytes(channelHeader, signatureHeaderBytes(creator, Buffer.alloc(24)), info.serializeBinary());
  const message = new common.Envelope();
  message.setPayload(payload);
  message.setSignature(sign(context.key(seek.key), payload));
  return message;
}

/** A seek's answers in the recorded form. */
const seeking = (seek: (height: number, context: ReplayContext) => Seek | Promise<Seek>): Case => {
  return async (context, record) => {
    const { target } = context.network.localnet;
    const height = Number(context.network.localnet.height());
    const wanted = await seek(height, context);
    const answer = await deliverRaw(target, wanted.method ?? 'deliver', envelope(context, wanted));
    return inRecordedForm(record.result, answer);
  };
};

/** The recording names blocks by its own height and statuses by name too; it listened to an open stream until a deadline. */
function inRecordedForm(recorded: unknown, { got, ended }: Delivered): unknown {
  const { got: were, error } = recorded as { got: Record<string, unknown>[]; error?: unknown };
  const first = { recorded: Number(were[0]?.block), here: Number(got[0]?.split(' ')[1]) };
  const answers = got.map((line): unknown => {
    const [kind, number] = line.split(' ');
    if (kind === 'filtered') return { FILTERED_BLOCK: true };
    if (kind === 'private') return { BLOCK_AND_PRIVATE_DATA: true };
    if (kind === 'block') return { block: Number(number) - first.here + first.recorded };
    return { status: Number(number), name: statusName(Number(number)) };
  });
  return { got: answers, count: answers.length, last: answers.at(-1), ...(ended ? { end: true } : { error }) };
}

function statusName(status: number): string | undefined {
  return Object.entries(common.Status).find(([, number]) => number === status)?.[0];
}

/** The scenarios of this file. */
export const deliveries: Record<string, Case> = {
  'Deliver: 0 to 2': seeking(() => ({ start: 0, stop: 2 })),
  'Deliver: start after stop': seeking(() => ({ start: 3, stop: 1 })),
  'Deliver: no start': seeking(() => ({ stop: 2 })),
  'Deliver: no stop': seeking(() => ({ start: 0 })),
  'Deliver: newest to newest': seeking(() => ({ start: 'newest', stop: 'newest' })),
  'Deliver: oldest to oldest': seeking(() => ({ start: 'oldest', stop: 'oldest' })),
  'Deliver: beyond the height, BLOCK_UNTIL_READY': seeking((height) => ({ start: height + 10, stop: height + 20 })),
  'Deliver: beyond the height, FAIL_IF_NOT_READY': seeking((height) => ({
    start: height + 10,
    stop: height + 20,
    failIfNotReady: true,
  })),
  'Deliver: 0 to beyond the height, FAIL_IF_NOT_READY': seeking((height) => ({
    start: height - 2,
    stop: height + 10,
    failIfNotReady: true,
  })),
  'Deliver: foreign identity': seeking(async (_, context) => ({
    start: 0,
    stop: 2,
    certificate: (await context.foreign()).certificate,
  })),
  'Deliver: unknown channel': seeking(() => ({ start: 0, stop: 2, channel: 'nochannel' })),
  'Deliver: bad signature': seeking(() => ({ start: 0, stop: 2, key: 'boss' })),
  'Deliver: timestamp an hour old': seeking(() => ({ start: 0, stop: 2, at: new Date(Date.now() - HOUR) })),
  'Deliver: filtered 0 to 2': seeking(() => ({ start: 0, stop: 2, method: 'deliverFiltered' })),
  'Deliver: with private data 0 to 2': seeking(() => ({ start: 0, stop: 2, method: 'deliverWithPrivateData' })),
  'Deliver: next commit without stop': seeking(() => ({ start: 'next' })),
};
