import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { collectionName } from '@tallystick/protocol';
import { type Collection, chaincodeDefinition } from './definition.ts';
import { chaincodeServerCommand } from './server-command.ts';

test('collections.json is the definition in the form of Fabric’s command line', () => {
  const file = readFileSync(new URL('../collections.json', import.meta.url), 'utf8');
  assert.equal(file, `${JSON.stringify(chaincodeDefinition.collections, null, 2)}\n`, 'run npm run collections');
});

test('the definition survives JSON and has every collection of the protocol', () => {
  assert.deepEqual(JSON.parse(JSON.stringify(chaincodeDefinition)), chaincodeDefinition);
  assert.deepEqual(chaincodeDefinition.collections.map(({ name }) => name).sort(), [...collectionName.options].sort());
});

test('a hospital’s peer takes part in whatever writes authorisations, and never receives keys', () => {
  const collections: readonly Collection[] = chaincodeDefinition.collections;
  const named = (name: string): Collection | undefined => collections.find((each) => each.name === name);
  assert.equal(named('keys')?.policy, "OR('AuthorityMSP.member','AuditorMSP.member')");
  assert.equal(
    named('authorisations')?.endorsementPolicy?.signaturePolicy,
    "AND('HealthMSP.peer',OR('AuthorityMSP.peer','AuditorMSP.peer'))",
  );
});

test('the server command names files that exist', () => {
  const { arguments: given, folder } = chaincodeServerCommand('127.0.0.1:1', 'tallystick_1.0:00');
  assert.ok(existsSync(given[0] ?? ''));
  const { main } = JSON.parse(readFileSync(new URL('package.json', `file://${folder}`), 'utf8')) as { main: string };
  assert.ok(existsSync(new URL(main, `file://${folder}`)));
});
