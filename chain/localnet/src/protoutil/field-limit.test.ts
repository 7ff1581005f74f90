import assert from 'node:assert/strict';
import { test } from 'node:test';
import { peer } from '@hyperledger/fabric-protos';
import { limited, MAX_FIELDS } from './field-limit.ts';
import { messageField } from './wire.ts';

function empties(count: number): Uint8Array {
  return new Uint8Array(2 * count).map((_, at) => (at % 2 === 0 ? 0x0a : 0));
}

test('a message with as many fields as are allowed passes as it is', () => {
  const bytes = empties(MAX_FIELDS);
  assert.equal(limited(bytes, {}), bytes);
});

test('one more is refused, in a listed sub-message too; what is not listed is only bytes', () => {
  const bytes = empties(MAX_FIELDS + 1);
  assert.throws(() => limited(bytes, {}), /more fields/);
  assert.throws(() => limited(messageField(3, messageField(2, bytes)), { 3: { 2: {} } }), /more fields/);
  assert.doesNotThrow(() => limited(messageField(3, bytes), { 2: {} }));
});

test('integers, fixed fields and whatever is cut off are passed over', () => {
  const spec = new peer.ChaincodeSpec();
  spec.setType(2);
  spec.setTimeout(300);
  const bytes = spec.serializeBinary();
  for (let end = 0; end <= bytes.length; end += 1) assert.doesNotThrow(() => limited(bytes.subarray(0, end), {}));
  const fixed = Buffer.from('0900000000000000000d00000000ffffffff', 'hex');
  assert.doesNotThrow(() => limited(fixed, {}));
});
