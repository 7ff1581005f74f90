import {
  type AuthoriseArgument,
  authorisationId,
  fromHex,
  maxAuthorisationSeconds,
  purgeAfter,
  recordedStep,
  recordKey,
  TallystickError,
} from '@tallystick/protocol';
import { channelPolicyOf, facilityOf, healthAdapter } from '../core/call.ts';
import { holdsArgument, privateValueHash } from '../core/content.ts';
import type { RecordOf } from '../core/facts.ts';
import { signedOff, stands, writes } from '../core/outcome.ts';
import type { RuleSet } from '../core/rule-set.ts';

type AuthoriseFacts = {
  readonly standing:
    | { readonly record: RecordOf<'authorisation'>; readonly privateHash: string | undefined }
    | undefined;
  /** The authorisation that is to be replaced, and its revocation when it has one. */
  readonly superseded: RecordOf<'authorisation'> | undefined;
  readonly supersededRevocation: RecordOf<'revocation'> | undefined;
};

/** `diagnoses:authorise`: a hospital lets the holder of a one-time key publish one diagnosis, perhaps in place of an earlier permission. */
export const authorise: RuleSet<'diagnoses:authorise', AuthoriseFacts> = {
  name: 'diagnoses:authorise',
  callers: [healthAdapter],

  async facts(read, { id, supersedes }) {
    const key = recordKey.authorisation(id);
    const record = await read.record('authorisation', key);
    const replaced = supersedes === undefined || record !== undefined ? undefined : supersedes;
    return {
      standing: record && { record, privateHash: await read.privateHash('authorisations', key) },
      superseded:
        replaced === undefined ? undefined : await read.record('authorisation', recordKey.authorisation(replaced)),
      supersededRevocation:
        replaced === undefined ? undefined : await read.record('revocation', recordKey.revocation(replaced)),
    };
  },

  decide({ argument, private: details, facts, call }) {
    const policy = channelPolicyOf(call);
    const facility = facilityOf(call.creator);
    if (facts.standing !== undefined) {
      const { record, privateHash } = facts.standing;
      const again =
        holdsArgument(record, argument, ['supersedes']) &&
        record.facility === facility &&
        privateHash === privateValueHash(details);
      if (again) return stands(record);
      throw new TallystickError('AUTHORISATION_EXISTS');
    }
    if (authorisationId(fromHex(argument.publicKey, 32)) !== argument.id) {
      throw new TallystickError('BAD_REQUEST', { field: 'id' });
    }
    const { expires } = argument;
    if (expires <= call.time || expires > call.time + maxAuthorisationSeconds) {
      throw new TallystickError('EXPIRY_INVALID', { field: 'expires' });
    }
    checkSuperseded(argument, facts, facility);
    const base = {
      facility,
      purgeAfter: purgeAfter(policy, call.time),
      ...signedOff(call, recordedStep['diagnoses:authorise'](argument)),
    };
    const revocation = revocationOfSuperseded(argument, base);
    return writes(
      { type: 'authorisation', ...argument, ...base },
      {
        ...(revocation && { record: revocation }),
        privateValues: [{ collection: 'authorisations', key: recordKey.authorisation(argument.id), value: details }],
      },
    );
  },
};

function checkSuperseded({ id, supersedes }: AuthoriseArgument, facts: AuthoriseFacts, facility: string): void {
  if (supersedes === undefined) return;
  const field = 'supersedes';
  if (supersedes === id) throw new TallystickError('BAD_REQUEST', { field });
  if (facts.superseded === undefined) throw new TallystickError('AUTHORISATION_UNKNOWN', { field });
  if (facts.superseded.facility !== facility) throw new TallystickError('OTHER_FACILITY', { field });
  if (facts.supersededRevocation !== undefined) throw new TallystickError('ALREADY_REVOKED', { field });
}

/** The revocation has no private value of its own: that it was issued again is reason enough. */
function revocationOfSuperseded(
  { id, supersedes }: AuthoriseArgument,
  base: Omit<RecordOf<'revocation'>, 'type' | 'authorisation' | 'supersededBy'>,
): RecordOf<'revocation'> | undefined {
  if (supersedes === undefined) return undefined;
  return { type: 'revocation', authorisation: supersedes, supersededBy: id, ...base };
}
