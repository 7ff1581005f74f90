import type { QueryResolvers } from '../schema/types.generated.ts';

/** The Auditor's findings. */
export const auditQueries: Pick<QueryResolvers, 'audit'> = {
  audit: (_, __, { audit }) => audit?.() ?? { witnessed: [], findings: [] },
};
