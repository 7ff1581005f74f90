import assert from 'node:assert/strict';
import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { environmentShapes as ledgerServices, statusOf } from '@tallystick/graphql';
import { environmentShape as adapter, hisErrors, openApiDocument } from '@tallystick/his-adapter';
import { errorCodes, TallystickError } from '@tallystick/protocol';
import { environmentShapes as faces } from '@tallystick/web-server';
import type { z } from 'zod';
import { defaultPortBase, repositoryRoot } from '../dev/options.ts';
import { portOffsets } from '../dev/ports.ts';
import { layoutOf } from '../fabric/layout.ts';
import { developmentAccounts } from '../issuer/accounts.ts';
import { networkOrganisations } from '../network/index.ts';
import { quoted, section, tableRows, textOf } from './markdown.ts';

const document = textOf('docs/interfaces.md');

/** Options of a program, as its source declares them. */
function optionsIn(files: readonly string[]): Set<string> {
  const declared = files
    .map(textOf)
    .join('\n')
    .matchAll(/'?([a-z]+(?:-[a-z]+)*)'?: \{ type: '(?:string|boolean)'/g);
  return new Set([...declared].map(([, name]) => `--${name}`));
}

/** Where the options of each command are declared. */
const programs: Readonly<Record<string, string | readonly string[]>> = {
  'npm start': 'infra/src/dev/options.ts',
  'npm run status': 'infra/src/dev/status.ts',
  'npm run build': 'infra/src/dev/build-main.ts',
  'npm run demo': 'infra/src/demo/main.ts',
  'npm run conformance': 'infra/src/conformance/options.ts',
  'npm run fabric': 'infra/src/fabric/main.ts',
  'npm run faults': 'infra/src/faults/options.ts',
  'npm run policy': 'infra/src/policy/options.ts',
  'npm run ledger': ['chain/ledger/src/cli/options.ts', 'infra/src/ledger/options.ts'],
  'npm run localnet': 'chain/localnet/src/options.ts',
  'npm run bench:ledger': 'infra/src/bench/options.ts',
  'npm run bench:growth': 'infra/src/bench/growth/options.ts',
  'npm run his:send': 'his-adapter/src/cli/send.ts',
  'npm test': 'infra/src/testing/main.ts',
};

test('commands: every one that is there, each with its options', () => {
  const rows = tableRows(section(document, 'Commands'), 'command');
  const scripts = Object.keys((JSON.parse(textOf('package.json')) as { scripts: Record<string, string> }).scripts);
  const named = scripts
    .filter((name) => !['format', 'lint', 'types'].includes(name))
    .map((name) => (name === 'start' || name === 'test' ? `npm ${name}` : `npm run ${name}`));
  assert.deepEqual(rows.map(([command]) => quoted(command!)[0]).sort(), named.sort());
  for (const [command = '', options = ''] of rows) {
    const files = [programs[quoted(command)[0]!]!].flat();
    if (!files.every((file) => existsSync(join(repositoryRoot, file)))) continue;
    assert.deepEqual(new Set(quoted(options)), optionsIn(files), command);
  }
});

test('pins: each field that a phone reads', () => {
  const shape =
    /export const pins = z\.object\(\{([\s\S]*?)^\}\);/m.exec(textOf('web/phone/src/net/pins.ts'))?.[1] ?? '';
  const fields = [...shape.matchAll(/^ {2}(\w+):/gm)]
    .map(([, field]) => field!)
    .filter((field) => field !== 'exportKeys');
  const rows = tableRows(section(document, 'Pins'), 'field').map(([field]) => quoted(field!)[0]);
  assert.deepEqual(rows, fields);
});

test('ports: the row, and what Fabric has besides', () => {
  const part = section(document, 'Ports');
  const rows = tableRows(part, 'offset').map(([offset, name]) => [Number(offset), quoted(name!)[0]]);
  assert.deepEqual(
    rows,
    Object.entries(portOffsets).map(([name, offset]) => [offset, name]),
  );
  assert.match(part, new RegExp(`default ${defaultPortBase}\\b`));
  const { peers, orderers } = layoutOf('', 0, 'bft-4', networkOrganisations);
  const span = (ports: number[]): string => `+${Math.min(...ports)} to +${Math.max(...ports)}`;
  const said = [...part.matchAll(/\+\d+ to \+\d+/g)].map(([text]) => text);
  assert.deepEqual(said, [
    span(peers.map(({ chaincodePort }) => chaincodePort)),
    span(orderers.map(({ port }) => port)),
    span(orderers.map(({ adminPort }) => adminPort)),
    span([...peers, ...orderers].map(({ operationsPort }) => operationsPort)),
    span(peers.map(({ chaincodeListenPort }) => chaincodeListenPort)),
  ]);
});

/** A variable's default as an operator would write it. */
function defaultOf(schema: z.ZodType): string {
  const parsed = schema.safeParse(undefined);
  if (!parsed.success) return 'required';
  if (parsed.data === undefined) return '–';
  return typeof parsed.data === 'boolean' ? String(Number(parsed.data)) : String(parsed.data);
}

const services: Readonly<Record<string, Readonly<Record<string, z.ZodType>>>> = {
  'API (`graphql/src/main.ts`, Authority)': ledgerServices.api,
  'Auditor (`graphql/src/auditor/main.ts`)': ledgerServices.auditor,
  'HIS adapter (`his-adapter/src/main.ts`, Health)': adapter,
  "Phones' face (`web/server/src/main.ts`)": faces.phone,
  "Clinicians' face (`web/server/src/main.ts`)": faces.his,
};

for (const [heading, shape] of Object.entries(services)) {
  test(`environment of ${heading}`, () => {
    const rows = tableRows(section(document, heading), 'name').map(([name, value]) => [quoted(name!)[0], value]);
    assert.deepEqual(
      rows,
      Object.entries(shape).map(([name, schema]) => [name, defaultOf(schema)]),
    );
  });
}

test('environment: nothing is read that stands nowhere', () => {
  const files = globSync('{chain,graphql,his-adapter,web,infra}/**/*.{ts,tsx,mjs}', {
    cwd: repositoryRoot,
    exclude: (name) => /(^|\/)(node_modules|out|\.next|\.cache)$/.test(name),
  });
  const read = files.flatMap((file) =>
    [...textOf(file).matchAll(/\b(?:process\.env|env|environment)\.([A-Z][A-Z_]{2,})\b/g)].map(([, name]) => name!),
  );
  // What every program has, what only builds pass on, and what Fabric's own programs are told.
  const ordinary = /^(PATH|HOME|TZ|NODE_PATH|NEXT_.*|CORE_PEER_.*)$/;
  const said = new Set(quoted(section(document, 'Environment')));
  assert.ok(read.length > 20, 'the walk finds the sources');
  assert.deepEqual([...new Set(read)].filter((name) => !ordinary.test(name) && !said.has(name)).sort(), []);
});

test('files: every name is one that the code uses', () => {
  const sources = globSync('{chain,graphql,his-adapter,web,infra}/**/src/**/*.ts', {
    cwd: repositoryRoot,
    exclude: (name) => /(^|\/)(node_modules|docs)$/.test(name) || name.endsWith('.test.ts'),
  }).map(textOf);
  for (const [paths] of tableRows(section(document, 'Files'), 'path')) {
    for (const path of quoted(paths!).map((each) => each.replace(/\/$/, '').replace('<service>.log', ''))) {
      for (const part of path.split('/').filter(Boolean)) {
        assert.ok(
          sources.some((source) => source.includes(`'${part}'`) || source.includes(`/${part}\``)),
          `${path}: ${part}`,
        );
      }
    }
  }
});

/** Paths that the routes of some sources declare. */
function routesIn(...patterns: string[]): string[] {
  return globSync(patterns, { cwd: repositoryRoot })
    .filter((file) => !file.endsWith('.test.ts'))
    .flatMap((file) => [...textOf(file).matchAll(/\bapp\.(?:get|post|options)(?:<.*?>)?\(\s*'([^']+)'/g)])
    .map(([, path]) => path!);
}

const pathsIn = (heading: string): string[] =>
  tableRows(section(section(document, 'HTTP'), heading), 'method').flatMap(([, path]) => quoted(path!));
const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort();

test('HTTP: the paths of API, Auditor and adapter', () => {
  assert.deepEqual(sorted(pathsIn('API')), sorted(routesIn('graphql/src/http/*.ts', 'graphql/src/graphiql/*.ts')));
  assert.deepEqual(sorted(pathsIn('Auditor')), sorted(routesIn('graphql/src/auditor/*.ts')));
  const { paths } = openApiDocument() as { paths: Record<string, Record<string, unknown>> };
  const declared = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const rows = tableRows(section(document, 'HIS adapter'), 'method');
  assert.deepEqual(sorted(rows.map(([method, path]) => `${method} ${quoted(path!)[0]}`)), sorted(declared));
});

test('HTTP: the paths of the faces', () => {
  const source = textOf('web/server/src/phone-face.ts');
  const passed = [...source.matchAll(/'(\/[a-z.]+)'/g)].map(([, path]) => path!);
  const pages = globSync('web/phone/src/app/**/page.tsx', { cwd: repositoryRoot }).map((file) =>
    `/${file.split('/').slice(4, -1).join('/')}`.replace(/\/\([a-z]+\)/, '').replace(/^$/, '/'),
  );
  assert.ok(pages.includes('/stats') && pages.includes('/'));
  assert.deepEqual(sorted(pathsIn("Phones' face")), sorted([...passed, ...pages]));
  assert.match(textOf('web/server/src/his-face.ts'), /prefix: '\/api'/);
  assert.deepEqual(pathsIn("Clinicians' face"), ['/api']);
});

test('GraphQL: every query and mutation', () => {
  const fields = globSync('graphql/src/schema/**/*.graphql', { cwd: repositoryRoot }).flatMap((file) =>
    [...textOf(file).matchAll(/^(?:extend )?type (?:Query|Mutation) \{([\s\S]*?)^\}/gm)].flatMap(([, body]) =>
      [...body!.matchAll(/^ {2}(\w+)[(:]/gm)].map(([, name]) => name!),
    ),
  );
  assert.ok(fields.length > 10);
  const said = new Set(quoted(section(document, 'HTTP')));
  assert.deepEqual(
    fields.filter((field) => !said.has(field)),
    [],
  );
});

test('error codes: each with its status and sentence', () => {
  const part = section(document, 'Error codes');
  const rows = (column: string): string[][] =>
    tableRows(part, column).map(([code, ...rest]) => [quoted(code!)[0]!, ...rest]);
  const shared = Object.entries(errorCodes).map(([code, sentence]) => {
    const status = statusOf(new TallystickError(code as keyof typeof errorCodes));
    return [code, status === 400 && code !== 'BAD_REQUEST' ? '–' : String(status), sentence];
  });
  assert.deepEqual(rows('code'), shared);
  assert.deepEqual(
    rows('code of the clinician API'),
    Object.entries(hisErrors).map(([code, [status, sentence]]: [string, readonly [number, string]]) => [
      code,
      String(status),
      sentence,
    ]),
  );
});

test('development accounts', () => {
  const rows = tableRows(section(document, 'Development accounts'), 'user');
  assert.deepEqual(
    rows,
    developmentAccounts.map(({ username, password, name, roles, facility }) => [
      `\`${username}\``,
      `\`${password}\``,
      name,
      roles.join(', '),
      facility,
    ]),
  );
});

test('the files that the document names are there', () => {
  const named = [...document.matchAll(/`((?:infra|graphql|his-adapter|web|chain)\/[\w./-]+\.(?:ts|mjs|hl7))`/g)];
  for (const [, path] of named) assert.ok(existsSync(join(repositoryRoot, path!)), path!);
});
