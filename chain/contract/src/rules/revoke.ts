import { purgeAfter, recordedStep, recordKey, TallystickError } from '@tallystick/protocol';
import { channelPolicyOf, facilityOf, healthAdapter } from '../core/call.ts';
import { privateValueHash } from '../core/content.ts';
import type { RecordOf } from '../core/facts.ts';
import { signedOff, stands, writes } from '../core/outcome.ts';
import type { RuleSet } from '../core/rule-set.ts';

type RevokeFacts = {
  readonly authorisation: RecordOf<'authorisation'> | undefined;
  readonly standing: { readonly record: RecordOf<'revocation'>; readonly privateHash: string | undefined } | undefined;
};

/** `diagnoses:revoke`: the hospital takes a permission back, and with it whatever was published under it. */
export const revoke: RuleSet<'diagnoses:revoke', RevokeFacts> = {
  name: 'diagnoses:revoke',
  callers: [healthAdapter],

  async facts(read, { authorisation }) {
    const key = recordKey.revocation(authorisation);
    const record = await read.record('revocation', key);
    return {
      authorisation: await read.record('authorisation', recordKey.authorisation(authorisation)),
      standing: record && { record, privateHash: await read.privateHash('authorisations', key) },
    };
  },

  decide({ argument, private: details, facts, call }) {
    const policy = channelPolicyOf(call);
    const facility = facilityOf(call.creator);
    if (facts.authorisation === undefined) throw new TallystickError('AUTHORISATION_UNKNOWN');
    if (facts.authorisation.facility !== facility) throw new TallystickError('OTHER_FACILITY');
    if (facts.standing !== undefined) {
      if (facts.standing.privateHash === privateValueHash(details)) return stands(facts.standing.record);
      throw new TallystickError('ALREADY_REVOKED');
    }
    const key = recordKey.revocation(argument.authorisation);
    return writes(
      {
        type: 'revocation',
        ...argument,
        facility,
        purgeAfter: purgeAfter(policy, call.time),
        ...signedOff(call, recordedStep['diagnoses:revoke'](argument)),
      },
      { privateValues: [{ collection: 'authorisations', key, value: details }] },
    );
  },
};
