/** One organisation's stream to the chaincode server: dialled when it is needed, dead at once when it breaks. */
import { type ClientDuplexStream, credentials } from '@grpc/grpc-js';
import { peer } from '@hyperledger/fabric-protos';

const { Type } = peer.ChaincodeMessage;
type Message = peer.ChaincodeMessage;
type Stream = ClientDuplexStream<Message, Message>;

/** How long dialling and the handshake may take, in milliseconds. */
const DIAL_TIMEOUT = 3_000;
/** The largest message, as on Fabric: 100 MiB. */
export const MAX_MESSAGE_BYTES = 100 * 1024 * 1024;

const CHANNEL_OPTIONS = {
  'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
  'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
  // A pool of its own for each dial: no back-off from earlier failures delays a server that has come back.
  'grpc.use_local_subchannel_pool': 1,
};

/** Answers one request of the chaincode within a transaction. */
export type RequestHandler = (request: Message) => Message;
type Call = { handle: RequestHandler; done: (message: Message) => void; fail: (error: Error) => void };
type Open = { stream: Stream; calls: Map<string, Call>; close: () => void };

/** The connection of one organisation's peer to the chaincode. */
export class ChaincodeConnection {
  readonly #address: string;
  readonly #packageId: string;
  readonly #timeout: number;
  #open: Promise<Open> | undefined;
  #closed = false;

  /** @param timeout how long one call may run, in milliseconds */
  constructor(address: string, packageId: string, timeout: number) {
    this.#address = address;
    this.#packageId = packageId;
    this.#timeout = timeout;
  }

  /**
   * Runs one transaction: sends it, answers the chaincode's requests, and gives its last message.
   * @throws Error with the text that a Fabric peer gives
   */
  async execute(transaction: Message, handle: RequestHandler): Promise<Message> {
    const open = await this.#dial();
    const id = transaction.getTxid();
    checkSize(transaction);
    if (open.calls.has(id)) throw new Error(`error sending: txid: ${id}(${transaction.getChannelId()}) exists`);
    return await new Promise<Message>((resolve, reject) => {
      const timer = setTimeout(
        () => settle(() => reject(new Error('error sending: timeout expired while executing transaction'))),
        this.#timeout,
      );
      const settle = (finish: () => void): void => {
        clearTimeout(timer);
        open.calls.delete(id);
        finish();
      };
      open.calls.set(id, {
        handle,
        done: (message) => settle(() => resolve(message)),
        fail: (error) => settle(() => reject(error)),
      });
      open.stream.write(transaction);
    });
  }

  /** Ends the stream. */
  close(): void {
    this.#closed = true;
    this.#open?.then(
      (open) => open.close(),
      () => undefined,
    );
  }

  #dial(): Promise<Open> {
    if (this.#closed) return Promise.reject(new Error('the network is stopping'));
    this.#open ??= this.#connect().catch((error: Error) => {
      this.#open = undefined;
      const id = this.#packageId;
      throw new Error(`could not launch chaincode ${id}: connection to ${id} failed: ${error.message}`);
    });
    return this.#open;
  }

  /** What Fabric's peer says when nobody listens; anything else in grpc-js's words. */
  #dialFailure(error: Error): string {
    const [id, address] = [this.#packageId, this.#address];
    const reason = error.message.includes('ECONNREFUSED') ? 'connect: connection refused' : error.message;
    return (
      `error cannot create connection for ${id}: error creating grpc connection to ${address}: failed to create new ` +
      `connection: connection error: desc = "transport: error while dialing: dial tcp ${address}: ${reason}"`
    );
  }

  #connect(): Promise<Open> {
    const client = new peer.ChaincodeClient(this.#address, credentials.createInsecure(), CHANNEL_OPTIONS);
    const stream: Stream = client.connect();
    return new Promise((resolve, reject) => {
      const calls = new Map<string, Call>();
      let ended = false;
      // A broken stream reports more than once; by the second time another one may have taken its place.
      const end = (reason: string): void => {
        if (ended) return;
        ended = true;
        clearTimeout(timer);
        this.#open = undefined;
        reject(new Error(reason));
        stream.cancel();
        client.close();
        for (const call of [...calls.values()]) call.fail(new Error('error sending: chaincode stream terminated'));
      };
      const timer = setTimeout(() => end('no answer'), DIAL_TIMEOUT);
      stream.on('error', (error) => end(this.#dialFailure(error)));
      stream.on('end', () => end('the stream ended'));
      stream.on('data', (message: Message) => {
        if (message.getType() !== Type.REGISTER) return dispatch(stream, calls, message);
        const name = registeredName(message);
        if (name !== this.#packageId) return end(`the server at ${this.#address} is ${name}`);
        clearTimeout(timer);
        stream.write(newMessage(Type.REGISTERED));
        // Without parameters: no shim then sends batches of writes or asks for several keys at once.
        stream.write(newMessage(Type.READY));
        resolve({ stream, calls, close: () => end('closed') });
      });
    });
  }
}

/** A transaction that is too large for the stream; sent all the same it would end it, and every other call with it. */
export class TransactionTooLarge extends Error {}

function checkSize(transaction: Message): void {
  const proposal = transaction.getProposal()?.getProposalBytes_asU8().length ?? 0;
  // The arguments travel twice. What is clearly small is not serialized for its size.
  if (transaction.getPayload_asU8().length + proposal < MAX_MESSAGE_BYTES / 2) return;
  const size = transaction.serializeBinary().length;
  if (size <= MAX_MESSAGE_BYTES) return;
  const limit = `trying to send message larger than max (${size} vs. ${MAX_MESSAGE_BYTES})`;
  const id = transaction.getTxid().slice(0, 8);
  throw new TransactionTooLarge(
    `[${id}] error sending TRANSACTION: rpc error: code = ResourceExhausted desc = ${limit}`,
  );
}

/** A message without transaction. */
function newMessage(type: Parameters<Message['setType']>[0]): Message {
  const message = new peer.ChaincodeMessage();
  message.setType(type);
  return message;
}

function registeredName(message: Message): string {
  try {
    return peer.ChaincodeID.deserializeBinary(message.getPayload_asU8()).getName();
  } catch {
    return 'unknown';
  }
}

function dispatch(stream: Stream, calls: Map<string, Call>, message: Message): void {
  const call = calls.get(message.getTxid());
  // A message for a call that has timed out is dropped; the stream stays.
  if (!call) return;
  const type = message.getType();
  if (type === Type.COMPLETED || type === Type.ERROR) call.done(message);
  else stream.write(call.handle(message));
}
