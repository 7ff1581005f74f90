import assert from 'node:assert/strict';
import { test } from 'node:test';
import { common } from '@hyperledger/fabric-protos';
import { verify } from '../msp/ecdsa.ts';
import { blockParts, recordedBlocks, recordedMembership, skipRecorded } from '../testing/recorded.ts';
import { blockDataHash, blockHeaderDer, blockHeaderHash } from './hash.ts';

test('a header is DER with minimal, signed integers', () => {
  const hash = Buffer.alloc(32, 1);
  assert.equal(blockHeaderDer(0n, Buffer.alloc(0), hash).subarray(0, 7).toString('hex'), '30270201000400');
  assert.equal(blockHeaderDer(127n, hash, hash).subarray(2, 5).toString('hex'), '02017f');
  assert.equal(blockHeaderDer(128n, hash, hash).subarray(2, 6).toString('hex'), '02020080');
  assert.equal(blockHeaderDer(65_535n, hash, hash).subarray(2, 7).toString('hex'), '020300ffff');
});

test('recorded blocks: data hashes, header hashes and the orderer’s signatures', (t) => {
  if (skipRecorded) return t.skip(skipRecorded);
  const membership = recordedMembership();
  const blocks = recordedBlocks().map(blockParts);
  assert.equal(blocks.length, 82);
  let previous: Buffer = Buffer.alloc(0);
  for (const [number, { header, envelopes, metadata }] of blocks.entries()) {
    assert.equal(header.getNumber(), number);
    assert.deepEqual(blockDataHash(envelopes), Buffer.from(header.getDataHash_asU8()));
    assert.deepEqual(previous, Buffer.from(header.getPreviousHash_asU8()));
    const der = blockHeaderDer(BigInt(number), header.getPreviousHash_asU8(), header.getDataHash_asU8());
    const signatures = common.Metadata.deserializeBinary(metadata[0]!);
    assert.equal(signatures.getSignaturesList().length, number === 0 ? 0 : 1);
    for (const signature of signatures.getSignaturesList()) {
      const signatureHeader = signature.getSignatureHeader_asU8();
      const creator = common.SignatureHeader.deserializeBinary(signatureHeader).getCreator_asU8();
      const identity = membership.identity(creator);
      assert.equal(identity?.mspId, 'OrdererMSP');
      assert.equal(identity.role, 'orderer');
      const message = Buffer.concat([signatures.getValue_asU8(), signatureHeader, der]);
      assert.ok(verify(identity.publicKey, message, signature.getSignature_asU8()));
      message[0]! ^= 1;
      assert.ok(!verify(identity.publicKey, message, signature.getSignature_asU8()));
    }
    previous = blockHeaderHash(BigInt(number), header.getPreviousHash_asU8(), header.getDataHash_asU8());
  }
});
