/** How envelopes are gathered into blocks, as the channel's configuration states it. */
export const BATCH = {
  /** Envelopes in a block. */
  maxMessages: 500,
  /** The largest envelope, in bytes. */
  absoluteMaxBytes: 10 * 1024 * 1024,
  /** A block is cut before it grows beyond this, in bytes. */
  preferredMaxBytes: 2 * 1024 * 1024,
  /** What a Fabric orderer would wait for more; localnet cuts as soon as the committer is idle. */
  timeout: '250ms',
} as const;
