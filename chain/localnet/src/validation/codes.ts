/** Fabric's validation codes, as far as localnet gives them. */
export const ValidationCode = {
  VALID: 0,
  BAD_PAYLOAD: 2,
  BAD_COMMON_HEADER: 3,
  BAD_CREATOR_SIGNATURE: 4,
  INVALID_ENDORSER_TRANSACTION: 5,
  BAD_PROPOSAL_TXID: 8,
  DUPLICATE_TXID: 9,
  ENDORSEMENT_POLICY_FAILURE: 10,
  MVCC_READ_CONFLICT: 11,
  PHANTOM_READ_CONFLICT: 12,
  TARGET_CHAIN_NOT_FOUND: 15,
  BAD_RESPONSE_PAYLOAD: 21,
  BAD_RWSET: 22,
  INVALID_CHAINCODE: 25,
  INVALID_OTHER_REASON: 255,
} as const;
/** One of Fabric's validation codes. */
export type ValidationCode = (typeof ValidationCode)[keyof typeof ValidationCode];

/** Why a transaction is invalid; thrown within the checks and turned into its code at their end. */
export class InvalidTransaction extends Error {
  readonly code: ValidationCode;

  constructor(code: ValidationCode, reason: string) {
    super(reason);
    this.code = code;
  }
}
