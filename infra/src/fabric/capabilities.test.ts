import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networkOrganisations } from '../network/organisations.ts';
import { capabilitiesFor, whyTooOld } from './capabilities.ts';
import { configtx } from './configtx.ts';
import { layoutOf, type Ordering } from './layout.ts';

test('a channel has the capabilities that the programs know: V3_0 from Fabric 3 on, V2_0 before', () => {
  for (const ordering of ['raft-1', 'raft-3'] as const) {
    assert.equal(capabilitiesFor('2.5.16', ordering).channel, 'V2_0');
    assert.equal(capabilitiesFor('3.1.5', ordering).channel, 'V3_0');
    assert.equal(capabilitiesFor('3.10.0', ordering).channel, 'V3_0');
    assert.equal(capabilitiesFor('2.5.16', ordering).application, 'V2_5', 'private data can be purged on both');
  }
});

test('BFT orderers need Fabric 3, and older programs are told so', () => {
  assert.equal(capabilitiesFor('3.1.5', 'bft-4').channel, 'V3_0');
  assert.throws(() => capabilitiesFor('2.5.16', 'bft-4'), /BFT orderers need Fabric 3, and the programs are 2\.5\.16/);
});

test('older programs do not take over a channel of newer ones; the other way round is an update', () => {
  assert.match(whyTooOld('2.5.16', capabilitiesFor('3.1.5', 'raft-3')) ?? '', /made by Fabric 3/);
  assert.equal(whyTooOld('3.1.5', capabilitiesFor('3.1.5', 'raft-3')), undefined);
  assert.equal(whyTooOld('3.1.5', capabilitiesFor('2.5.16', 'raft-3')), undefined);
});

test('what configtxgen reads names them, and consenters with numbers under BFT alone', () => {
  const profile = (version: string, ordering: Ordering) => {
    const layout = layoutOf('/n', 3000, ordering, networkOrganisations);
    return JSON.parse(configtx(layout, capabilitiesFor(version, ordering))).Profiles.tallystick;
  };
  const raft = profile('2.5.16', 'raft-3');
  assert.deepEqual(raft.Capabilities, { V2_0: true });
  assert.equal(raft.Orderer.EtcdRaft.Consenters.length, 3);
  assert.equal(raft.Orderer.ConsenterMapping, undefined);
  const bft = profile('3.1.5', 'bft-4');
  assert.deepEqual(bft.Capabilities, { V3_0: true });
  assert.deepEqual(
    bft.Orderer.ConsenterMapping.map(({ ID, MSPID }: { ID: number; MSPID: string }) => [ID, MSPID]),
    [
      [1, 'HealthMSP'],
      [2, 'AuthorityMSP'],
      [3, 'AuditorMSP'],
      [4, 'HealthMSP'],
    ],
  );
});
