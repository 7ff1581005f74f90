import { toHex } from '../bytes.ts';
import { asBytes, readFields } from '../export/wire.ts';
import type { EndorsementEvidence } from './evidence.ts';
import { Message } from './messages.ts';

/** `common.Block.data` and `common.BlockData.data`. */
const blockData = 2;
const envelopes = 1;

function* repeated(message: Uint8Array, wanted: number): Generator<Uint8Array> {
  for (const { field, value } of readFields(message)) if (field === wanted) yield asBytes(value);
}

/** The envelope at a position of a block; what stands behind it is not looked at. */
function envelopeAt(block: Uint8Array, index: number): Uint8Array | undefined {
  let position = 0;
  for (const data of repeated(block, blockData)) {
    for (const envelope of repeated(data, envelopes)) if (position++ === index) return envelope;
  }
  return undefined;
}

function evidenceInEnvelope(envelope: Uint8Array): EndorsementEvidence | undefined {
  const payload = new Message(envelope).message(1);
  const header = payload.message(1);
  const [action, ...others] = repeated(payload.bytes(2), 1);
  if (action === undefined || others.length > 0) return undefined;
  const actionPayload = new Message(action).message(2);
  const endorsed = actionPayload.bytes(2);
  const [response] = repeated(endorsed, 1);
  if (response === undefined) return undefined;
  return {
    channelHeader: toHex(header.bytes(1)),
    signatureHeader: toHex(header.bytes(2)),
    proposal: toHex(actionPayload.bytes(1)),
    payload: toHex(response),
    endorsements: Array.from(repeated(endorsed, 2), (bytes) => {
      const endorsement = new Message(bytes);
      return { endorser: toHex(endorsement.bytes(1)), signature: toHex(endorsement.bytes(2)) };
    }),
  };
}

/**
 * What stands in a block about the endorsement of one of its transactions; nothing is checked.
 *
 * @param block - `common.Block`, as it was delivered.
 * @param index - position of the transaction.
 * @returns undefined where there is none: configuration, and whatever does not parse.
 */
export function evidenceInBlock(block: Uint8Array, index: number): EndorsementEvidence | undefined {
  try {
    const envelope = envelopeAt(block, index);
    return envelope && evidenceInEnvelope(envelope);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
