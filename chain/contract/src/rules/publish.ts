import {
  type AuthorisePrivate,
  authorisePrivate,
  checkKeys,
  decodeSlots,
  encodeStoredPublication,
  fromHex,
  type PublishArgument,
  publicationDigest,
  purgeAfter,
  recordedStep,
  recordKey,
  TallystickError,
  toHex,
  verifyPublication,
} from '@tallystick/protocol';
import { authorityApi, type Call, channelPolicyOf } from '../core/call.ts';
import type { RecordOf } from '../core/facts.ts';
import { signedOff, stands, writes } from '../core/outcome.ts';
import type { Input, RuleSet } from '../core/rule-set.ts';

type PublishFacts = {
  readonly authorisation: RecordOf<'authorisation'> | undefined;
  readonly revocation: RecordOf<'revocation'> | undefined;
  readonly standing: RecordOf<'publication'> | undefined;
  /** Private details of the authorisation; undefined when they are not (or no longer) there. */
  readonly details: AuthorisePrivate | undefined;
};

/**
 * `diagnoses:publish`: the keys of one patient, under one authorisation, once. Only the patient's phone can make the signature, so
 * the API that carries it can change nothing. Writes only its own record and its own private value: the authorisations have an
 * endorsement policy that this transaction cannot meet.
 */
export const publish: RuleSet<'diagnoses:publish', PublishFacts> = {
  name: 'diagnoses:publish',
  callers: [authorityApi],

  async facts(read, { authorisation: id }) {
    const key = recordKey.authorisation(id);
    const standing = await read.record('publication', recordKey.publication(id));
    const authorisation = await read.record('authorisation', key);
    const revocation = await read.record('revocation', recordKey.revocation(id));
    // A retry is answered even after the details have been purged.
    const needsDetails = authorisation !== undefined && standing === undefined;
    const value = needsDetails ? await read.privateValue('authorisations', key) : undefined;
    return {
      authorisation,
      revocation,
      standing,
      details: value === undefined ? undefined : authorisePrivate.parse(value),
    };
  },

  decide(input) {
    const {
      argument,
      private: { salt, keys: slots },
      facts,
      call,
    } = input;
    const policy = channelPolicyOf(call);
    if (facts.authorisation === undefined) throw new TallystickError('CODE_UNKNOWN');
    if (facts.standing !== undefined) {
      if (facts.standing.digest === argument.digest) return stands(facts.standing);
      throw new TallystickError('CODE_USED');
    }
    const { reportType, onset } = usableDetails(facts, facts.authorisation.expires, call);
    checkSignature(facts.authorisation.publicKey, argument, input);
    const keys = decodeSlots(fromHex(slots));
    checkKeys(keys, { now: call.time, onset });
    return writes(
      {
        type: 'publication',
        ...argument,
        purgeAfter: purgeAfter(policy, call.time),
        ...signedOff(call, recordedStep['diagnoses:publish'](argument)),
      },
      {
        privateValues: [
          {
            collection: 'keys',
            key: recordKey.publication(argument.authorisation),
            value: encodeStoredPublication({ salt, keys, reportType, onset }),
          },
        ],
      },
    );
  },
};

function usableDetails({ revocation, details }: PublishFacts, expires: number, call: Call): AuthorisePrivate {
  if (revocation !== undefined) throw new TallystickError('CODE_REVOKED');
  if (call.time > expires) throw new TallystickError('CODE_EXPIRED');
  if (details === undefined) throw new TallystickError('PRIVATE_DATA_MISSING');
  return details;
}

function checkSignature(
  publicKey: string,
  { authorisation, digest, signature }: PublishArgument,
  { private: { salt, keys }, call }: Pick<Input<'diagnoses:publish', PublishFacts>, 'private' | 'call'>,
): void {
  if (toHex(publicationDigest(fromHex(salt), fromHex(keys))) !== digest) {
    throw new TallystickError('SIGNATURE_INVALID', { field: 'digest' });
  }
  const statement = { channel: call.channel, authorisation: fromHex(authorisation), digest: fromHex(digest) };
  if (!verifyPublication(fromHex(publicKey), statement, fromHex(signature))) {
    throw new TallystickError('SIGNATURE_INVALID', { field: 'signature' });
  }
}
