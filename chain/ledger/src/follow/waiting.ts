import type { ErrorCode } from '@tallystick/protocol';

/** Why a follower does not go on at the moment; it keeps trying by itself. */
export type Waiting = {
  /** `LEDGER_UNAVAILABLE`, `PRIVATE_DATA_MISSING`, `OTHER_NETWORK` (this peer is refused), `ACCESS_DENIED`. */
  readonly code: ErrorCode;
  /** The block that it waits for. */
  readonly block: number;
  /** MSP id of the peer that was asked. */
  readonly peer: string;
  readonly message: string;
};

/** How blocks are followed. */
export type FollowOptions = {
  readonly signal?: AbortSignal;
  /** Header hash (hex) of the block before the first: with it, a peer of another history is refused from the start. */
  readonly previousHash?: string;
  /** Header hash (hex) of block 0, by which the network is known: no other configuration is then believed. */
  readonly network?: string;
  /** Called each time that a peer cannot deliver the next block. */
  readonly onWaiting?: (waiting: Waiting) => void;
};
