/**
 * A Fabric-compatible network in one process and one SQLite file, for development, tests and demonstrations. Any
 * chaincode-as-a-service runs on it.
 */
export { backUpLocalnet } from './backup/back-up.ts';
export type { Manifest } from './backup/manifest.ts';
export { restoreLocalnet } from './backup/restore.ts';
export {
  type CollectionDefinition,
  type NetworkDefinition,
  networkDefinition,
  type PolicyExpression,
} from './definition.ts';
export { type Localnet, type LocalnetOptions, ONE_OPERATOR, startLocalnet } from './localnet.ts';
export type { Logger } from './log.ts';
export type { StartOptions, StopOptions } from './orders.ts';
export { type NetworkTarget, networkTarget } from './target.ts';
