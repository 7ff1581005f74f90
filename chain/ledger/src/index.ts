export { type Block, parseBlock } from './block/block.ts';
export { type Collection, collections } from './collections.ts';
export { type LedgerConfig, type NetworkTarget, networkTarget } from './config.ts';
export type { FollowOptions, Waiting } from './follow/waiting.ts';
export { openLedger } from './open.ts';
export * from './port.ts';
