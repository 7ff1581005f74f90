/** What other rooms start, prepare and compare; everything else goes over HTTP. */
export { startApi } from './api.ts';
export { findingCodes } from './auditor/report.ts';
export { startAuditor } from './auditor/service.ts';
export { ensureWitnessKey } from './auditor/witness-key.ts';
export {
  type ApiConfig,
  type AuditorConfig,
  apiConfig,
  auditorConfig,
  ConfigurationError,
  environmentShapes,
} from './config.ts';
export { ensureExportKey } from './exports/signing-key.ts';
export { buildGraphiql } from './graphiql/build.ts';
export { type ExampleQuery, exampleQueries } from './graphiql/examples.ts';
export { statusOf } from './http/errors.ts';
export { queryLimits } from './limits/limits.ts';
export { openLeftOvers } from './purge/left-overs.ts';
export { blockApplier } from './read-model/apply.ts';
export { dumpReadModel } from './read-model/dump.ts';
export { openReadModel, type ReadModel } from './read-model/store.ts';
export type { RunningService } from './service.ts';
