import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endorsingPairs, followedPeers } from '../collections.ts';
import { routes } from './endorse.ts';

const all = ['AuthorityMSP', 'HealthMSP', 'AuditorMSP'];

test('keys go to Authority and Auditor alone, whoever asks and whatever is configured for other collections', () => {
  for (const own of all) {
    const pairs = endorsingPairs('keys', own, { roots: ['HealthMSP'] });
    for (const { gateway, endorsers } of routes(own, all, pairs)) {
      assert.notEqual(gateway, 'HealthMSP');
      assert.deepEqual([...(endorsers ?? [])].sort(), ['AuditorMSP', 'AuthorityMSP']);
    }
  }
});

test('an authorisation is endorsed by Health and one of the others in their order', () => {
  assert.deepEqual(endorsingPairs('authorisations', 'HealthMSP', {}), [
    ['HealthMSP', 'AuthorityMSP'],
    ['HealthMSP', 'AuditorMSP'],
  ]);
  assert.deepEqual(
    endorsingPairs('authorisations', 'AuditorMSP', {}).map((pair) => [...pair].sort()),
    [
      ['AuditorMSP', 'HealthMSP'],
      ['AuthorityMSP', 'HealthMSP'],
    ],
  );
  const order = { authorisations: ['AuditorMSP', 'AuthorityMSP', 'HealthMSP'] };
  assert.deepEqual(endorsingPairs('authorisations', 'HealthMSP', order)[0], ['HealthMSP', 'AuditorMSP']);
});

test('roots take any two members, the own organisation first', () => {
  const ways = routes('AuthorityMSP', all, endorsingPairs('roots', 'AuthorityMSP', {}));
  assert.deepEqual(ways[0], { gateway: 'AuthorityMSP', endorsers: ['AuthorityMSP', 'AuditorMSP'] });
  assert.deepEqual(ways.at(-1), { gateway: 'HealthMSP', endorsers: ['AuditorMSP', 'HealthMSP'] });
});

test('what has no private value goes to the own gateway first and lets it plan', () => {
  assert.deepEqual(routes('AuthorityMSP', all, undefined)[0], { gateway: 'AuthorityMSP', endorsers: undefined });
});

test('blocks are followed at peers that hold everything the organisation may see', () => {
  assert.deepEqual(followedPeers('AuthorityMSP', {}), ['AuthorityMSP', 'AuditorMSP']);
  assert.deepEqual(followedPeers('AuditorMSP', {}), ['AuditorMSP', 'AuthorityMSP']);
  assert.deepEqual(followedPeers('HealthMSP', {}), ['HealthMSP', 'AuthorityMSP', 'AuditorMSP']);
  assert.deepEqual(followedPeers('OtherMSP', {}), ['OtherMSP']);
});
