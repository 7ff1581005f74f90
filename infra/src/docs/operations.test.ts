import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { chaincodeDefinition } from '@tallystick/contract';
import { environmentShapes, findingCodes, queryLimits } from '@tallystick/graphql';
import { defaultOutboxSettings } from '@tallystick/his-adapter';
import { networkTarget } from '@tallystick/ledger';
import { maxAnswersPerBatch, maxNamesPerPurge, maxRootsPerAnchor } from '@tallystick/protocol';
import { repositoryRoot } from '../dev/options.ts';
import { networkOrganisations } from '../network/index.ts';
import { documents, quoted, section, tableRows, textOf } from './markdown.ts';

const document = textOf('docs/operations.md');
const count = (value: number): string => value.toLocaleString('en-GB');

test('every finding of the Auditor has its playbook', () => {
  const playbooks = section(document, 'Something is wrong');
  for (const code of Object.keys(findingCodes)) assert.ok(playbooks.includes(`### ${code}\n`), code);
});

test('the limits are those in force', () => {
  const limits = new Map(tableRows(section(document, 'Limits'), 'what').map(([what, limit]) => [what!, limit!]));
  const { bodyBytes, tokens, depth, aliases, cost } = queryLimits;
  const api = environmentShapes.api;
  assert.equal(
    limits.get('a GraphQL query'),
    `${count(bodyBytes)} bytes, ${count(tokens)} tokens, depth ${depth}, ${aliases} aliases, cost ${count(cost)}`,
  );
  assert.equal(
    limits.get('requests of one client address'),
    `${api.CLIENT_BURST.parse(undefined)} at once, ${api.CLIENT_PER_SECOND.parse(undefined)} a second`,
  );
  assert.equal(
    limits.get('commitments and answers of all'),
    `${count(api.COMMITMENTS_PER_MINUTE.parse(undefined))} a minute`,
  );
  assert.equal(maxRootsPerAnchor, maxAnswersPerBatch);
  assert.equal(limits.get('roots in an anchor, answers in a batch'), count(maxRootsPerAnchor));
  assert.equal(limits.get('names in a purge'), count(maxNamesPerPurge));
  assert.match(limits.get('attempts to send from the outbox') ?? '', new RegExp(`^${defaultOutboxSettings.attempts},`));
});

test('the example of a target file is one', () => {
  const [, example = ''] = /```json\n([\s\S]*?)```/.exec(section(document, 'Target file')) ?? [];
  const { organisations } = networkTarget.parse(JSON.parse(example));
  assert.deepEqual(
    organisations.map(({ mspId }) => mspId).sort(),
    networkOrganisations.map(({ mspId }) => mspId).sort(),
  );
});

test('identities and endorsement policy are those of our own networks', () => {
  const part = section(document, 'What the network must have');
  const users = networkOrganisations.flatMap(({ mspId, users: all }) =>
    all
      .filter(({ administrator }) => administrator !== true)
      .map(({ name, attributes }) => [name, mspId, Object.entries(attributes).map((pair) => pair.join('='))]),
  );
  const rows = tableRows(part, 'user')
    .map(([user, organisation, attributes]) => [quoted(user!)[0], organisation, quoted(attributes!)])
    .filter(([name]) => name !== 'administrator');
  assert.deepEqual(rows.sort(), users.sort());
  assert.ok(part.includes(`"${chaincodeDefinition.endorsementPolicy}"`));
});

test('what the phone is said to say, it says', () => {
  const words = textOf('web/phone/src/domain/failure-words.ts');
  const said = [...section(document, 'When something is down').matchAll(/"([A-Z][^"]+\.)"/g)].map(([, text]) => text!);
  assert.ok(said.length > 5);
  for (const sentence of said.flatMap((text) => text.split(/(?<=\.) /))) {
    assert.ok(words.includes(sentence), sentence);
  }
});

test('every file of the repository that a document names is there', () => {
  for (const name of documents) {
    const named = textOf(name).matchAll(
      /`((?:infra|graphql|his-adapter|web|chain|docs)\/(?:[\w-]+\/)*[\w.-]+\.(?:ts|mjs|json|md|hl7))`/g,
    );
    for (const [, path] of named) assert.ok(existsSync(join(repositoryRoot, path!)), `${name}: ${path}`);
  }
});
