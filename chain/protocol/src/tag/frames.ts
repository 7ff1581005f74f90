/** First byte of a frame: what it is. Frames travel between phone and tag, cut into chunks. */
export const frameType = {
  /** phone → tag: X25519 public key 32. */
  pairStart: 0x01,
  /** tag → phone: X25519 public key 32, confirmation 32. */
  pairReply: 0x02,
  /** phone → tag: confirmation 32. */
  pairConfirm: 0x03,
  /** tag → phone: the pairing stands; nothing follows. */
  paired: 0x04,
  /** phone → tag: nonce 16. */
  open: 0x10,
  /** tag → phone: nonce 16. */
  opened: 0x11,
  /** both: counter u64be, ChaCha20-Poly1305 of one message. */
  sealed: 0x12,
  /** tag → phone, unauthenticated: number of a tag error; says only why the tag did nothing. */
  refused: 0x7f,
} as const;
