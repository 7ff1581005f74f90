import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { faultInWords, ledgerConfiguration, openLedger } from '@tallystick/ledger';
import { issueIntermediate, issueMember, issueRoot, type KeyAndCertificate } from '@tallystick/localnet/certificates';
import type { Block } from '../../../chain/ledger/src/block/block.ts';
import { identityOf } from '../../../chain/ledger/src/block/transaction.ts';
import { madeNext } from '../../../chain/ledger/src/testing/made-channel.ts';
import { unknownAuthorities } from '../../../chain/ledger/src/verify/authorities.ts';
import { membersOf } from '../../../chain/ledger/src/verify/members.ts';

const folder = mkdtempSync(join(tmpdir(), 'tallystick-intermediates-'));
after(() => rmSync(folder, { recursive: true }));
const mspId = 'AuthorityMSP';
const day = 86_400_000;

let root: KeyAndCertificate;
let intermediate: KeyAndCertificate;
let deeper: KeyAndCertificate;
let short: KeyAndCertificate;
let stranger: KeyAndCertificate;
before(async () => {
  root = await issueRoot('ca', 'authority');
  intermediate = await issueIntermediate(root, { commonName: 'ica' });
  deeper = await issueIntermediate(intermediate, { commonName: 'ica.deeper' });
  short = await issueIntermediate(root, { commonName: 'ica.short', notAfter: new Date(Date.now() + 10.5 * day) });
  stranger = await issueIntermediate(await issueRoot('ca', 'authority'), { commonName: 'ica' });
});

const api = (issuer: KeyAndCertificate) =>
  issueMember(issuer, { commonName: 'api', role: 'client', attributes: { role: 'api' } });
const bundle = (...authorities: readonly KeyAndCertificate[]): string =>
  authorities.map(({ certificate }) => certificate).join('');

/** Whether a certificate of an issuer is a member's by what stands in the root's file. */
async function isMember(issuer: KeyAndCertificate, ...pinned: readonly KeyAndCertificate[]): Promise<boolean> {
  const { certificate } = await api(issuer);
  return membersOf({ [mspId]: bundle(...pinned) }).find(identityOf(mspId, Buffer.from(certificate))) !== undefined;
}

/** The Ledger's configuration with a certificate of an issuer and what stands in the root's file. */
async function configured(issuer: KeyAndCertificate, ...pinned: readonly KeyAndCertificate[]) {
  const put = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const { certificate, key } = await api(issuer);
  const mspRoot = put('root.pem', bundle(...pinned));
  const target = {
    channel: 'tallystick',
    chaincode: 'tallystick',
    organisations: [
      {
        mspId,
        name: 'authority',
        endpoint: 'peer0.authority.example:7051',
        tlsServerName: 'peer0.authority.example',
        tlsRoot: put('tls-root.pem', root.certificate),
        mspRoot,
        users: { api: { certificate: put('api.pem', certificate), key: put('api.key', key) } },
      },
    ],
    orderer: { mspId, mspRoot },
  };
  const file = put('target.json', JSON.stringify(target));
  return ledgerConfiguration({ LEDGER_ORGANISATION: mspId, LEDGER_USER: 'api', LEDGER_TARGET: file });
}

test('members of an intermediate authority are known by the chain that stands in the root’s file', async () => {
  assert.ok(await isMember(intermediate, root, intermediate));
  assert.ok(await isMember(deeper, root, deeper, intermediate));
  assert.ok(await isMember(intermediate, intermediate, root));
  assert.ok(await isMember(short, root, intermediate, short), 'each end of the tree issues members');
});

test('an authority that is not in the file is followed by nobody, and the root issues no members beside one that is', async () => {
  assert.equal(await isMember(intermediate, root), false);
  assert.equal(await isMember(deeper, root, intermediate), false);
  assert.equal(await isMember(stranger, root, intermediate), false);
  assert.equal(await isMember(root, root, intermediate), false);
  assert.throws(() => membersOf({ [mspId]: bundle(root, stranger) }), /none of the others has issued/);
  assert.throws(() => membersOf({ [mspId]: 'PEM' }), /no certificate/);
});

test('a configuration with a whole chain is usable, and its days are those of what runs out first in it', async () => {
  for (const [issuer, days] of [
    [intermediate, 3_600],
    [short, 10],
  ] as const) {
    const { config, faults } = await configured(issuer, root, issuer);
    assert.deepEqual(faults, []);
    const ledger = await openLedger(config!);
    const { mspRoots, expiring } = ledger.certificateDays();
    await ledger.close();
    assert.deepEqual([mspRoots >= days, expiring], [true, days < 30]);
  }
});

test('what is missing in a chain is said in a sentence', async () => {
  const words = async (...given: Parameters<typeof configured>): Promise<string[]> =>
    (await configured(...given)).faults.map((fault) => faultInWords(fault).replaceAll(`${folder}/`, ''));
  assert.deepEqual(await words(intermediate, root), [
    'AuthorityMSP user api: certificate (api.pem): is not issued by the root of AuthorityMSP. Correct the certificate, its MSP id or the root; ' +
      'where an intermediate authority issued it, put that behind the root in its file.',
  ]);
  assert.deepEqual(await words(deeper, root, deeper), [
    'AuthorityMSP: mspRoot (root.pem): holds an intermediate authority that none of the others has issued. ' +
      'Put the root first, and behind it the intermediate authorities that go back to it.',
  ]);
  const leaf = await api(root);
  assert.match(
    (await words(intermediate, root, intermediate, leaf)).join(),
    /mspRoot .*: is not the certificate of a CA/,
  );
  const over = await issueIntermediate(root, { commonName: 'ica', notAfter: new Date(Date.now() - day) });
  assert.match((await words(over, root, over)).join(), /mspRoot .*: expired on /);
});

test('a verification names an authority of the channel that the pins do not have, and nothing of organisations that it does not know', () => {
  const block0: Block = madeNext(
    undefined,
    { consenters: [], intermediates: { [mspId]: [intermediate.certificate], OtherMSP: [stranger.certificate] } },
    0,
    [],
  );
  const faults = (...pinned: readonly KeyAndCertificate[]): string[] => {
    const members = membersOf({ [mspId]: bundle(...pinned) });
    return unknownAuthorities(block0, { members, orderers: members }).map(({ message }) => message);
  };
  assert.deepEqual(faults(root, intermediate), []);
  assert.deepEqual(faults(intermediate), []);
  assert.deepEqual(faults(root, short), [
    'the channel has an intermediate authority of AuthorityMSP (CN=ica) that does not stand behind its root here',
  ]);
});
