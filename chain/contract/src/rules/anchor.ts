import { purgeAfter, recordedStep, recordKey, TallystickError } from '@tallystick/protocol';
import { authorityApi, channelPolicyOf } from '../core/call.ts';
import type { RecordOf } from '../core/facts.ts';
import { signedOff, stands, writes } from '../core/outcome.ts';
import type { RuleSet } from '../core/rule-set.ts';
import { sortedRoot } from '../core/sorted-root.ts';

/** `encounters:anchor`: one root over many commitment roots. The roots are private; the contract computes their root anew. */
export const anchor: RuleSet<'encounters:anchor', { standing: RecordOf<'anchor'> | undefined }> = {
  name: 'encounters:anchor',
  callers: [authorityApi],

  async facts(read, argument) {
    return { standing: await read.record('anchor', recordKey.anchor(argument.root)) };
  },

  decide({ argument, private: { salt, roots }, facts, call }) {
    const policy = channelPolicyOf(call);
    const root = sortedRoot(roots);
    if (root === undefined) throw new TallystickError('ROOTS_MISMATCH', { field: 'private.roots' });
    if (root !== argument.root) throw new TallystickError('ROOTS_MISMATCH', { field: 'root' });
    if (roots.length !== argument.count) throw new TallystickError('ROOTS_MISMATCH', { field: 'count' });
    // The root says it all: what stands under it is the same batch, whatever its salt.
    if (facts.standing !== undefined) return stands(facts.standing);
    return writes(
      {
        type: 'anchor',
        ...argument,
        purgeAfter: purgeAfter(policy, call.time),
        ...signedOff(call, recordedStep['encounters:anchor'](argument)),
      },
      { privateValues: [{ collection: 'roots', key: recordKey.anchor(argument.root), value: { salt, roots } }] },
    );
  },
};
