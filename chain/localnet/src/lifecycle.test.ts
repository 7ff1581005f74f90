import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commitArguments, definitionFields, sequenceKey, sequenceValue } from './lifecycle.ts';
import { blockParts, recordedBlocks, recordedChaincode, skipRecorded } from './testing/recorded.ts';
import { openEnvelope, parseAction, readAction } from './validation/transaction.ts';

/** The block in which the recorded network committed its definition. */
const COMMIT_BLOCK = 4;

test('a definition is written byte for byte as Fabric’s lifecycle writes it', (t) => {
  if (skipRecorded) return t.skip(skipRecorded);
  const [envelope] = blockParts(recordedBlocks()[COMMIT_BLOCK]!).envelopes;
  const { namespaces } = readAction(parseAction(openEnvelope(envelope!)));
  const { writes } = namespaces.find(({ namespace }) => namespace === '_lifecycle')!;
  const chaincode = recordedChaincode();
  const ours = new Map([...definitionFields(chaincode), [sequenceKey(chaincode.name), sequenceValue(1)]]);
  assert.equal(writes.length, ours.size);
  for (const { key, value } of writes) {
    assert.equal(Buffer.from(ours.get(key)!).toString('hex'), Buffer.from(value!).toString('hex'), key);
  }
  const args = Buffer.from(commitArguments(chaincode, 1).serializeBinary());
  assert.ok(Buffer.from(envelope!).includes(args), 'the arguments of the commit');
});
