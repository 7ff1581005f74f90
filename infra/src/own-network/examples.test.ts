import assert from 'node:assert/strict';
import { cpSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { apiConfig, auditorConfig, environmentShapes } from '@tallystick/graphql';
import { readConfig as adapterConfig, environmentShape } from '@tallystick/his-adapter';
import { issueMember, issueRoot, type KeyAndCertificate } from '@tallystick/localnet/certificates';
import { organisations } from '@tallystick/protocol';
import { readConfig as faceConfig, environmentShapes as faces } from '@tallystick/web-server';
import { repositoryRoot } from '../dev/options.ts';
import { textOf } from '../docs/markdown.ts';
import { layoutOf } from '../fabric/layout.ts';
import { ordererSettings, peerSettings } from '../fabric/node-settings.ts';
import { networkOrganisations } from '../network/index.ts';
import {
  composeContainers,
  documentsIn,
  type ExampleContainer,
  examplesFolder,
  kubernetesContainers,
  type Mount,
  workloadsIn,
} from './examples.ts';

const filesIn = (folder: string, pattern: string): string[] =>
  globSync(`${folder}/${pattern}`, { cwd: join(repositoryRoot, examplesFolder) }).sort();
const composeFiles = filesIn('containers', '*.compose.yaml');
const kubernetesFiles = filesIn('kubernetes', '*.yaml');
const containers: ExampleContainer[] = [
  ...composeFiles.flatMap(composeContainers),
  ...kubernetesFiles.flatMap(kubernetesContainers),
];

/** How each program reads its environment, and which names it knows. */
const programs: Readonly<
  Record<string, { names: Readonly<Record<string, unknown>>; read(env: Record<string, string>): unknown }>
> = {
  'graphql/src/main.ts': { names: environmentShapes.api, read: (env) => apiConfig(env) },
  'graphql/src/auditor/main.ts': { names: environmentShapes.auditor, read: (env) => auditorConfig(env) },
  'his-adapter/src/main.ts': { names: environmentShape, read: (env) => adapterConfig(env) },
  'web/server/src/main.ts': { names: { ...faces.phone, ...faces.his }, read: (env) => faceConfig(env) },
};
const programOf = ({ command }: ExampleContainer) => programs[command.find((part) => part in programs) ?? ''];

const folder = mkdtempSync(join(tmpdir(), 'tallystick-examples-'));
const mspRoots = new Map<string, KeyAndCertificate>();
const tlsRoots = new Map<string, KeyAndCertificate>();
before(async () => {
  for (const mspId of Object.values(organisations)) {
    mspRoots.set(mspId, await issueRoot('ca', mspId));
    tlsRoots.set(mspId, await issueRoot('tlsca', mspId));
  }
});
after(() => rmSync(folder, { recursive: true }));

/** Real material in the places where an example has words, by the name of its file. */
async function realContent(name: string, words: string, mspId: string): Promise<string> {
  const [, of = '', kind] = /^(\w+MSP)\.(msp|tls)\.pem$/.exec(name) ?? [];
  if (kind === 'msp') return mspRoots.get(of)!.certificate;
  if (kind === 'tls') return tlsRoots.get(of)!.certificate;
  return name === 'target.json' ? words.replaceAll('/etc/tallystick', `${mountedAt(mspId)}/etc/tallystick`) : words;
}
const mountedAt = (of: string): string => join(folder, of);

/** What an operator of a compose file puts beside it. */
async function hostFolder(source: string, to: string): Promise<void> {
  mkdirSync(to, { recursive: true });
  const roots = { './tls-roots': tlsRoots, './msp-roots': mspRoots }[source];
  for (const [mspId, { certificate }] of roots ?? []) writeFileSync(join(to, `${mspId}.pem`), certificate);
  if (source.endsWith('/machines')) writeFileSync(join(to, 'tokens'), '');
}

async function identityIn(to: string, mspId: string): Promise<void> {
  const pair = await issueMember(mspRoots.get(mspId)!, { commonName: 'somebody', role: 'client' });
  mkdirSync(to, { recursive: true });
  writeFileSync(join(to, 'cert.pem'), pair.certificate);
  writeFileSync(join(to, 'key.pem'), pair.key);
}

/** Puts in place what a container mounts, and nothing else. */
async function mount(root: string, each: Mount, mspId: string, of: string): Promise<void> {
  const to = join(root, each.path);
  if ('source' in each) {
    if (/^\.\/material\/[a-z]+\/(api|auditor|adapter)$/.test(each.source)) await identityIn(to, mspId);
    else if (/\.(yaml|Caddyfile)$/.test(each.source)) {
      mkdirSync(dirname(to), { recursive: true });
      cpSync(join(repositoryRoot, examplesFolder, 'containers', each.source), to);
    } else await hostFolder(each.source, to);
  } else if ('files' in each) {
    mkdirSync(to, { recursive: true });
    if ('key.pem' in each.files) await identityIn(to, mspId);
    for (const [name, words] of Object.entries(each.files)) {
      if (!/^(cert|key)\.pem$/.test(name)) writeFileSync(join(to, name), await realContent(name, words, of));
    }
  }
}

for (const container of containers) {
  const program = programOf(container);
  if (program === undefined) continue;
  test(`${container.file}, ${container.name}: its program takes environment and material`, async () => {
    const { environment, mounts } = container;
    assert.deepEqual(
      Object.keys(environment).filter((name) => !(name in program.names)),
      [],
    );
    const of = `${container.file}-${container.name}`.replaceAll('/', '-');
    const root = mountedAt(of);
    for (const each of mounts) await mount(root, each, environment.LEDGER_ORGANISATION ?? '', of);
    const moved = Object.entries(environment).map(([name, value]) => [
      name,
      value.replace(/^\/etc\/tallystick/, `${root}/etc/tallystick`),
    ]);
    program.read(Object.fromEntries(moved));
    const keeps = environment.DATA_DIR;
    if (keeps !== undefined) {
      const volume = mounts.find((each) => 'volume' in each && keeps.startsWith(`${each.path}/`));
      assert.ok(volume, 'what it keeps is in a folder of its own on a volume');
    }
    assert.ok(container.probes.length > 0);
    for (const probe of container.probes) {
      assert.match(probe.join(' '), new RegExp(`http://127\\.0\\.0\\.1:${environment.PORT}/(healthz|readyz)'`));
    }
  });
}

test('every program of an installation is in both examples, with the contract beside it', () => {
  for (const files of [composeFiles, kubernetesFiles]) {
    const mine = containers.filter(({ file }) => files.includes(file));
    const run = new Set(mine.flatMap(({ command }) => command.filter((part) => part in programs)));
    assert.deepEqual([...run].sort(), Object.keys(programs).sort());
    assert.equal(mine.filter(({ command }) => command.includes('--chaincode-id')).length, files.length);
  }
});

test('Fabric’s nodes are told by names that were tried on this project’s own network', () => {
  const layout = layoutOf('', 0, 'raft-3', networkOrganisations);
  const known = {
    'hyperledger/fabric-peer': peerSettings(layout, layout.peers[0]!),
    'hyperledger/fabric-orderer': ordererSettings(layout, layout.orderers[0]!),
  };
  for (const [image, settings] of Object.entries(known)) {
    const nodes = containers.filter((container) => container.image.startsWith(`${image}:`));
    assert.equal(nodes.length, composeFiles.length);
    for (const { environment } of nodes) {
      assert.deepEqual(
        Object.keys(environment).filter((name) => !(name in settings)),
        [],
      );
    }
  }
});

test('what runs on Kubernetes is selected by its own labels and has a network policy', () => {
  for (const file of kubernetesFiles) {
    const documents = documentsIn(file) as {
      kind: string;
      metadata: { name: string; namespace?: string };
      spec: unknown;
    }[];
    const workloads = workloadsIn(file);
    assert.ok(workloads.length >= 2);
    for (const { metadata, spec } of workloads) {
      const { app } = spec.selector.matchLabels;
      assert.equal(spec.template.metadata.labels.app, app);
      const policy = documents.find(({ kind, metadata: of }) => kind === 'NetworkPolicy' && of.name === metadata.name);
      assert.equal(
        (policy?.spec as { podSelector: { matchLabels: { app: string } } } | undefined)?.podSelector.matchLabels.app,
        app,
      );
    }
    const namespaces = new Set(
      documents.map(({ kind, metadata }) => (kind === 'Namespace' ? metadata.name : metadata.namespace)),
    );
    assert.equal(namespaces.size, 1, file);
  }
});

test('the document says where the examples are, and each file that it names is there', () => {
  const document = textOf('docs/operations.md');
  for (const file of [...composeFiles, ...kubernetesFiles]) {
    assert.ok(document.includes(`](../${examplesFolder}/${file})`), file);
  }
});
