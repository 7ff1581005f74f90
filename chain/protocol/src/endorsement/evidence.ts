import { z } from 'zod';

/** Longest message that is looked at, in hex digits: a purge of 500 names fits many times. */
const maxHex = 1 << 20;
const bytes = z
  .string()
  .max(maxHex)
  .regex(/^(?:[0-9a-f]{2})+$/);

/**
 * What two organisations signed for one transaction, with the proposal that they answered: the bytes as they stand in its block,
 * each as hex. Hashes and signatures cover every one of them.
 */
export const endorsementEvidence = z.strictObject({
  /** `common.ChannelHeader` of the proposal: channel, transaction id, time. */
  channelHeader: bytes,
  /** `common.SignatureHeader`: who proposed, and the nonce. */
  signatureHeader: bytes,
  /** `protos.ChaincodeProposalPayload` without transient data: function and public argument. */
  proposal: bytes,
  /** `protos.ProposalResponsePayload`: what the endorsers signed. */
  payload: bytes,
  endorsements: z
    .array(
      z.strictObject({
        /** `msp.SerializedIdentity`. */
        endorser: bytes,
        /** ECDSA, SHA-256, DER, low S, over payload ‖ endorser. */
        signature: bytes,
      }),
    )
    .max(16),
});
export type EndorsementEvidence = z.infer<typeof endorsementEvidence>;
