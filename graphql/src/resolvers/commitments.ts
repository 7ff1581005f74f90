import { TallystickError } from '@tallystick/protocol';
import { commitmentReceiptOf } from '../read-model/receipts.ts';
import type { MutationResolvers, QueryResolvers } from '../schema/types.generated.ts';
import { writesOf } from './writes-of.ts';

function checkedRoot(root: string): string {
  if (root.length !== 64) throw new TallystickError('ROOT_LENGTH', { field: 'root' });
  return root;
}

/** Queries for receipts. */
export const commitmentQueries: Pick<QueryResolvers, 'commitment'> = {
  commitment: (_, { root }, { model }) => commitmentReceiptOf(model, checkedRoot(root)) ?? null,
};

/** Commitments of a day. */
export const commitmentMutations: Pick<MutationResolvers, 'commitEncounters'> = {
  commitEncounters: async (_, { root }, context) => {
    const { through, ceiling } = writesOf(context);
    const checked = checkedRoot(root);
    ceiling.take();
    return await through.commitEncounters(checked);
  },
};
