import type { Resolvers } from '../schema/types.generated.ts';
import { acknowledgementMutations } from './acknowledgements.ts';
import { auditQueries } from './audit.ts';
import { commitmentMutations, commitmentQueries } from './commitments.ts';
import { diagnosisMutations, diagnosisQueries } from './diagnoses.ts';
import { exportQueries } from './exports.ts';
import { blockFields, ledgerQueries, transactionFields } from './ledger.ts';
import { networkQueries } from './network.ts';
import { policyQueries } from './policy.ts';
import { provenanceQueries } from './provenance.ts';
import { Bytes, Count, Enin, Json, Time } from './scalars.ts';
import { statisticsQueries } from './statistics.ts';

const queries = {
  ...networkQueries,
  ...commitmentQueries,
  ...diagnosisQueries,
  ...policyQueries,
  ...exportQueries,
  ...statisticsQueries,
  ...ledgerQueries,
  ...provenanceQueries,
};

const common = { Bytes, Time, Enin, Json, Count, Block: blockFields, Transaction: transactionFields };

/** Resolvers of the API. */
export const apiResolvers: Resolvers = {
  ...common,
  Query: queries,
  Mutation: { ...commitmentMutations, ...diagnosisMutations, ...acknowledgementMutations },
};

/** Resolvers of the Auditor: the same queries over its own read model, its findings, and nothing that writes. */
export const auditorResolvers: Resolvers = { ...common, Query: { ...queries, ...auditQueries } };
