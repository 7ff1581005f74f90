import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leads } from './status.ts';

const help =
  '# HELP consensus_etcdraft_is_leader The leadership status of the current node: 1 if it is the leader else 0.\n';

test('an orderer’s metrics say whether it leads, under Raft and under BFT', () => {
  assert.equal(leads(`${help}consensus_etcdraft_is_leader{channel="tallystick"} 1\n`, 'tallystick'), true);
  assert.equal(leads(`${help}consensus_etcdraft_is_leader{channel="tallystick"} 0\n`, 'tallystick'), false);
  assert.equal(leads('consensus_BFT_leader_id{channel="c"} 3\nconsensus_BFT_is_leader{channel="c"} 1\n', 'c'), true);
  assert.equal(leads('consensus_etcdraft_is_leader{channel="other"} 1\n', 'tallystick'), undefined);
  assert.equal(leads('', 'tallystick'), undefined);
});
