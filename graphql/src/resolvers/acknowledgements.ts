import { answer, dayAt, MAX_KEY_AGE_DAYS, TallystickError } from '@tallystick/protocol';
import type { MutationResolvers } from '../schema/types.generated.ts';
import { writesOf } from './writes-of.ts';

/** Answers of phones. */
export const acknowledgementMutations: Pick<MutationResolvers, 'acknowledgeExposure'> = {
  acknowledgeExposure: async (_, { input }, context) => {
    const { through, ceiling } = writesOf(context);
    const parsed = answer.parse(input);
    const today = dayAt(context.clock());
    // A phone may run a day late or its clock a little fast; no windows exist outside of this.
    if (parsed.day > today + 1 || parsed.day < today - MAX_KEY_AGE_DAYS) {
      throw new TallystickError('BAD_REQUEST', { field: 'day' });
    }
    ceiling.take();
    return await through.acknowledgeExposure(parsed);
  },
};
