import assert from 'node:assert/strict';
import { test } from 'node:test';
import { peer } from '@hyperledger/fabric-protos';
import { hasRecordings, noRecordings, recordedBlocks, recordedFile } from '../testing/recorded.ts';
import { parseBlock } from './block.ts';
import { readCertificate } from './certificate.ts';
import { blockHeaderBytes, sha256 } from './header.ts';
import { indexPrivateData } from './private-data.ts';
import type { NamespaceSet } from './read-write-set.ts';
import { parseEnvelope, type Transaction } from './transaction.ts';

type Decoded = {
  header: { number: number; previousHash: string; dataHash: string };
  transactions: {
    txId: string;
    validationCode: { code: number };
    timestamp: string;
    creator?: { mspId: string };
    actions?: DecodedAction[];
  }[];
};
type DecodedAction = {
  chaincodeSpec: { args: string[] };
  endorsements: { mspId: string }[];
  proposalResponsePayload: { proposalHash: string; extension?: { results?: { nsRwset?: DecodedSet[] } } };
};
type DecodedVersion = { block: number; tx: number } | null;
type DecodedSet = {
  namespace: string;
  reads?: { key: string | { hex: string }; version?: DecodedVersion }[];
  writes?: { key: string | { hex: string }; isDelete: boolean }[];
  collectionHashedRwset?: {
    collection: string;
    hashedWrites?: { keyHash: string; isDelete: boolean; isPurge: boolean; valueHash: string }[];
  }[];
};

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function shapeOf(sets: readonly NamespaceSet[]): unknown {
  return sets.map(({ namespace, reads, writes, collections }) => ({
    namespace,
    reads: reads.map(({ key, version: v }) => [key, v === undefined ? null : [v.block, v.transaction]]),
    writes: writes.map(({ key, isDelete }) => [key, isDelete]),
    hashed: collections.map((c) => [
      c.collection,
      c.writes.map((w) => [hex(w.keyHash), w.isDelete, w.isPurge, hex(w.valueHash)]),
    ]),
  }));
}

/** Composite keys hold NUL; the recording gives such texts in hex as well. */
function keyText(key: string | { hex: string }): string {
  return typeof key === 'string' ? key : Buffer.from(key.hex, 'hex').toString('utf8');
}

function shapeOfDecoded(sets: readonly DecodedSet[]): unknown {
  return sets.map(({ namespace, reads = [], writes = [], collectionHashedRwset = [] }) => ({
    namespace,
    reads: reads.map(({ key, version: v }) => [keyText(key), v ? [v.block, v.tx] : null]),
    writes: writes.map(({ key, isDelete }) => [keyText(key), isDelete]),
    hashed: collectionHashedRwset.map(({ collection, hashedWrites = [] }) => [
      collection,
      hashedWrites.map((w) => [w.keyHash, w.isDelete, w.isPurge, w.valueHash]),
    ]),
  }));
}

function compareTransaction(parsed: Transaction, decoded: Decoded['transactions'][number], where: string): number {
  assert.equal(parsed.txId, decoded.txId, where);
  assert.equal(parsed.validationCode, decoded.validationCode.code, where);
  assert.equal(parsed.creator?.mspId, decoded.creator?.mspId, where);
  assert.equal(new Date(parsed.timestamp).toISOString(), decoded.timestamp, where);
  let sets = 0;
  for (const [at, action] of parsed.actions.entries()) {
    const expected = decoded.actions![at]!;
    assert.deepEqual(
      action.endorsements.map(({ endorser }) => endorser.mspId),
      expected.endorsements.map(({ mspId }) => mspId),
      where,
    );
    const { proposalHash, extension } = expected.proposalResponsePayload;
    const results = extension?.results?.nsRwset;
    if (action.action === undefined || results === undefined) continue;
    assert.equal(hex(action.proposalHash), proposalHash, where);
    assert.deepEqual(shapeOf(action.action.sets), shapeOfDecoded(results), where);
    sets++;
  }
  return sets;
}

test('all recorded blocks of real Fabric parse into what Fabric’s own tools decoded', (t) => {
  if (!hasRecordings) return t.skip(noRecordings);
  let sets = 0;
  const blocks = recordedBlocks();
  assert.equal(blocks.length, 82);
  for (const bytes of blocks) {
    const block = parseBlock(bytes);
    const name = `${String(block.number).padStart(3, '0')}.json`;
    const decoded = JSON.parse(recordedFile('blocks', name).toString('utf8')) as Decoded;
    assert.equal(block.number, decoded.header.number);
    assert.equal(hex(block.previousHash), decoded.header.previousHash);
    assert.equal(hex(block.dataHash), decoded.header.dataHash);
    assert.equal(block.transactions.length, decoded.transactions.length);
    for (const transaction of block.transactions) {
      assert.ok(!('malformed' in transaction));
      const where = `${name}#${transaction.index}`;
      sets += compareTransaction(transaction, decoded.transactions[transaction.index]!, where);
    }
  }
  assert.ok(sets > 100, `${sets} read-write sets compared`);
});

test('private data is found under the hash of its key, and has the hash that the block states; what was purged is not there', (t) => {
  if (!hasRecordings) return t.skip(noRecordings);
  for (const [name, value] of [
    ['070', 'after-purge'],
    ['031', undefined],
  ] as const) {
    const bytes = recordedFile('blocks', `${name}.private.health.bin`);
    const delivered = peer.BlockAndPrivateData.deserializeBinary(bytes);
    const [transaction] = parseBlock(delivered.getBlock()!.serializeBinary()).transactions;
    assert.ok(transaction !== undefined && !('malformed' in transaction));
    const sets = transaction.actions[0]!.action!.sets.find(({ namespace }) => namespace === 'probe')!;
    const [write] = sets.collections[0]!.writes;
    const found = indexPrivateData(delivered).get(0, 'probe', 'publishedKeys', hex(write!.keyHash));
    assert.equal(found && Buffer.from(found.value).toString(), value);
    if (found === undefined) continue;
    assert.equal(found.key, 'p1');
    assert.deepEqual(sha256(found.value), Uint8Array.from(write!.valueHash));
  }
});

test('the attribute role of a certificate is read, and its absence too', (t) => {
  if (!hasRecordings) return t.skip(noRecordings);
  const pem = recordedFile('certs', 'health.User1.pem').toString('utf8');
  assert.deepEqual(readCertificate(pem)?.units, ['client']);
  assert.equal(readCertificate(pem)?.role, undefined);
  assert.equal(readCertificate('no certificate'), undefined);
});

test('a header is hashed as DER with a minimal signed number', () => {
  const header = { previousHash: Uint8Array.of(1, 2), dataHash: Uint8Array.of(3) };
  assert.equal(hex(blockHeaderBytes({ ...header, number: 0 })), '300a0201000402010204 0103'.replaceAll(' ', ''));
  assert.equal(hex(blockHeaderBytes({ ...header, number: 128 })), '300b020200800402010204 0103'.replaceAll(' ', ''));
  assert.equal(hex(blockHeaderBytes({ ...header, number: 256 })), '300b020201000402010204 0103'.replaceAll(' ', ''));
});

test('an envelope of any bytes never stops the parser', () => {
  assert.deepEqual(parseEnvelope(Uint8Array.of(255, 255, 255), 3, 22), {
    index: 3,
    validationCode: 22,
    malformed: true,
  });
});
