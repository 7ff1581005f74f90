import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { definitionOfFolder } from './chaincode-folder.ts';

const options = { channel: 'mychannel', portBase: 0, address: '127.0.0.1:9999' };

function folderWith(context: TestContext, files: Record<string, string>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'localnet-folder-'));
  context.after(() => rmSync(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
  return folder;
}

test('a package.json alone is enough: two organisations, both of whom endorse', (t) => {
  const folder = folderWith(t, { 'package.json': '{ "name": "@shop/Stock.keeping" }' });
  const { organisations, chaincode, channel } = definitionOfFolder(folder, { ...options, portBase: 7051 });
  assert.equal(channel, 'mychannel');
  assert.deepEqual(
    organisations.map(({ mspId, name, port }) => [mspId, name, port]),
    [
      ['Org1MSP', 'org1', 7051],
      ['Org2MSP', 'org2', 7052],
    ],
  );
  assert.deepEqual(organisations[0]?.users, [{ name: 'user' }, { name: 'administrator', administrator: true }]);
  assert.equal(chaincode.name, 'Stock-keeping');
  assert.equal(chaincode.version, '1.0');
  assert.equal(chaincode.endorsementPolicy, "OutOf(2, 'Org1MSP.peer', 'Org2MSP.peer')");
  assert.deepEqual(chaincode.collections, []);
});

test('organisations are those that policy and collections name', (t) => {
  const collection = {
    ...{ name: 'deals', policy: "OR('BuyerMSP.member', 'BankMSP.member')", requiredPeerCount: 0, maxPeerCount: 1 },
    ...{ blockToLive: 0, memberOnlyRead: true, memberOnlyWrite: true },
  };
  const folder = folderWith(t, {
    'package.json': '{ "name": "deals", "version": "2.1.0" }',
    'policy.txt': "AND('SellerMSP.peer', 'BuyerMSP.peer')\n",
    'collections.json': JSON.stringify([collection]),
  });
  const { organisations, chaincode } = definitionOfFolder(folder, options);
  assert.deepEqual(
    organisations.map(({ mspId, port }) => [mspId, port]),
    [
      ['SellerMSP', 0],
      ['BuyerMSP', 0],
      ['BankMSP', 0],
    ],
  );
  assert.equal(chaincode.endorsementPolicy, "AND('SellerMSP.peer', 'BuyerMSP.peer')");
  assert.equal(chaincode.version, '2.1.0');
  assert.deepEqual(chaincode.collections, [collection]);
});

test('organisations.json names users and attributes', (t) => {
  const clerk = { name: 'clerk', attributes: { role: 'clerk' } };
  const folder = folderWith(t, {
    'package.json': '{ "name": "deals" }',
    'organisations.json': JSON.stringify([{ mspId: 'BankMSP', name: 'thebank', users: [clerk] }]),
  });
  const { organisations, chaincode } = definitionOfFolder(folder, options);
  assert.deepEqual(organisations, [{ mspId: 'BankMSP', name: 'thebank', port: 0, users: [clerk] }]);
  assert.equal(chaincode.endorsementPolicy, "OutOf(1, 'BankMSP.peer')");
});

test('what is wrong is said with its file', (t) => {
  const manifest = { 'package.json': '{ "name": "deals" }' };
  const wrong = (files: Record<string, string>): (() => void) => {
    const folder = folderWith(t, files);
    return () => definitionOfFolder(folder, options);
  };
  assert.throws(wrong({}), /is no chaincode's folder: there is no package\.json in it$/);
  assert.throws(wrong({ 'package.json': '{' }), /package\.json: /);
  assert.throws(wrong({ ...manifest, 'collections.json': '[{}]' }), /collections\.json: [\s\S]*name/);
  assert.throws(wrong({ ...manifest, 'policy.txt': 'NOT (this)' }), /unrecognized token/);
});
