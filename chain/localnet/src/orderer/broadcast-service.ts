/** orderer.AtomicBroadcast: takes envelopes, and delivers blocks as an orderer knows them. */
import type { ServerDuplexStream } from '@grpc/grpc-js';
import { common, orderer } from '@hyperledger/fabric-protos';
import type { Network } from '../network.ts';
import type { ResponseMaker } from '../peer/deliver-responses.ts';
import { messageField } from '../protoutil/wire.ts';
import { noteRefusal } from '../security-log.ts';
import { BroadcastRefused, checkBroadcast } from './broadcast.ts';

const { Status } = common;
type Call = ServerDuplexStream<common.Envelope, orderer.BroadcastResponse>;

/** Serves one stream of envelopes: answers in their order, and ends after the first that it does not take. */
export function broadcast(network: Network, call: Call): void {
  let open = true;
  let answers = Promise.resolve();
  const answer = (outcome: Promise<orderer.BroadcastResponse>): void => {
    answers = answers.then(async () => {
      const response = await outcome;
      if (!call.cancelled) call.write(response);
    });
  };
  const end = (): void => {
    open = false;
    answers = answers.then(() => {
      if (!call.cancelled) call.end();
    });
  };
  call.on('error', () => {
    open = false;
  });
  call.on('data', (envelope: common.Envelope) => {
    if (!open) return;
    const refusal = refusalOf(network, envelope);
    answer(refusal ? Promise.resolve(refusal) : order(network, envelope));
    if (refusal) end();
  });
  call.on('end', () => {
    if (open) end();
  });
}

/** A block without what a peer adds to it: validation codes and commit hash. */
export const orderedBlock: ResponseMaker = (_network, _number, bytes) => {
  const block = common.Block.deserializeBinary(bytes);
  const metadata = block.getMetadata()!;
  const [signatures, lastConfig, , ordererMetadata] = metadata.getMetadataList_asU8();
  const nothing = new Uint8Array();
  metadata.setMetadataList([signatures!, lastConfig!, nothing, ordererMetadata!, nothing]);
  return messageField(2, block.serializeBinary());
};

function refusalOf({ access, log }: Network, envelope: common.Envelope): orderer.BroadcastResponse | undefined {
  try {
    checkBroadcast(envelope.serializeBinary(), access, Date.now());
    return undefined;
  } catch (error) {
    if (!(error instanceof BroadcastRefused)) {
      // Nobody's envelope may stop the process, whatever it made the checks stumble over.
      log.error(`an envelope could not be judged: ${(error as Error).message}`);
      return response(Status.INTERNAL_SERVER_ERROR, 'the envelope could not be judged');
    }
    if (error.status === 'FORBIDDEN') noteRefusal(log, { message: error.message, nodes: [] });
    return response(Status[error.status], error.message);
  }
}

async function order(
  { log, orderer: ordering }: Network,
  envelope: common.Envelope,
): Promise<orderer.BroadcastResponse> {
  try {
    await ordering.order(envelope.serializeBinary());
    return response(Status.SUCCESS, '');
  } catch (error) {
    log.error(`a block could not be written: ${(error as Error).message}`);
    return response(Status.SERVICE_UNAVAILABLE, 'the block could not be written');
  }
}

function response(status: common.StatusMap[keyof common.StatusMap], info: string): orderer.BroadcastResponse {
  const message = new orderer.BroadcastResponse();
  message.setStatus(status);
  message.setInfo(info);
  return message;
}
