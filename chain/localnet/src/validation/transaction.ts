/** A transaction's form, signature, id and proposal hash: everything that needs no state. Order as in `data/fabric` §3. */
import { common, peer } from '@hyperledger/fabric-protos';
import { type ParsedNamespace, parseReadWriteSet } from '../ledger/read-write-set.ts';
import { verify } from '../msp/ecdsa.ts';
import type { Membership } from '../msp/msp.ts';
import { limited } from '../protoutil/field-limit.ts';
import { transactionId } from '../protoutil/hash.ts';
import { type Header, parseHeader, proposalHash } from '../protoutil/proposal.ts';
import { InvalidTransaction, ValidationCode } from './codes.ts';

const { ENDORSER_TRANSACTION } = common.HeaderType;
/** `ChaincodeActionPayload.action`, of which the endorsements are a list. */
export const ENDORSED_ACTION = { 2: {} };

/** An envelope whose header could be read. */
export type OpenedEnvelope = { header: Header; payload: Uint8Array; data: Uint8Array; signature: Uint8Array };

/** A transaction's one action. */
export type ParsedAction = {
  transactionId: string;
  chaincode: string;
  /** `ProposalResponsePayload` bytes: what endorsers signed. */
  responsePayload: Uint8Array;
  endorsements: { endorser: Uint8Array; signature: Uint8Array }[];
  /** `ChaincodeAction` bytes. */
  action: Uint8Array;
};

/** What an endorsed action says: its read-write sets and its event. */
export type ActionContent = { namespaces: ParsedNamespace[]; event: peer.ChaincodeEvent | undefined };

/** Opens an envelope as far as its headers. */
export function openEnvelope(bytes: Uint8Array): OpenedEnvelope {
  const { payload, signature, parsed } = attempt(ValidationCode.BAD_PAYLOAD, () => {
    const envelope = common.Envelope.deserializeBinary(bytes);
    const payload = envelope.getPayload_asU8();
    return { payload, signature: envelope.getSignature_asU8(), parsed: common.Payload.deserializeBinary(payload) };
  });
  const header = attempt(ValidationCode.BAD_COMMON_HEADER, () => parseHeader(parsed.getHeader()!));
  return { header, payload, signature, data: parsed.getData_asU8() };
}

/** Checks headers, creator signature and id; the action comes after. */
export function checkEnvelope(envelope: OpenedEnvelope, channel: string, membership: Membership): void {
  const { header, payload, signature } = envelope;
  const { type, epoch } = header.channel;
  if (type !== ENDORSER_TRANSACTION || epoch !== 0 || header.nonce.length === 0 || header.creator.length === 0) {
    throw new InvalidTransaction(ValidationCode.BAD_COMMON_HEADER, 'type, epoch, nonce or creator');
  }
  if (header.channel.channel !== channel) {
    throw new InvalidTransaction(ValidationCode.TARGET_CHAIN_NOT_FOUND, 'another channel');
  }
  const creator = membership.identity(header.creator);
  if (!creator || !verify(creator.publicKey, payload, signature)) {
    throw new InvalidTransaction(ValidationCode.BAD_CREATOR_SIGNATURE, 'creator');
  }
  if (header.channel.transactionId !== transactionId(header.nonce, header.creator)) {
    throw new InvalidTransaction(ValidationCode.BAD_PROPOSAL_TXID, 'transaction id');
  }
}

/** The one action of a transaction, its proposal hash recomputed. */
export function parseAction(envelope: OpenedEnvelope): ParsedAction {
  return attempt(ValidationCode.INVALID_ENDORSER_TRANSACTION, () => {
    const [action, ...others] = peer.Transaction.deserializeBinary(limited(envelope.data, {})).getActionsList();
    if (!action || others.length > 0) throw new Error('a transaction has exactly one action');
    if (Buffer.compare(action.getHeader_asU8(), envelope.header.signatureHeaderBytes) !== 0) {
      throw new Error('the action has another header');
    }
    const payload = peer.ChaincodeActionPayload.deserializeBinary(limited(action.getPayload_asU8(), ENDORSED_ACTION));
    const responsePayload = payload.getAction()!.getProposalResponsePayload_asU8();
    const response = peer.ProposalResponsePayload.deserializeBinary(responsePayload);
    const expected = proposalHash(envelope.header, payload.getChaincodeProposalPayload_asU8());
    if (!expected.equals(response.getProposalHash_asU8())) throw new Error('the proposal hash differs');
    const extension = peer.ChaincodeHeaderExtension.deserializeBinary(envelope.header.channel.extension);
    return {
      transactionId: envelope.header.channel.transactionId,
      chaincode: extension.getChaincodeId()?.getName() ?? '',
      responsePayload,
      endorsements: payload
        .getAction()!
        .getEndorsementsList()
        .map((each) => ({ endorser: each.getEndorser_asU8(), signature: each.getSignature_asU8() })),
      action: response.getExtension_asU8(),
    };
  });
}

/** Reads an action and checks that it speaks of the chaincode that the header names. */
export function readAction(parsed: ParsedAction): ActionContent {
  const action = attempt(ValidationCode.BAD_RESPONSE_PAYLOAD, () =>
    peer.ChaincodeAction.deserializeBinary(parsed.action),
  );
  const namespaces = attempt(ValidationCode.BAD_RWSET, () => parseReadWriteSet(action.getResults_asU8()));
  const named = action.getChaincodeId()?.getName();
  if (parsed.chaincode === '' || named === undefined) {
    throw new InvalidTransaction(ValidationCode.INVALID_OTHER_REASON, 'no chaincode');
  }
  if (named !== parsed.chaincode) throw new InvalidTransaction(ValidationCode.INVALID_CHAINCODE, 'another chaincode');
  const events = action.getEvents_asU8();
  if (events.length === 0) return { namespaces, event: undefined };
  const event = attempt(ValidationCode.INVALID_OTHER_REASON, () => peer.ChaincodeEvent.deserializeBinary(events));
  if (event.getChaincodeId() !== parsed.chaincode) {
    throw new InvalidTransaction(ValidationCode.INVALID_OTHER_REASON, 'an event of another chaincode');
  }
  return { namespaces, event };
}

function attempt<T>(code: ValidationCode, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new InvalidTransaction(code, (error as Error).message);
  }
}
