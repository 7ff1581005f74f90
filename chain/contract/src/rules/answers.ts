import { answerLeaf, dayAt, purgeAfter, recordedStep, recordKey, TallystickError } from '@tallystick/protocol';
import { authorityApi, channelPolicyOf } from '../core/call.ts';
import type { RecordOf } from '../core/facts.ts';
import { signedOff, stands, writes } from '../core/outcome.ts';
import type { RuleSet } from '../core/rule-set.ts';
import { sortedRoot } from '../core/sorted-root.ts';

/** `acknowledgements:record`: one batch of answers for one day. Public are root, count and sum, each recounted here. */
export const answers: RuleSet<'acknowledgements:record', { standing: RecordOf<'answers'> | undefined }> = {
  name: 'acknowledgements:record',
  callers: [authorityApi],

  async facts(read, argument) {
    return { standing: await read.record('answers', recordKey.answers(argument.root)) };
  },

  decide({ argument, private: { salt, answers: given }, facts, call }) {
    const policy = channelPolicyOf(call);
    if (given.some(({ day }) => day !== argument.day)) throw new TallystickError('ROOTS_MISMATCH', { field: 'day' });
    if (argument.day > dayAt(call.time)) throw new TallystickError('BAD_REQUEST', { field: 'day' });
    const ids = new Set(given.map(({ id }) => id));
    if (ids.size !== given.length) throw new TallystickError('BAD_REQUEST', { field: 'private.answers' });
    const root = sortedRoot(given.map(answerLeaf));
    if (root === undefined) throw new TallystickError('ROOTS_MISMATCH', { field: 'private.answers' });
    const recounted = { root, count: given.length, sum: given.filter(({ bit }) => bit === 1).length };
    for (const field of ['root', 'count', 'sum'] as const) {
      if (recounted[field] !== argument[field]) throw new TallystickError('ROOTS_MISMATCH', { field });
    }
    // The root says it all: what stands under it is the same batch, whatever its salt.
    if (facts.standing !== undefined) return stands(facts.standing);
    return writes(
      {
        type: 'answers',
        ...argument,
        purgeAfter: purgeAfter(policy, call.time),
        ...signedOff(call, recordedStep['acknowledgements:record'](argument)),
      },
      {
        privateValues: [{ collection: 'keys', key: recordKey.answers(argument.root), value: { salt, answers: given } }],
      },
    );
  },
};
