import { fromUtf8, toHex } from '../bytes.ts';
import { asBytes, asNumber, readFields } from '../export/wire.ts';

/** What a client signed into the header of its proposal (`common.ChannelHeader`). */
export interface ChannelHeader {
  readonly type: number;
  /** The client's claim, Unix seconds; peers of Fabric 3 endorse within 15 minutes of their own clocks, those of 2.5 at any time. */
  readonly time: number;
  readonly channel: string;
  readonly txId: string;
}

/** What the chaincode did and answered (`protos.ChaincodeAction`). */
export interface ChaincodeAction {
  readonly chaincode: string;
  readonly status: number;
  /** What the contract function returned. */
  readonly answer: Uint8Array;
}

/** What an endorser signs (`protos.ProposalResponsePayload`). */
export interface ProposalResponsePayload {
  readonly proposalHash: string;
  readonly action: ChaincodeAction;
}

/** Who speaks (`msp.SerializedIdentity`). */
export interface SerializedIdentity {
  readonly mspId: string;
  /** PEM. */
  readonly certificate: string;
}

/** A message's fields by number, none of them repeated; absent ones read as Protocol Buffers say: empty, or zero. */
export class Message {
  readonly #fields = new Map<number, number | Uint8Array>();

  /** @throws RangeError for what is no message, and for a field that stands there twice: two readers could take different ones. */
  constructor(bytes: Uint8Array) {
    for (const { field, value } of readFields(bytes)) {
      if (this.#fields.has(field)) throw new RangeError(`field ${field} stands there twice`);
      this.#fields.set(field, value);
    }
  }

  bytes(field: number): Uint8Array {
    return asBytes(this.#fields.get(field) ?? new Uint8Array());
  }

  text(field: number): string {
    return fromUtf8(this.bytes(field));
  }

  number(field: number): number {
    return asNumber(this.#fields.get(field) ?? 0, 0, Number.MAX_SAFE_INTEGER);
  }

  message(field: number): Message {
    return new Message(this.bytes(field));
  }
}

/** Reads a `common.ChannelHeader`. @throws RangeError, TypeError for anything else. */
export function readChannelHeader(bytes: Uint8Array): ChannelHeader {
  const header = new Message(bytes);
  return {
    type: header.number(1),
    time: header.message(3).number(1),
    channel: header.text(4),
    txId: header.text(5),
  };
}

/** Reads a `common.SignatureHeader`. @throws RangeError, TypeError for anything else. */
export function readSignatureHeader(bytes: Uint8Array): { readonly creator: Uint8Array; readonly nonce: Uint8Array } {
  const header = new Message(bytes);
  return { creator: header.bytes(1), nonce: header.bytes(2) };
}

/** Reads a `protos.ProposalResponsePayload` with the action in it. @throws RangeError, TypeError for anything else. */
export function readResponsePayload(bytes: Uint8Array): ProposalResponsePayload {
  const payload = new Message(bytes);
  const action = payload.message(2);
  const response = action.message(3);
  return {
    proposalHash: toHex(payload.bytes(1)),
    action: {
      chaincode: action.message(4).text(2),
      status: response.number(1),
      answer: response.bytes(3),
    },
  };
}

/** Reads a `msp.SerializedIdentity`. @throws RangeError, TypeError for anything else. */
export function readIdentity(bytes: Uint8Array): SerializedIdentity {
  const identity = new Message(bytes);
  return { mspId: identity.text(1), certificate: identity.text(2) };
}
