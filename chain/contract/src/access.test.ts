import assert from 'node:assert/strict';
import { test } from 'node:test';
import { organisations, type TransactionName } from '@tallystick/protocol';
import type { Creator } from './core/call.ts';
import { keyOf } from './testing/refusals.ts';
import { people, type Request, requests, World } from './testing/world.ts';

const roles = ['api', 'adapter', 'auditor', 'administrator', 'issuer', '', null];
const creators: Creator[] = [...Object.values(organisations), 'OtherMSP'].flatMap((mspId) =>
  roles.map((role) => ({ mspId, role, facility: 'general-hospital' })),
);

/** Who may call what, said once more in the plainest form. */
const allowed: Readonly<Record<TransactionName, readonly string[]>> = {
  'encounters:anchor': ['AuthorityMSP api'],
  'diagnoses:authorise': ['HealthMSP adapter'],
  'diagnoses:publish': ['AuthorityMSP api'],
  'diagnoses:revoke': ['HealthMSP adapter'],
  'exports:record': ['AuthorityMSP api'],
  'acknowledgements:record': ['AuthorityMSP api'],
  'policy:propose': ['HealthMSP administrator', 'AuthorityMSP administrator', 'AuditorMSP administrator'],
  'policy:approve': ['HealthMSP administrator', 'AuditorMSP administrator'],
  'purge:purge': ['AuthorityMSP api', 'AuditorMSP auditor'],
};

/** A request that succeeds when the right one sends it, after the given ones. */
const attempts: Readonly<Record<TransactionName, readonly [given: Request[], request: Request]>> = {
  'encounters:anchor': [[], requests.anchor()],
  'diagnoses:authorise': [[], requests.authorise()],
  'diagnoses:publish': [[requests.authorise()], requests.publish()],
  'diagnoses:revoke': [[requests.authorise()], requests.revoke()],
  'exports:record': [[], requests.exportFile()],
  'acknowledgements:record': [[], requests.answers()],
  'policy:propose': [[], requests.proposeRisk(1)],
  'policy:approve': [[requests.proposeRisk(1)], requests.approve(requests.proposeRisk(1))],
  'purge:purge': [[requests.anchor()], requests.purge('roots', [keyOf(requests.anchor())], people.api)],
};

for (const [name, [given, request]] of Object.entries(attempts) as [
  TransactionName,
  (typeof attempts)[TransactionName],
][]) {
  test(`${name} is for ${allowed[name].join(', ')} and nobody else`, async () => {
    const succeeded: string[] = [];
    for (const creator of creators) {
      const world = await World.begin();
      await world.must(...given);
      if (name === 'purge:purge') world.time += 100 * 86_400;
      const { answer, error, reads } = await world.send({ ...request, creator });
      if (answer !== undefined) succeeded.push(`${creator.mspId} ${creator.role}`);
      // A proposer's own organisation may approve other proposals, so it is refused for another reason.
      else if (name !== 'policy:approve' || creator.role !== 'administrator' || creator.mspId === 'OtherMSP') {
        assert.equal(error?.code, 'ACCESS_DENIED');
        if (name !== 'purge:purge') assert.deepEqual(reads, [], 'a stranger causes no read');
      }
    }
    assert.deepEqual(succeeded, allowed[name]);
  });
}
