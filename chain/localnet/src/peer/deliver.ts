/** protos.Deliver: blocks from any height on, for as long as the client wants. */
import { once } from 'node:events';
import type { ServerDuplexStream } from '@grpc/grpc-js';
import { common, orderer } from '@hyperledger/fabric-protos';
import type { Network } from '../network.ts';
import { openEnvelope } from '../validation/transaction.ts';
import { type ResponseMaker, statusResponse } from './deliver-responses.ts';
import { nextBlock } from './follow.ts';
import { TIME_WINDOW } from './proposal-checks.ts';

const { Status } = common;
type Call = ServerDuplexStream<common.Envelope, Uint8Array>;
type Seek = { mspId: string; start: number; stop: number; failIfNotReady: boolean };

/** A seek that ends the stream with a status. */
class SeekRefused extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`status ${status}`);
    this.status = status;
  }
}

/** Serves one stream: seek after seek, in the order in which they came. */
export function deliver(network: Network, peerMspId: string, call: Call, make: ResponseMaker): void {
  const stopped = new AbortController();
  let work = Promise.resolve();
  call.on('cancelled', () => stopped.abort());
  call.on('error', () => stopped.abort());
  call.on('data', (envelope: common.Envelope) => {
    work = work.then(() => serve(network, peerMspId, call, envelope, make, stopped));
  });
  // A client may close its half right after its seek: that one is still served.
  call.on('end', () => {
    work = work.then(() => {
      if (!stopped.signal.aborted) call.end();
    });
  });
}

async function serve(
  network: Network,
  peerMspId: string,
  call: Call,
  envelope: common.Envelope,
  make: ResponseMaker,
  stopped: AbortController,
): Promise<void> {
  if (stopped.signal.aborted) return;
  try {
    const seek = readSeek(network, envelope);
    await sendBlocks(network, [peerMspId, seek.mspId], call, seek, make, stopped.signal);
    call.write(statusResponse(Status.SUCCESS));
  } catch (error) {
    if (stopped.signal.aborted) return;
    stopped.abort();
    if (error instanceof SeekRefused && error.status === Status.FORBIDDEN) {
      network.log.warn('security: a stream of blocks was refused');
    }
    call.write(statusResponse(error instanceof SeekRefused ? error.status : Status.BAD_REQUEST));
    call.end();
  }
}

async function sendBlocks(
  network: Network,
  mspIds: string[],
  call: Call,
  seek: Seek,
  make: ResponseMaker,
  signal: AbortSignal,
): Promise<void> {
  const { ledger } = network;
  if (seek.start > ledger.height) throw new SeekRefused(Status.NOT_FOUND);
  for (let number = seek.start; number <= seek.stop; number += 1) {
    if (seek.failIfNotReady && number >= ledger.height) throw new SeekRefused(Status.NOT_FOUND);
    const block = await nextBlock(ledger, number, signal);
    if (!call.write(make(network, number, block, mspIds))) await once(call, 'drain', { signal });
  }
}

function readSeek({ access, channel, ledger }: Network, envelope: common.Envelope): Seek {
  const { header, payload, data, signature } = openEnvelope(envelope.serializeBinary());
  if (Math.abs(header.channel.timestamp - Date.now()) > TIME_WINDOW) throw new SeekRefused(Status.BAD_REQUEST);
  if (header.channel.channel !== channel) throw new SeekRefused(Status.NOT_FOUND);
  const identity = access.signedBy('Readers', header.creator, payload, signature);
  if (!identity || identity.notAfter < Date.now()) throw new SeekRefused(Status.FORBIDDEN);
  const info = orderer.SeekInfo.deserializeBinary(data);
  const start = position(info.getStart(), ledger.height);
  const stop = position(info.getStop(), ledger.height);
  if (stop < start) throw new SeekRefused(Status.BAD_REQUEST);
  const failIfNotReady = info.getBehavior() === orderer.SeekInfo.SeekBehavior.FAIL_IF_NOT_READY;
  return { mspId: identity.mspId, start, stop, failIfNotReady };
}

function position(seek: orderer.SeekPosition | undefined, height: number): number {
  const { TypeCase } = orderer.SeekPosition;
  switch (seek?.getTypeCase()) {
    case TypeCase.OLDEST:
      return 0;
    case TypeCase.NEWEST:
      return height - 1;
    case TypeCase.SPECIFIED:
      return seek!.getSpecified()!.getNumber();
    case TypeCase.NEXT_COMMIT:
      return height;
    default:
      throw new SeekRefused(Status.BAD_REQUEST);
  }
}
