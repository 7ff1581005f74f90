import { statisticsOf } from '../read-model/statistics.ts';
import type { QueryResolvers } from '../schema/types.generated.ts';

/** Counts over the ledger. */
export const statisticsQueries: Pick<QueryResolvers, 'statistics'> = {
  statistics: (_, __, { model }) => statisticsOf(model),
};
