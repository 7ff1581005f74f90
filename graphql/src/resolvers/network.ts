import type { QueryResolvers } from '../schema/types.generated.ts';

/** Queries about the network itself. */
export const networkQueries: Pick<QueryResolvers, 'network'> = {
  network: (_, __, { model, follower, clock, channel, embedded }) => {
    const { height, lag } = follower.status();
    return { id: model.network() ?? '', channel, height, embedded, time: clock(), lag };
  },
};
