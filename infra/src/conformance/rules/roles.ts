import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { recordKey, type TransactionName } from '@tallystick/protocol';
import {
  callNames,
  calls,
  expected,
  type IdentityName,
  identities,
  identityNames,
  type Call as TableCall,
} from '../../identities/table.ts';
import { anchor, answers, exportRecord, patient, random } from '../../network/testing/requests.ts';
import { contractRules, NotApplicable, type Rule } from '../rule.ts';
import { type ContractSide, callOf } from '../subject.ts';
import type { Call } from '../wire/calls.ts';
import { pemText } from '../wire/client.ts';

const purge = (collection: 'keys' | 'roots' | 'authorisations', name: string): Call =>
  callOf({ name: 'purge:purge', argument: { collection, names: [name] } });

/** A request of each function as an honest client would send it; it is only evaluated. */
const makers: Readonly<Record<TransactionName | 'records:get', () => Promise<Call> | Call>> = {
  'records:get': () => ({ name: 'records:get', options: { arguments: [recordKey.policy('channel', 1)] } }),
  'encounters:anchor': () => callOf(anchor()),
  'diagnoses:authorise': async () => callOf((await patient()).authorise),
  'diagnoses:publish': async () => callOf((await patient()).publish),
  'diagnoses:revoke': async () => callOf((await patient()).revoke),
  'exports:record': () =>
    callOf(exportRecord({ sequence: 1, previous: null, firstBlock: 0, lastBlock: 1, keyId: 'conformance' })),
  'acknowledgements:record': () => callOf(answers([0, 1])),
  'policy:propose': () => {
    const content = { keyId: 'next', publicKey: `04${random(64)}` };
    return callOf({ name: 'policy:propose', argument: { kind: 'exportKey', version: 2, content } });
  },
  'policy:approve': () => callOf({ name: 'policy:approve', argument: { proposal: random(32) } }),
  'purge:purge': () => purge('roots', recordKey.anchor(random())),
};

function callFor(call: TableCall): Promise<Call> | Call {
  if (call === 'purge:purge of keys') return purge('keys', recordKey.publication(random(16)));
  if (call === 'purge:purge of authorisations') return purge('authorisations', recordKey.authorisation(random(16)));
  return makers[calls[call]]();
}

/** Attributes of a certificate: Fabric keeps `{"attrs":{…}}` as text in an extension. */
function attributesOf(certificate: string): Record<string, string> {
  const text = new X509Certificate(certificate).raw.toString('latin1');
  const [, attributes = '{}'] = /"attrs":(\{[^}]*\})/.exec(text) ?? [];
  return JSON.parse(attributes) as Record<string, string>;
}

/** The identity of the table that a user is, if it is one. */
function identityOf(mspId: string, certificate: string): IdentityName | undefined {
  const has = JSON.stringify(Object.entries(attributesOf(certificate)).sort());
  return identityNames.find((name) => {
    const identity = identities[name];
    return identity.mspId === mspId && JSON.stringify(Object.entries(identity.attributes).sort()) === has;
  });
}

/** Whether the contract refuses somebody because of who it is. */
async function isDenied(side: ContractSide, mspId: string, user: string, { name, options }: Call): Promise<boolean> {
  const proposal = side.at(mspId, { user }).contract.newProposal(name, options);
  const said = await proposal.evaluate().then(
    () => '',
    (error: Error & { details?: { message: string }[] }) => `${error.message} ${error.details?.[0]?.message ?? ''}`,
  );
  return /chaincode response 500, ACCESS_DENIED(\(\w+\))?: /.test(said);
}

async function rolesHold(side: ContractSide, call: TableCall): Promise<void> {
  // Nothing is ordered, so all may send the same.
  const request = await callFor(call);
  let asked = 0;
  for (const { mspId, users } of side.target.organisations) {
    for (const [user, { certificate }] of Object.entries(users)) {
      const identity = identityOf(mspId, pemText(certificate));
      if (identity === undefined) continue;
      asked += 1;
      const denied = await isDenied(side, mspId, user, request);
      assert.equal(denied, expected(identity, call) === 'ACCESS_DENIED', `${mspId}’s ${user}: refused ${denied}`);
    }
  }
  if (asked < 2) throw new NotApplicable('the target has too few users of known roles');
}

/** Whom a call is open to, as a sentence. */
function openTo(call: TableCall): string {
  const allowed = identityNames.filter((name) => expected(name, call) !== 'ACCESS_DENIED' && identities[name].words);
  return allowed.map((name) => identities[name].words).join(', ');
}

/** Who may call what: every user of the target tries every function; the same table as the documents have. */
export const roleRules: readonly Rule[] = callNames
  // It is the same function with another argument, which only the right adapter gets as far as.
  .filter((call) => call !== 'diagnoses:authorise, superseding')
  .flatMap((call) =>
    contractRules('roles', {
      [call.replace(/[: ]+/g, '-')]: {
        says: `\`${call}\` is open to ${openTo(call)}; every other user: ACCESS_DENIED.`,
        check: (side) => rolesHold(side, call),
      },
    }),
  );
