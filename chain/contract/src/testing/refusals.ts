import { dayAt, type ErrorCode, encodeSlots, intervalAt, recordKey, type TransactionName } from '@tallystick/protocol';
import { dayKey, noise, oneTimeKeys, people, publishSlots, type Request, requests, start, World } from './world.ts';

/** One request that the contract refuses, and why. */
export type Refusal = {
  readonly when: string;
  readonly code: ErrorCode;
  readonly field?: string;
  /** What happened before; a world whose channel policy and export key are in force unless it says otherwise. */
  readonly given?: () => Promise<World>;
  readonly request: () => Request;
};

const edited = (of: Request, argument: Record<string, unknown>, secret: Record<string, unknown> = {}): Request =>
  ({
    ...of,
    argument: { ...(of.argument as object), ...argument },
    ...(of.private === undefined ? {} : { private: { ...(of.private as object), ...secret } }),
  }) as Request;

/** Begins a world and sends these requests one after another; they must succeed. */
const after =
  (...sent: (() => Request)[]) =>
  async (): Promise<World> => {
    const world = await World.begin();
    for (const each of sent) await world.must(each());
    return world;
  };

const later = (given: () => Promise<World>, seconds: number) => async (): Promise<World> => {
  const world = await given();
  world.time += seconds;
  return world;
};

const noPolicy = async (): Promise<World> => new World();
const authorised = after(() => requests.authorise());
const published = after(
  () => requests.authorise(),
  () => requests.publish(),
);
const recorded = after(() => requests.exportFile());
const second = (overrides: Parameters<typeof requests.exportFile>[0] = {}): Request =>
  requests.exportFile({
    sequence: 2,
    previous: noise('export 1'),
    windowStart: start + 1_200,
    windowEnd: start + 1_800,
    firstBlock: 10,
    lastBlock: 12,
    sha256: noise('export 2'),
    ...overrides,
  });

const strangerTo = (request: () => Request): Refusal => ({
  when: 'the certificate has no role',
  code: 'ACCESS_DENIED',
  request: () => ({ ...request(), creator: { mspId: 'AuthorityMSP', role: null, facility: null } }),
});
const malformed = (request: () => Request): Refusal => ({
  when: 'the argument has an unknown field',
  code: 'BAD_REQUEST',
  request: () => edited(request(), { note: 'x' }),
});
const badPrivate = (request: () => Request): Refusal => ({
  when: 'the private value has an unknown field',
  code: 'BAD_REQUEST',
  field: 'private',
  request: () => edited(request(), {}, { note: 'x' }),
});
const tooEarly = (request: () => Request): Refusal => ({
  when: 'no channel policy is in force',
  code: 'POLICY_MISSING',
  given: noPolicy,
  request,
});

const keysRefused = (
  when: string,
  code: ErrorCode,
  field: string,
  keys: Parameters<typeof requests.publish>[1],
): Refusal => ({
  when,
  code,
  field,
  given: authorised,
  request: () => requests.publish('code', keys),
});

/** Every way in which every transaction function refuses. Tests run each; the documentation's table is held to it. */
export const refusals: Readonly<Record<TransactionName, readonly Refusal[]>> = {
  'encounters:anchor': [
    strangerTo(requests.anchor),
    malformed(requests.anchor),
    badPrivate(requests.anchor),
    tooEarly(requests.anchor),
    {
      when: 'the root is too short',
      code: 'ROOT_LENGTH',
      field: 'root',
      request: () => edited(requests.anchor(), { root: 'ab' }),
    },
    {
      when: 'a commitment root is too short',
      code: 'ROOT_LENGTH',
      field: 'private.roots[0]',
      request: () => edited(requests.anchor(), {}, { roots: ['ab'] }),
    },
    {
      when: 'the root is another',
      code: 'ROOTS_MISMATCH',
      field: 'root',
      request: () => edited(requests.anchor(), { root: noise('another') }),
    },
    {
      when: 'the count is another',
      code: 'ROOTS_MISMATCH',
      field: 'count',
      request: () => edited(requests.anchor(), { count: 2 }),
    },
    {
      when: 'the roots are not in byte order',
      code: 'ROOTS_MISMATCH',
      field: 'private.roots',
      request: () => {
        const { roots } = requests.anchor().private as { roots: string[] };
        return edited(requests.anchor(), {}, { roots: roots.toReversed() });
      },
    },
    {
      when: 'a root stands there twice',
      code: 'ROOTS_MISMATCH',
      field: 'private.roots',
      request: () => {
        const { roots } = requests.anchor().private as { roots: string[] };
        return edited(requests.anchor(), { count: 4 }, { roots: [roots[0], ...roots] });
      },
    },
  ],

  'diagnoses:authorise': [
    strangerTo(requests.authorise),
    {
      when: 'the adapter speaks for no hospital',
      code: 'ACCESS_DENIED',
      request: () => requests.authorise('code', { creator: { ...people.adapter, facility: null } }),
    },
    malformed(requests.authorise),
    badPrivate(requests.authorise),
    tooEarly(requests.authorise),
    {
      when: 'the id is not the one of the key',
      code: 'BAD_REQUEST',
      field: 'id',
      request: () => edited(requests.authorise(), { id: oneTimeKeys('another').id }),
    },
    {
      when: 'it has expired already',
      code: 'EXPIRY_INVALID',
      field: 'expires',
      request: () => requests.authorise('code', { expires: start + 3_600 }),
    },
    {
      when: 'it expires more than 14 days later',
      code: 'EXPIRY_INVALID',
      field: 'expires',
      request: () => requests.authorise('code', { expires: start + 3_600 + 14 * 86_400 + 1 }),
    },
    {
      when: 'the key is authorised with other public fields',
      code: 'AUTHORISATION_EXISTS',
      given: authorised,
      request: () => requests.authorise('code', { expires: start + 7_200 }),
    },
    {
      when: 'the key is authorised with other details',
      code: 'AUTHORISATION_EXISTS',
      given: authorised,
      request: () => requests.authorise('code', { onset: null }),
    },
    {
      when: 'another hospital has authorised the key',
      code: 'AUTHORISATION_EXISTS',
      given: authorised,
      request: () => requests.authorise('code', { creator: people.otherAdapter }),
    },
    {
      when: 'it supersedes itself',
      code: 'BAD_REQUEST',
      field: 'supersedes',
      request: () => requests.authorise('code', { supersedes: oneTimeKeys('code').id }),
    },
    {
      when: 'what it supersedes was never issued',
      code: 'AUTHORISATION_UNKNOWN',
      field: 'supersedes',
      request: () => requests.authorise('second', { supersedes: oneTimeKeys('code').id }),
    },
    {
      when: 'it supersedes the authorisation of another hospital',
      code: 'OTHER_FACILITY',
      field: 'supersedes',
      given: authorised,
      request: () => requests.authorise('second', { supersedes: oneTimeKeys('code').id, creator: people.otherAdapter }),
    },
    {
      when: 'what it supersedes is revoked',
      code: 'ALREADY_REVOKED',
      field: 'supersedes',
      given: after(
        () => requests.authorise(),
        () => requests.revoke(),
      ),
      request: () => requests.authorise('second', { supersedes: oneTimeKeys('code').id }),
    },
  ],

  'diagnoses:publish': [
    strangerTo(requests.publish),
    malformed(requests.publish),
    badPrivate(requests.publish),
    tooEarly(requests.publish),
    { when: 'nobody has issued the code', code: 'CODE_UNKNOWN', request: () => requests.publish() },
    {
      when: 'the code was used for other keys',
      code: 'CODE_USED',
      given: published,
      request: () => requests.publish('code', [dayKey('x', 1)]),
    },
    {
      when: 'the authorisation is revoked',
      code: 'CODE_REVOKED',
      given: after(
        () => requests.authorise(),
        () => requests.revoke(),
      ),
      request: () => requests.publish(),
    },
    {
      when: 'the authorisation was issued again',
      code: 'CODE_REVOKED',
      given: after(
        () => requests.authorise(),
        () => requests.authorise('second', { supersedes: oneTimeKeys('code').id }),
      ),
      request: () => requests.publish(),
    },
    {
      when: 'the authorisation has expired',
      code: 'CODE_EXPIRED',
      given: later(authorised, 86_400),
      request: () => requests.publish(),
    },
    {
      when: 'this peer has not received the details of the authorisation',
      code: 'PRIVATE_DATA_MISSING',
      given: async () => {
        const world = await authorised();
        world.ledger.loseValue('authorisations', recordKey.authorisation(oneTimeKeys('code').id));
        return world;
      },
      request: () => requests.publish(),
    },
    {
      when: 'the digest is of other keys',
      code: 'SIGNATURE_INVALID',
      field: 'digest',
      given: authorised,
      request: () => edited(requests.publish(), {}, { salt: noise('another salt') }),
    },
    {
      when: 'somebody else has signed',
      code: 'SIGNATURE_INVALID',
      field: 'signature',
      given: authorised,
      request: () => {
        const own = requests.publish();
        const other = requests.publish('another', undefined, 'code').argument as { signature: string };
        return edited(own, { signature: other.signature });
      },
    },
    {
      when: 'a slot is neither used nor empty',
      code: 'BAD_REQUEST',
      field: 'keys[3]',
      given: authorised,
      request: () => {
        const slots = encodeSlots([dayKey('tek 1', 1)]);
        slots[3 * 24] = 1;
        return publishSlots('code', slots);
      },
    },
    keysRefused('there is no key', 'KEYS_MISSING', 'keys', []),
    keysRefused('a key stands there twice', 'KEY_DUPLICATE', 'keys', [dayKey('tek', 1), dayKey('tek', 2)]),
    keysRefused('a key has no period', 'KEY_PERIOD', 'keys[0]', [{ ...dayKey('tek', 1), rollingPeriod: 0 }]),
    keysRefused('a key lives longer than a day', 'KEY_PERIOD', 'keys[1]', [
      dayKey('tek 1', 1),
      { ...dayKey('tek 2', 3), rollingPeriod: 145 },
    ]),
    keysRefused('two keys overlap', 'KEY_OVERLAP', 'keys', [
      dayKey('tek 1', 2),
      { ...dayKey('tek 2', 2), rollingStart: dayKey('', 2).rollingStart + 143 },
    ]),
    keysRefused('a key is older than 15 days', 'KEY_TOO_OLD', 'keys[0]', [dayKey('tek', 16)]),
    keysRefused('a key begins in the future', 'KEY_IN_FUTURE', 'keys[0]', [
      { ...dayKey('tek', 0), rollingStart: intervalAt(start + 3_600) + 1, rollingPeriod: 1 },
    ]),
    {
      when: 'the onset lies more than 14 days before the first key',
      code: 'ONSET_IMPLAUSIBLE',
      field: 'keys',
      given: after(() => requests.authorise('code', { onset: dayAt(start) - 16 })),
      request: () => requests.publish('code', [dayKey('tek', 1)]),
    },
  ],

  'diagnoses:revoke': [
    strangerTo(requests.revoke),
    {
      when: 'the adapter speaks for no hospital',
      code: 'ACCESS_DENIED',
      given: authorised,
      request: () => requests.revoke('code', { ...people.adapter, facility: null }),
    },
    malformed(requests.revoke),
    badPrivate(requests.revoke),
    tooEarly(requests.revoke),
    { when: 'it was never issued', code: 'AUTHORISATION_UNKNOWN', request: () => requests.revoke() },
    {
      when: 'another hospital has issued it',
      code: 'OTHER_FACILITY',
      given: authorised,
      request: () => requests.revoke('code', people.otherAdapter),
    },
    {
      when: 'it is revoked for another reason',
      code: 'ALREADY_REVOKED',
      given: after(
        () => requests.authorise(),
        () => requests.revoke(),
      ),
      request: () => edited(requests.revoke(), {}, { reason: 'another' }),
    },
    {
      when: 'it was issued again',
      code: 'ALREADY_REVOKED',
      given: after(
        () => requests.authorise(),
        () => requests.authorise('second', { supersedes: oneTimeKeys('code').id }),
      ),
      request: () => requests.revoke(),
    },
  ],

  'exports:record': [
    strangerTo(requests.exportFile),
    malformed(requests.exportFile),
    badPrivate(requests.exportFile),
    tooEarly(requests.exportFile),
    {
      when: 'another record has the sequence number',
      code: 'EXPORT_SUPERSEDED',
      given: recorded,
      request: () => requests.exportFile({ sha256: noise('another export') }),
    },
    { when: 'the record before is missing', code: 'EXPORT_CHAIN', field: 'sequence', request: () => second() },
    {
      when: 'the first names one before it',
      code: 'EXPORT_CHAIN',
      field: 'previous',
      request: () => requests.exportFile({ previous: noise('none') }),
    },
    {
      when: 'it names another than the one before',
      code: 'EXPORT_CHAIN',
      field: 'previous',
      given: recorded,
      request: () => second({ previous: noise('none') }),
    },
    {
      when: 'the first leaves blocks out',
      code: 'EXPORT_CHAIN',
      field: 'firstBlock',
      request: () => requests.exportFile({ firstBlock: 1 }),
    },
    {
      when: 'blocks are covered twice',
      code: 'EXPORT_CHAIN',
      field: 'firstBlock',
      given: recorded,
      request: () => second({ firstBlock: 9 }),
    },
    {
      when: 'it covers no block',
      code: 'EXPORT_CHAIN',
      field: 'lastBlock',
      given: recorded,
      request: () => second({ lastBlock: 9 }),
    },
    {
      when: 'windows overlap',
      code: 'EXPORT_CHAIN',
      field: 'windowStart',
      given: recorded,
      request: () => second({ windowStart: start + 1_199 }),
    },
    {
      when: 'the window has no length',
      code: 'EXPORT_CHAIN',
      field: 'windowEnd',
      request: () => requests.exportFile({ windowEnd: start + 600 }),
    },
    {
      when: 'the window is not over',
      code: 'EXPORT_CHAIN',
      field: 'windowEnd',
      request: () => requests.exportFile({ windowEnd: start + 3_601 }),
    },
    {
      when: 'nothing is released and nothing revised',
      code: 'BAD_REQUEST',
      field: 'real',
      request: () => requests.exportFile({ real: 0 }),
    },
    {
      when: 'the signing key is unknown',
      code: 'EXPORT_KEY_UNKNOWN',
      field: 'keyId',
      request: () => requests.exportFile({ keyId: 'key-9' }),
    },
    {
      when: 'the signing key was not yet in force at the end of the window',
      code: 'EXPORT_KEY_UNKNOWN',
      field: 'keyId',
      request: () => requests.exportFile({ windowStart: start, windowEnd: start + 59 }),
    },
    {
      when: 'a newer signing key has taken over',
      code: 'EXPORT_KEY_UNKNOWN',
      field: 'keyId',
      given: later(
        after(
          () => requests.proposeKey(2),
          () => requests.approve(requests.proposeKey(2)),
        ),
        7_200,
      ),
      request: () => requests.exportFile({ windowEnd: start + 3_600 + 60 }),
    },
  ],

  'acknowledgements:record': [
    strangerTo(requests.answers),
    malformed(requests.answers),
    badPrivate(requests.answers),
    tooEarly(requests.answers),
    {
      when: 'the root is too short',
      code: 'ROOT_LENGTH',
      field: 'root',
      request: () => edited(requests.answers(), { root: 'ab' }),
    },
    {
      when: 'the root is another',
      code: 'ROOTS_MISMATCH',
      field: 'root',
      request: () => edited(requests.answers(), { root: noise('another') }),
    },
    {
      when: 'the count is another',
      code: 'ROOTS_MISMATCH',
      field: 'count',
      request: () => edited(requests.answers(), { count: 5 }),
    },
    {
      when: 'the sum is another',
      code: 'ROOTS_MISMATCH',
      field: 'sum',
      request: () => edited(requests.answers(), { sum: 3 }),
    },
    {
      when: 'an answer is for another day',
      code: 'ROOTS_MISMATCH',
      field: 'day',
      request: () => edited(requests.answers(), { day: dayAt(start) - 2 }),
    },
    {
      when: 'the day has not come',
      code: 'BAD_REQUEST',
      field: 'day',
      request: () => requests.answers('answers', 4, dayAt(start) + 1),
    },
    {
      when: 'the answers are not in the order of their leaves',
      code: 'ROOTS_MISMATCH',
      field: 'private.answers',
      request: () => {
        const { answers } = requests.answers().private as { answers: object[] };
        return edited(requests.answers(), {}, { answers: answers.toReversed() });
      },
    },
    {
      when: 'an answer id stands there twice',
      code: 'BAD_REQUEST',
      field: 'private.answers',
      request: () => {
        const { answers } = requests.answers().private as { answers: { bit: number }[] };
        const [first] = answers;
        return edited(
          requests.answers(),
          { count: 5 },
          { answers: [...answers, { ...first, bit: 1 - (first?.bit ?? 0) }] },
        );
      },
    },
  ],

  'policy:propose': [
    strangerTo(requests.proposeChannel),
    malformed(requests.proposeChannel),
    tooEarly(() => requests.proposeRisk(1)),
    {
      when: 'the channel is to have a second policy',
      code: 'BAD_REQUEST',
      field: 'version',
      request: () => edited(requests.proposeChannel(), { version: 2 }),
    },
    {
      when: 'the channel has its policy',
      code: 'POLICY_VERSION',
      field: 'version',
      request: () => requests.proposeChannel(undefined, people.auditorAdministrator),
    },
    {
      when: 'the version is taken',
      code: 'POLICY_VERSION',
      field: 'version',
      request: () => requests.proposeKey(1, 'key-2'),
    },
    { when: 'a version is left out', code: 'POLICY_VERSION', field: 'version', request: () => requests.proposeRisk(2) },
    {
      when: 'the name of the key is taken',
      code: 'BAD_REQUEST',
      field: 'content.keyId',
      request: () => requests.proposeKey(2, 'key-1'),
    },
  ],

  'policy:approve': [
    strangerTo(() => requests.approve(requests.proposeChannel())),
    malformed(() => requests.approve(requests.proposeChannel())),
    {
      when: 'nobody has proposed it',
      code: 'PROPOSAL_UNKNOWN',
      field: 'proposal',
      request: () => requests.approve(requests.proposeRisk(1)),
    },
    {
      when: 'the same organisation has proposed it',
      code: 'SAME_ORGANISATION',
      given: after(() => requests.proposeRisk(1)),
      request: () => requests.approve(requests.proposeRisk(1), people.authorityAdministrator),
    },
    {
      when: 'another proposal took the version',
      code: 'POLICY_VERSION',
      field: 'proposal',
      given: after(
        () => requests.proposeRisk(1),
        () => requests.proposeRisk(1, people.healthAdministrator),
        () => requests.approve(requests.proposeRisk(1)),
      ),
      request: () => requests.approve(requests.proposeRisk(1, people.healthAdministrator)),
    },
  ],

  'purge:purge': [
    strangerTo(() => requests.purge('roots', [keyOf(requests.anchor())], people.api)),
    {
      when: 'the collection is another organisation’s to purge',
      code: 'ACCESS_DENIED',
      field: 'collection',
      given: later(authorised, 100 * 86_400),
      request: () => requests.purge('authorisations', [keyOf(requests.authorise())], people.api),
    },
    malformed(() => requests.purge('roots', [keyOf(requests.anchor())], people.api)),
    tooEarly(() => requests.purge('roots', [keyOf(requests.anchor())], people.api)),
    {
      when: 'a name belongs to another collection',
      code: 'BAD_REQUEST',
      field: 'names[0]',
      given: later(authorised, 100 * 86_400),
      request: () => requests.purge('keys', [keyOf(requests.authorise())], people.api),
    },
    {
      when: 'a name stands there twice',
      code: 'BAD_REQUEST',
      field: 'names[1]',
      given: later(after(requests.anchor), 100 * 86_400),
      request: () => requests.purge('roots', [keyOf(requests.anchor()), keyOf(requests.anchor())], people.api),
    },
    {
      when: 'a value is not due, by a second',
      code: 'NOT_DUE',
      field: 'names[0]',
      // Sent at 13:00: eleven hours to the end of the day, then 15 days and 15 minutes.
      given: later(after(requests.anchor), 11 * 3_600 + 1_296_900 - 1),
      request: () => requests.purge('roots', [keyOf(requests.anchor())], people.api),
    },
  ],
};

/** Key of the record that a request writes. */
export function keyOf(of: Request): string {
  const argument = of.argument as { root?: string; id?: string; authorisation?: string; sequence?: number };
  switch (of.name) {
    case 'encounters:anchor':
      return recordKey.anchor(argument.root ?? '');
    case 'diagnoses:authorise':
      return recordKey.authorisation(argument.id ?? '');
    case 'diagnoses:publish':
      return recordKey.publication(argument.authorisation ?? '');
    case 'diagnoses:revoke':
      return recordKey.revocation(argument.authorisation ?? '');
    case 'exports:record':
      return recordKey.export(argument.sequence ?? 0);
    case 'acknowledgements:record':
      return recordKey.answers(argument.root ?? '');
    default:
      throw new TypeError(`${of.name} has no private value`);
  }
}
