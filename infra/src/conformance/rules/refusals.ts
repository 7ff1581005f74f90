import assert from 'node:assert/strict';
import type { Submission } from '@tallystick/ledger';
import { type ErrorCode, organisations, parseErrorText, recordKey, type TransactionName } from '@tallystick/protocol';
import { anchor, answers, exportRecord, now, patient, random } from '../../network/testing/requests.ts';
import { contractRules, type Rule } from '../rule.ts';
import { type ContractSide, callOf } from '../subject.ts';
import { type Call, evaluate, grpc, refusal } from '../wire/calls.ts';
import type { Client } from '../wire/client.ts';

const { health, authority } = organisations;

/** What the contract says to a call that it refuses: code, and field where it names one. */
async function refusedAs(client: Client, { name, options }: Call): Promise<string> {
  const { code, details } = await refusal(client.contract.newProposal(name, options).evaluate());
  assert.equal(code, grpc.unknown);
  const error = parseErrorText(details[0] ?? '');
  assert.ok(error !== undefined, details.join('; '));
  return error.field === undefined ? error.code : `${error.code}(${error.field})`;
}

type Edited<N extends TransactionName> = { argument?: object; private?: object; of: Submission<N> };

/** A submission with other fields; it need not fit its schema any more. */
function edited<N extends TransactionName>({ of, argument, private: secret }: Edited<N>): Call {
  return callOf({
    ...of,
    argument: { ...(of.argument as object), ...argument },
    ...(of.private === undefined ? {} : { private: { ...(of.private as object), ...secret } }),
  } as Submission<N>);
}

const oneArgument = (name: string, ...args: string[]): Call => ({ name, options: { arguments: args } });

/** Calls that are refused, by rule: who calls, what, and what the contract says. */
type Refused = {
  readonly says: string;
  readonly by: 'api' | 'adapter' | 'administrator';
  readonly call: () => Call | Promise<Call>;
  readonly as: ErrorCode | `${ErrorCode}(${string})`;
};

const refused: Readonly<Record<string, Refused>> = {
  'no-such-function': {
    says: 'A function that is not there: BAD_REQUEST, as for any other bad request.',
    by: 'api',
    call: () => oneArgument('encounters:nothing', '{}'),
    as: 'BAD_REQUEST',
  },
  'two-arguments': {
    says: 'More than one argument: BAD_REQUEST.',
    by: 'api',
    call: () => oneArgument('encounters:anchor', '{}', '{}'),
    as: 'BAD_REQUEST',
  },
  'not-json': {
    says: 'An argument that is no JSON: BAD_REQUEST.',
    by: 'api',
    call: () => oneArgument('encounters:anchor', 'root'),
    as: 'BAD_REQUEST',
  },
  'not-canonical': {
    says: 'JSON that is not canonical (here: with a space): BAD_REQUEST.',
    by: 'api',
    call: () => {
      const { name, options } = callOf(anchor());
      const [text] = options!.arguments as [string];
      return { name, options: { ...options, arguments: [text.replace(',', ', ')] } };
    },
    as: 'BAD_REQUEST',
  },
  'unknown-field': {
    says: 'A field that nobody knows: BAD_REQUEST.',
    by: 'api',
    call: () => edited({ of: anchor(), argument: { note: 'x' } }),
    as: 'BAD_REQUEST',
  },
  'private-missing': {
    says: 'A private value that is missing: BAD_REQUEST, with the field.',
    by: 'api',
    call: () => {
      const { name, options } = callOf(anchor());
      return oneArgument(name, ...(options!.arguments as string[]));
    },
    as: 'BAD_REQUEST(private)',
  },
  'private-unknown-field': {
    says: 'A private field that nobody knows: BAD_REQUEST, with the field.',
    by: 'api',
    call: () => edited({ of: anchor(), private: { note: 'x' } }),
    as: 'BAD_REQUEST(private)',
  },
  'root-length': {
    says: 'A root that is too short: ROOT_LENGTH.',
    by: 'api',
    call: () => edited({ of: anchor(), argument: { root: 'ab' } }),
    as: 'ROOT_LENGTH(root)',
  },
  'roots-mismatch': {
    says: 'A root that is not the one over the roots given with it: ROOTS_MISMATCH.',
    by: 'api',
    call: () => edited({ of: anchor(), argument: { root: random() } }),
    as: 'ROOTS_MISMATCH(root)',
  },
  'roots-order': {
    says: 'Roots that are not in byte order: ROOTS_MISMATCH.',
    by: 'api',
    call: () => {
      const of = anchor();
      return edited({ of, private: { roots: of.private.roots.toReversed() } });
    },
    as: 'ROOTS_MISMATCH(private.roots)',
  },
  'answers-mismatch': {
    says: 'A sum of answers that is not theirs: ROOTS_MISMATCH.',
    by: 'api',
    call: () => edited({ of: answers([1, 0, 1]), argument: { sum: 1 } }),
    as: 'ROOTS_MISMATCH(sum)',
  },
  'authorisation-id': {
    says: 'An authorisation whose id is not the one of its key: BAD_REQUEST.',
    by: 'adapter',
    call: async () => edited({ of: (await patient()).authorise, argument: { id: random(16) } }),
    as: 'BAD_REQUEST(id)',
  },
  'expiry-over': {
    says: 'An authorisation that has expired already: EXPIRY_INVALID.',
    by: 'adapter',
    call: async () => edited({ of: (await patient()).authorise, argument: { expires: now() - 60 } }),
    as: 'EXPIRY_INVALID(expires)',
  },
  'expiry-far': {
    says: 'An authorisation of more than 14 days: EXPIRY_INVALID.',
    by: 'adapter',
    call: async () => edited({ of: (await patient()).authorise, argument: { expires: now() + 15 * 86_400 } }),
    as: 'EXPIRY_INVALID(expires)',
  },
  'supersedes-unknown': {
    says: 'Issued again for an authorisation that never was: AUTHORISATION_UNKNOWN.',
    by: 'adapter',
    call: async () => edited({ of: (await patient()).authorise, argument: { supersedes: random(16) } }),
    as: 'AUTHORISATION_UNKNOWN(supersedes)',
  },
  'revoke-unknown': {
    says: 'A revocation of an authorisation that never was: AUTHORISATION_UNKNOWN.',
    by: 'adapter',
    call: async () => callOf((await patient()).revoke),
    as: 'AUTHORISATION_UNKNOWN',
  },
  'code-unknown': {
    says: 'A publication under a code that nobody has issued: CODE_UNKNOWN.',
    by: 'api',
    call: async () => callOf((await patient()).publish),
    as: 'CODE_UNKNOWN',
  },
  'export-key-unknown': {
    says: 'An export under a key that is not in force: EXPORT_KEY_UNKNOWN.',
    by: 'api',
    call: () =>
      callOf(exportRecord({ sequence: 1, previous: null, firstBlock: 0, lastBlock: 1, keyId: 'no-such-key' })),
    as: 'EXPORT_KEY_UNKNOWN(keyId)',
  },
  'policy-version': {
    says: 'A policy whose version is not the next: POLICY_VERSION.',
    by: 'administrator',
    call: () =>
      callOf({ name: 'policy:propose', argument: { kind: 'risk', version: 1_000_000, content: { minutes: 1 } } }),
    as: 'POLICY_VERSION(version)',
  },
  'proposal-unknown': {
    says: 'An approval of a proposal that never was: PROPOSAL_UNKNOWN.',
    by: 'administrator',
    call: () => callOf({ name: 'policy:approve', argument: { proposal: random() } }),
    as: 'PROPOSAL_UNKNOWN(proposal)',
  },
  'purge-other-collection': {
    says: 'A purge of a name that belongs to another collection: BAD_REQUEST, with the name’s place.',
    by: 'api',
    call: () =>
      callOf({
        name: 'purge:purge',
        argument: { collection: 'keys', names: [recordKey.publication(random(16)), recordKey.anchor(random())] },
      }),
    as: 'BAD_REQUEST(names[1])',
  },
  'read-anything': {
    says: 'Reading by a key that is none of a record’s: BAD_REQUEST.',
    by: 'api',
    call: () => oneArgument('records:get', '../secrets'),
    as: 'BAD_REQUEST',
  },
};

function client(side: ContractSide, by: Refused['by']): Client {
  return side.at(by === 'adapter' ? health : authority, { user: by });
}

/** What the contract refuses, told by code and field; nothing is ordered. */
export const refusalRules: readonly Rule[] = [
  ...Object.entries(refused).flatMap(([name, { says, by, call, as }]) =>
    contractRules('contract', {
      [name]: { says, check: async (side) => assert.equal(await refusedAs(client(side, by), await call()), as) },
    }),
  ),
  ...contractRules('contract', {
    'read-absent': {
      says: 'A record that is not there reads as empty.',
      check: async (side) => assert.equal(await evaluate(side.home, 'records:get', recordKey.anchor(random())), ''),
    },
    'read-by-all': {
      says: 'Every organisation reads the same record.',
      check: async (side) => {
        const texts = await Promise.all(
          side.mspIds.map((mspId) => evaluate(side.at(mspId), 'records:get', recordKey.policy('channel', 1))),
        );
        assert.ok(texts[0]!.length > 0);
        assert.equal(new Set(texts).size, 1);
      },
    },
  }),
];
