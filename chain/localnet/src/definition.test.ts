import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networkDefinition } from './definition.ts';
import { testDefinition } from './testing/definition.ts';

const good = testDefinition('127.0.0.1:9999');

/** What is wrong with a definition that was changed. */
function complaints(change: (definition: typeof good) => void): string {
  const changed = structuredClone(good);
  change(changed);
  const { error } = networkDefinition.safeParse(changed);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
}

test('a good definition passes', () => {
  assert.equal(
    complaints(() => undefined),
    '',
  );
});

test('what localnet does not support, or what cannot be, is refused by name', () => {
  assert.match(
    complaints(({ chaincode }) => {
      chaincode.collections[0]!.blockToLive = -1;
    }),
    /collections\.0\.blockToLive: /,
  );
  assert.match(
    complaints(({ chaincode }) => {
      chaincode.endorsementPolicy = "OutOf(1, 'Nonsense')";
    }),
    /endorsementPolicy: unrecognized token 'Nonsense' in policy string/,
  );
  assert.match(
    complaints(({ chaincode }) => {
      chaincode.endorsementPolicy = "OR('StrangerMSP.peer')";
    }),
    /StrangerMSP is no organisation of this network/,
  );
  assert.match(
    complaints(({ organisations }) => {
      organisations[0]!.name = '../elsewhere';
    }),
    /organisations\.0\.name: lower-case/,
  );
  assert.match(
    complaints(({ organisations }) => {
      organisations[1]!.mspId = organisations[0]!.mspId;
    }),
    /MSP ids must differ/,
  );
  assert.match(
    complaints((definition) => Object.assign(definition, { extra: 1 })),
    /Unrecognized key/,
  );
});
