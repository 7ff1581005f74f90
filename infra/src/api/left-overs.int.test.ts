import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openLeftOvers } from '@tallystick/graphql';
import { openLedger } from '@tallystick/ledger';
import { organisations, recordKey } from '@tallystick/protocol';
import { authorise, pastKeys, publication, revoke } from './patient.ts';
import { commit, publish } from './requests.ts';
import { eventually, startSystem, type TestSystem } from './system.ts';

const retentionSeconds = 6;

describe('what a lost race leaves over', () => {
  let system: TestSystem;
  before(async () => {
    system = await startSystem({ channel: { retentionSeconds, alignToDay: false }, windowSeconds: 2 });
  });
  after(() => system.stop());

  const noted = (): string[] => {
    const table = openLeftOvers(join(system.dataDir, 'api', 'left-overs.sqlite'), () => 0);
    try {
      return table.oldest().map(({ name }) => name);
    } finally {
      table.close();
    }
  };
  const keptByPeers = (text: string): boolean =>
    globSync('localnet/**/*.sqlite*', { cwd: system.dataDir }).some((file) =>
      readFileSync(join(system.dataDir, file)).includes(text),
    );

  it('is nothing where every transaction came to stand', async () => {
    await commit(system.api.url);
    await publish(system.api.url, publication(await authorise(system.hospital), pastKeys(1)));
    await eventually('the records', () => (noted().length === 0 ? true : undefined));
  });

  it('is purged once the retention is over, though no record stands for it', async () => {
    const patient = await authorise(system.hospital);
    const { authorisation, digest, signature, salt, keys } = publication(patient, pastKeys(2));
    const name = recordKey.publication(authorisation);
    await system.api.stop();

    // The authority's client publishes, and between endorsement and order the hospital revokes: the publication is ordered, found
    // invalid, and refused when it is tried again. The name is noted at the moment and in the file in which the API notes it.
    const leftOvers = openLeftOvers(join(system.dataDir, 'api', 'left-overs.sqlite'), () =>
      Math.floor(Date.now() / 1000),
    );
    const authority = await openLedger({
      target: system.network.target,
      organisation: organisations.authority,
      user: 'api',
    });
    let ordered = 0;
    const publishing = authority.submit(
      { name: 'diagnoses:publish', argument: { authorisation, digest, signature }, private: { salt, keys } },
      {
        ordering: async () => {
          ordered += 1;
          leftOvers.note(name);
          await revoke(system.hospital, authorisation);
        },
      },
    );
    await assert.rejects(publishing, { code: 'CODE_REVOKED' });
    assert.equal(ordered, 1);
    await authority.close();
    leftOvers.close();
    // The name of an export may be there as well: the API records them all the time.
    assert.deepEqual(
      noted().filter((each) => !each.startsWith('export/')),
      [name],
    );
    assert.equal(keptByPeers(salt), true, 'the peers keep what was ordered');

    const api = await system.startReplica('api');
    const purges = (): string[] =>
      api.model.db
        .prepare("SELECT purged FROM transactions WHERE function = 'purge:purge' AND validation_code = 0")
        .all()
        .flatMap(({ purged }) => JSON.parse(String(purged)) as string[])
        .filter((purged) => purged === name);
    await eventually('the purge', () => (purges().length > 0 ? true : undefined), retentionSeconds + 20);
    await eventually('the table', () => (noted().length === 0 ? true : undefined));
    assert.deepEqual(purges(), [name], 'once');
    await eventually('the peers to have erased it', () => (keptByPeers(salt) ? undefined : true));
  });
});
