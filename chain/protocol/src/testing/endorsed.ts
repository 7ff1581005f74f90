import { sha256 } from '@noble/hashes/sha2.js';
import { concat, toHex, utf8 } from '../bytes.ts';
import { type CanonicalValue, canonicalJson } from '../canonical.ts';
import type { EndorsementEvidence } from '../endorsement/evidence.ts';
import { bytesField, varintField } from '../export/wire.ts';
import { chaincodeName, channelName } from '../ledger/records.ts';
import type { TestOrganisation } from './organisation.ts';

export { type Holder, type MadeCertificate, TestOrganisation } from './organisation.ts';

/** A proposal that somebody of a test made. */
export interface MadeProposal {
  readonly txId: string;
  readonly channelHeader: Uint8Array;
  readonly signatureHeader: Uint8Array;
  readonly proposal: Uint8Array;
}

/** A proposal with its transaction id, in Fabric's encodings. @param time - Unix seconds. */
export function madeProposal(time: number, nonce: Uint8Array, channel: string = channelName): MadeProposal {
  const creator = concat(bytesField(1, 'AuthorityMSP'), bytesField(2, 'the certificate of the API'));
  const txId = toHex(sha256(concat(nonce, creator)));
  return {
    txId,
    channelHeader: concat(
      varintField(1, 3),
      bytesField(3, varintField(1, time)),
      bytesField(4, channel),
      bytesField(5, txId),
    ),
    signatureHeader: concat(bytesField(1, creator), bytesField(2, nonce)),
    proposal: bytesField(1, 'function and argument'),
  };
}

/** What a made chaincode answered. */
export interface MadeAnswer {
  readonly record: CanonicalValue;
  /** In place of the record's canonical JSON. */
  readonly text?: string;
  readonly chaincode?: string;
  readonly status?: number;
}

/** The payload that endorsers sign. */
export function madePayload(made: MadeProposal, answer: MadeAnswer): Uint8Array {
  const hash = sha256(concat(made.channelHeader, made.signatureHeader, made.proposal));
  const response = concat(
    varintField(1, answer.status ?? 200),
    bytesField(3, utf8(answer.text ?? canonicalJson(answer.record))),
  );
  const action = concat(
    bytesField(1, 'the read-write set'),
    bytesField(3, response),
    bytesField(4, bytesField(2, answer.chaincode ?? chaincodeName)),
  );
  return concat(bytesField(1, hash), bytesField(2, action));
}

/** The evidence of a transaction, as an API would give it. */
export function evidenceOf(
  made: MadeProposal,
  payload: Uint8Array,
  endorsements: readonly { endorser: Uint8Array; signature: Uint8Array }[],
): EndorsementEvidence {
  return {
    channelHeader: toHex(made.channelHeader),
    signatureHeader: toHex(made.signatureHeader),
    proposal: toHex(made.proposal),
    payload: toHex(payload),
    endorsements: endorsements.map(({ endorser, signature }) => ({
      endorser: toHex(endorser),
      signature: toHex(signature),
    })),
  };
}

/** The evidence of a transaction that organisations endorsed. */
export function madeEvidence(
  made: MadeProposal,
  answer: MadeAnswer,
  endorsers: readonly TestOrganisation[],
): EndorsementEvidence {
  const payload = madePayload(made, answer);
  return evidenceOf(
    made,
    payload,
    endorsers.map((organisation) => organisation.endorse(payload)),
  );
}
