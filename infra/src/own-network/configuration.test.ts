import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Fault, faultInWords, ledgerConfiguration, openLedger } from '@tallystick/ledger';
import { issueMember, issueRoot, issueTls } from '@tallystick/localnet/certificates';

const folder = mkdtempSync(join(tmpdir(), 'tallystick-own-'));
const mspIds = ['HealthMSP', 'AuthorityMSP', 'AuditorMSP'];
const at = (...names: string[]): string => join(folder, ...names);
const organisation = (mspId: string) => ({
  mspId,
  name: mspId,
  endpoint: `peer0.${mspId}.example:7051`,
  tlsServerName: `peer0.${mspId}.example`,
  tlsRoot: at('tls-roots', `${mspId}.pem`),
  mspRoot: at('msp-roots', `${mspId}.pem`),
  users: mspId === 'AuthorityMSP' ? { api: { certificate: at('api.pem'), key: at('api.key') } } : {},
});
const goodTarget = {
  channel: 'tallystick',
  chaincode: 'tallystick',
  organisations: mspIds.map(organisation),
  orderer: mspIds.map((mspId) => ({ mspId, mspRoot: at('msp-roots', `${mspId}.pem`) })),
};
const tlsRoots: Record<string, string> = {};

before(async () => {
  mkdirSync(at('msp-roots'));
  mkdirSync(at('tls-roots'));
  for (const mspId of mspIds) {
    const [root, tls] = [await issueRoot('ca', mspId), await issueRoot('tlsca', mspId)];
    writeFileSync(at('msp-roots', `${mspId}.pem`), root.certificate);
    writeFileSync(at('tls-roots', `${mspId}.pem`), tls.certificate);
    tlsRoots[mspId] = tls.certificate;
    if (mspId === 'HealthMSP') {
      const stranger = await issueMember(root, { commonName: 'stranger', role: 'client' });
      writeFileSync(at('stranger.pem'), stranger.certificate);
      writeFileSync(at('leaf.pem'), (await issueTls(tls, 'leaf')).certificate);
    }
    if (mspId !== 'AuthorityMSP') continue;
    const api = await issueMember(root, { commonName: 'api', role: 'client', attributes: { role: 'api' } });
    writeFileSync(at('api.pem'), api.certificate);
    writeFileSync(at('api.key'), api.key);
    const notAfter = new Date(Date.now() - 1000);
    const expired = await issueMember(root, { commonName: 'api', role: 'client', notAfter });
    writeFileSync(at('expired.pem'), expired.certificate);
    writeFileSync(at('expired.key'), expired.key);
  }
});
after(() => rmSync(folder, { recursive: true }));

type Settings = Record<string, string | undefined>;
const withTarget = (target: unknown, settings: Settings = {}): Settings => {
  writeFileSync(at('target.json'), typeof target === 'string' ? target : JSON.stringify(target));
  return { LEDGER_ORGANISATION: 'AuthorityMSP', LEDGER_USER: 'api', LEDGER_TARGET: at('target.json'), ...settings };
};
const withProfile = (profile: unknown, settings: Settings = {}): Settings => {
  writeFileSync(at('profile.yaml'), typeof profile === 'string' ? profile : JSON.stringify(profile));
  return {
    LEDGER_ORGANISATION: 'AuthorityMSP',
    LEDGER_PROFILE: at('profile.yaml'),
    LEDGER_CERTIFICATE: at('api.pem'),
    LEDGER_KEY: at('api.key'),
    LEDGER_MSP_ROOTS: at('msp-roots'),
    ...settings,
  };
};
/** Setting and problem of everything that is wrong. */
const faultsOf = (settings: Settings): string[] =>
  ledgerConfiguration(settings).faults.map(({ setting, problem }: Fault) => `${setting}: ${problem}`);
/** The good target with its own organisation changed. */
const changed = (changes: object): object => ({
  ...goodTarget,
  organisations: goodTarget.organisations.map((each) =>
    each.mspId === 'AuthorityMSP' ? { ...each, ...changes } : each,
  ),
});
const user = (certificate: string, key: string): object =>
  changed({ users: { api: { certificate: at(certificate), key: at(key) } } });

const yaml = (): string => `
name: tallystick
version: 1.0.0
client: { organization: Authority }
organizations:
  Health: { mspid: HealthMSP, peers: [peer0.health.example], certificateAuthorities: [ca.health.example] }
  Authority: { mspid: AuthorityMSP, peers: [peer0.authority.example, peer1.authority.example], orderers: [orderer0.authority.example] }
  Auditor: { mspid: AuditorMSP, peers: [peer0.auditor.example], orderers: [orderer0.auditor.example] }
peers:
  peer0.health.example:
    url: grpcs://peer0.health.example:7051
    tlsCACerts: { path: tls-roots/HealthMSP.pem }
  peer0.authority.example:
    url: grpcs://10.0.0.2:7051
    tlsCACerts: { path: tls-roots/AuthorityMSP.pem }
    grpcOptions: { ssl-target-name-override: peer0.authority.example }
  peer1.authority.example:
    url: grpcs://10.0.0.3:7051
    tlsCACerts: { path: tls-roots/AuthorityMSP.pem }
  peer0.auditor.example:
    url: grpcs://10.0.0.4:7051
    tlsCACerts:
      pem: |
${tlsRoots.AuditorMSP!.trim().replace(/^/gm, '        ')}
    grpcOptions: { hostnameOverride: peer0.auditor.example }
channels: { tallystick: { peers: { peer0.authority.example: {} } } }
`;

test('a target file whose files are all right is taken', () => {
  assert.deepEqual(ledgerConfiguration(withTarget(goodTarget)), {
    config: { target: goodTarget, organisation: 'AuthorityMSP', user: 'api' },
    faults: [],
  });
});

test('a connection profile becomes a target: peers, names, roots, orderers, and the own identity', () => {
  const { config, faults } = ledgerConfiguration(withProfile(yaml()));
  assert.deepEqual(faults, []);
  const { target, organisation, user: name } = config!;
  assert.deepEqual(
    [target.channel, target.chaincode, organisation, name],
    ['tallystick', 'tallystick', 'AuthorityMSP', 'client'],
  );
  const seen = target.organisations.map(({ mspId, endpoint, tlsServerName }) => [mspId, endpoint, tlsServerName]);
  assert.deepEqual(seen, [
    ['HealthMSP', 'peer0.health.example:7051', 'peer0.health.example'],
    ['AuthorityMSP', '10.0.0.2:7051', 'peer0.authority.example'],
    ['AuditorMSP', '10.0.0.4:7051', 'peer0.auditor.example'],
  ]);
  assert.equal(target.organisations[0]!.tlsRoot, at('tls-roots', 'HealthMSP.pem'), 'paths are relative to the profile');
  assert.equal(target.organisations[2]!.tlsRoot.trim(), tlsRoots.AuditorMSP!.trim());
  assert.deepEqual(
    target.organisations.map(({ users }) => Object.keys(users)),
    [[], ['client'], []],
  );
  assert.deepEqual(target.orderer, [
    { mspId: 'AuthorityMSP', mspRoot: at('msp-roots', 'AuthorityMSP.pem') },
    { mspId: 'AuditorMSP', mspRoot: at('msp-roots', 'AuditorMSP.pem') },
  ]);
  const named = ledgerConfiguration(withProfile(yaml(), { LEDGER_ORDERERS: 'HealthMSP, AuditorMSP' }));
  assert.deepEqual(
    [named.config!.target.orderer].flat().map(({ mspId }) => mspId),
    ['HealthMSP', 'AuditorMSP'],
  );
});

test('each fault of a pair of certificate and key is told from the others', () => {
  const place = 'AuthorityMSP user api';
  const cases: [string, string, RegExp[]][] = [
    ['expired.pem', 'expired.key', [/certificate: expired on \d{4}-\d\d-\d\d$/]],
    [
      'stranger.pem',
      'api.key',
      [/certificate: is not issued by the root of AuthorityMSP$/, /key: does not fit the certificate$/],
    ],
    ['expired.pem', 'api.key', [/certificate: expired/, /key: does not fit/]],
    ['api.key', 'api.pem', [/certificate: is no certificate in PEM$/, /key: is no private key in PEM$/]],
    ['none.pem', 'none.key', [/certificate: is not there$/, /key: is not there$/]],
  ];
  for (const [certificate, key, expected] of cases) {
    const faults = faultsOf(withTarget(user(certificate, key)));
    assert.equal(faults.length, expected.length, faults.join('; '));
    for (const [i, pattern] of expected.entries()) assert.match(faults[i]!, pattern);
    assert.ok(faults.every((fault) => fault.startsWith(place)));
  }
});

test('everything that is wrong is told at once, in settings, form and files', () => {
  const target = { ...(user('expired.pem', 'api.key') as typeof goodTarget), channel: 'No Channel', chaincode: 'a b' };
  const [health] = target.organisations;
  const organisations = [
    { ...health, endpoint: 'grpcs://peer', tlsRoot: at('nowhere.pem'), mspRoot: at('leaf.pem') },
    ...target.organisations.slice(1),
  ];
  const faults = ledgerConfiguration(withTarget({ ...target, organisations }, { LEDGER_KEY: 'x' })).faults;
  assert.deepEqual(
    faults.map(({ setting }) => setting),
    [
      'LEDGER_KEY',
      'LEDGER_TARGET channel',
      'LEDGER_TARGET chaincode',
      'LEDGER_TARGET organisations.0.endpoint',
      'HealthMSP: tlsRoot',
      'HealthMSP: mspRoot',
      'AuthorityMSP user api: certificate',
      'AuthorityMSP user api: key',
    ],
  );
  const words = faultInWords(faults.find(({ setting }) => setting === 'HealthMSP: tlsRoot')!);
  assert.equal(
    words,
    `HealthMSP: tlsRoot (${at('nowhere.pem')}): is not there. Put the PEM file there, or correct the path.`,
  );
  for (const fault of faults) assert.match(faultInWords(fault), /^[^\n]+: [^\n]+\. [A-Z][^\n]+\.$/);
});

test('of two TLS roots the old one may have run out, and a day count goes by the one that lasts', async () => {
  const [old, next] = [at('old.pem'), at('both.pem')];
  const notAfter = new Date(Date.now() - 1000);
  const { certificate } = await issueMember(await issueRoot('ca', 'old'), {
    commonName: 'old',
    role: 'peer',
    notAfter,
  });
  writeFileSync(old, certificate);
  const problems = faultsOf(withTarget(changed({ tlsRoot: old })));
  assert.equal(problems.length, 2, 'it is no CA’s, and it has run out');
  assert.match(problems.join(), /tlsRoot: is not the certificate of a CA.*tlsRoot: expired/);
  writeFileSync(next, `${certificate}${tlsRoots.AuthorityMSP}`);
  assert.deepEqual(faultsOf(withTarget(changed({ tlsRoot: next }))), [
    'AuthorityMSP: tlsRoot: is not the certificate of a CA',
  ]);
  const { config } = ledgerConfiguration(withTarget(goodTarget));
  const ledger = await openLedger(config!);
  const days = ledger.certificateDays();
  await ledger.close();
  assert.ok(days.own > 3_000 && days.tlsRoots > 3_000 && days.mspRoots > 3_000 && !days.expiring, JSON.stringify(days));
});

test('who one is has to be in the file, and the channel is the one that signatures are bound to', () => {
  assert.deepEqual(faultsOf(withTarget(goodTarget, { LEDGER_USER: 'nobody' })), [
    'LEDGER_USER: is not among the organisation’s users in the target',
  ]);
  assert.deepEqual(faultsOf(withTarget(goodTarget, { LEDGER_ORGANISATION: 'OtherMSP' })), [
    'LEDGER_ORGANISATION: is not in the target',
  ]);
  assert.deepEqual(faultsOf(withTarget(goodTarget, { LEDGER_USER: undefined })), ['LEDGER_USER: is missing']);
  assert.match(
    faultsOf(withTarget({ ...goodTarget, channel: 'other' })).join(),
    /^LEDGER_TARGET channel: is another than `tallystick`/,
  );
});

test('a file that is none, and settings that contradict each other', () => {
  assert.deepEqual(faultsOf({ LEDGER_ORGANISATION: 'AuthorityMSP' }), ['LEDGER_TARGET: is missing']);
  assert.deepEqual(faultsOf(withTarget('{')), ['LEDGER_TARGET: is no JSON']);
  assert.deepEqual(faultsOf({ ...withTarget(goodTarget), LEDGER_TARGET: at('none') }), ['LEDGER_TARGET: is not there']);
  assert.deepEqual(faultsOf({ ...withTarget(goodTarget), LEDGER_TARGET: folder }), ['LEDGER_TARGET: is a folder']);
  assert.deepEqual(faultsOf({ ...withProfile(yaml()), LEDGER_TARGET: at('target.json') }), [
    'LEDGER_PROFILE: stands beside LEDGER_TARGET',
  ]);
  assert.match(faultsOf(withProfile('a: [')).join(), /^LEDGER_PROFILE: is neither YAML nor JSON/);
});

test('what a profile lacks is named', () => {
  const missing = { LEDGER_CERTIFICATE: undefined, LEDGER_KEY: undefined, LEDGER_MSP_ROOTS: undefined };
  assert.deepEqual(faultsOf(withProfile('organizations: {}', missing)), [
    'LEDGER_CERTIFICATE: is missing',
    'LEDGER_KEY: is missing',
    'LEDGER_MSP_ROOTS: is missing',
    'LEDGER_PROFILE peers: Invalid input: expected record, received undefined',
  ]);
  const text = yaml();
  assert.deepEqual(faultsOf(withProfile(text.replace('grpcs://10.0.0.2', 'grpc://10.0.0.2'))), [
    'LEDGER_PROFILE peers.peer0.authority.example.url: must be grpcs://host:port (a peer without TLS is not used)',
  ]);
  assert.deepEqual(
    faultsOf(
      withProfile(text.replace('peers: [peer0.health.example]', 'peers: [gone]').replaceAll(/, orderers: \[.*\]/g, '')),
    ),
    [
      'LEDGER_PROFILE organizations.Health.peers: names `gone`, which is not under `peers`',
      'LEDGER_ORDERERS: is missing, and no organisation of the profile lists orderers',
    ],
  );
  assert.deepEqual(faultsOf(withProfile(text.replace('channels: { tallystick', 'channels: { other'))), [
    'LEDGER_PROFILE channels: does not have channel `tallystick`',
  ]);
  assert.deepEqual(faultsOf(withProfile(text, { LEDGER_MSP_ROOTS: at('tls-roots'), LEDGER_ORDERERS: 'OrdererMSP' })), [
    'orderer OrdererMSP: mspRoot: is not there',
    'AuthorityMSP user client: certificate: is not issued by the root of AuthorityMSP',
  ]);
});

test('a key in a token that cannot be used, and a key that stands in the configuration itself', () => {
  const key = (uri: string): string[] => faultsOf(withProfile(yaml(), { LEDGER_KEY: uri }));
  assert.match(key('pkcs11:token=a?module-path=/nowhere.so&pin-source=env:PIN').join(), /client: key: is not there$/);
  assert.match(
    key('pkcs11:token=a?pin-value=1234').join(),
    /^AuthorityMSP user client: key: cannot be used: `pin-value` is refused/,
  );
  assert.match(key('-----BEGIN PRIVATE KEY-----\n').join(), /must be a path or a PKCS#11 URI, never a key itself/);
});
