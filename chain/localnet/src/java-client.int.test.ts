/** The Java gateway client, `org.hyperledger.fabric:fabric-gateway`; skipped where Java, Maven or its libraries are not. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { javaLibraries, runJavaClient } from './testing/java.ts';
import { startTestNetwork, temporaryFolder } from './testing/network.ts';

test('the Java gateway client: transactions, private data, events, blocks and errors', async (t) => {
  const folder = temporaryFolder();
  t.after(() => rmSync(folder, { recursive: true }));
  const libraries = javaLibraries(folder);
  if ('missing' in libraries) return t.skip(libraries.missing);
  const network = await startTestNetwork();
  t.after(() => network.close());
  const { status, out, err } = await runJavaClient(libraries.classPath, path.join(network.dataDir, 'target.json'));
  assert.equal(status, 0, err);
  const details = [{ mspId: 'HealthMSP', message: 'chaincode response 500, no more milk' }];
  const expected = [
    { step: 'submit', result: 'ok' },
    { step: 'evaluate', result: 'coffee' },
    { step: 'private', value: 'black' },
    { step: 'event', name: 'brewed', payload: 'one', first: true },
    { step: 'event', name: 'brewed', payload: 'two', first: false },
    { step: 'block', number: 0, codes: 1 },
    { step: 'block', number: 1, codes: 1 },
    { step: 'block', number: 2, codes: 1 },
    { step: 'filtered', number: 2, code: 'VALID' },
    { step: 'privateBlock', namespace: 'fixture', collection: 'shared' },
    { step: 'endorseError', status: 'ABORTED', details },
    { step: 'evaluateError', status: 'UNKNOWN', details },
    { step: 'commitError', code: 'MVCC_READ_CONFLICT' },
  ];
  const printed = out.trim().split('\n');
  assert.deepEqual(
    printed.map((line) => JSON.parse(line) as unknown),
    expected,
  );
});
