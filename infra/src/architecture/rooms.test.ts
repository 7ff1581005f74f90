import assert from 'node:assert/strict';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { test } from 'node:test';

const root = resolve(import.meta.dirname, '..', '..', '..');

/** Rooms, and which other rooms each may import. A web room may import its own siblings. */
const mayImport: Record<string, readonly string[]> = {
  'chain/protocol': [],
  'chain/localnet': [],
  'chain/contract': ['chain/protocol'],
  'chain/ledger': ['chain/protocol'],
  graphql: ['chain/ledger', 'chain/protocol'],
  'his-adapter': ['chain/ledger', 'chain/protocol'],
  'web/ui': [],
  'web/server': [],
  'web/phone': ['chain/protocol', 'web/ui'],
  'web/his': ['chain/protocol', 'web/ui'],
};

const packages: Record<string, string> = {
  '@tallystick/protocol': 'chain/protocol',
  '@tallystick/contract': 'chain/contract',
  '@tallystick/ledger': 'chain/ledger',
  '@tallystick/localnet': 'chain/localnet',
  '@tallystick/graphql': 'graphql',
  '@tallystick/his-adapter': 'his-adapter',
  '@tallystick/ui': 'web/ui',
  '@tallystick/web-server': 'web/server',
  '@tallystick/phone': 'web/phone',
  '@tallystick/his': 'web/his',
  '@tallystick/infra': 'infra',
};

const rooms = [...Object.keys(mayImport), 'infra'];
const roomOf = (path: string): string | undefined => rooms.find((room) => path === room || path.startsWith(`${room}/`));

const files = globSync('{chain,graphql,his-adapter,web,infra}/**/*.{ts,tsx,mts,mjs}', {
  cwd: root,
  exclude: (name) => /(^|\/)(node_modules|out|\.next[^/]*|\.cache|dist|public)$/.test(name),
});

/** Everything that a file imports, as written. */
function importsOf(file: string): string[] {
  const source = readFileSync(join(root, file), 'utf8');
  const pattern = /(?:\bfrom\s+|\bimport\s+|\bimport\(\s*)['"]([^'"]+)['"]/g;
  return [...source.matchAll(pattern)].map((match) => match[1] ?? '');
}

/** The room that an import leads to; undefined for libraries. */
function target(file: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return roomOf(relative(root, resolve(root, dirname(file), specifier)));
  const name = specifier.split('/').slice(0, 2).join('/');
  return packages[name];
}

test('the rooms import one another only as the plan says', () => {
  assert.ok(files.length > 50, 'the walk finds the sources');
  const broken: string[] = [];
  for (const file of files) {
    const room = roomOf(file);
    if (room === undefined || room === 'infra') continue;
    for (const specifier of importsOf(file)) {
      const to = target(file, specifier);
      if (to !== undefined && to !== room && !mayImport[room]?.includes(to)) broken.push(`${file}: ${specifier}`);
    }
  }
  assert.deepEqual(broken, []);
});

test('another room is imported by its name and not by a path', () => {
  const broken = files.flatMap((file) =>
    importsOf(file)
      .filter((specifier) => specifier.startsWith('.'))
      .filter((specifier) => {
        const to = target(file, specifier);
        const room = roomOf(file);
        return to !== undefined && room !== 'infra' && to !== room;
      })
      .map((specifier) => `${file}: ${specifier}`),
  );
  assert.deepEqual(broken, []);
});

test('the protocol runs in a browser: no Node module, no Buffer', () => {
  const broken = files
    .filter((file) => file.startsWith('chain/protocol/src/') && !/\.test\.ts$|\/testing\//.test(file))
    .filter((file) => {
      const source = readFileSync(join(root, file), 'utf8');
      return importsOf(file).some((name) => name.startsWith('node:')) || /\bBuffer\b/.test(source);
    });
  assert.deepEqual(broken, []);
});

test('chaincode packages and client packages never meet in one room', () => {
  const chaincode = /^fabric-(shim|contract-api)/;
  const client = /^@hyperledger\/fabric-/;
  for (const room of rooms) {
    // A room's test chaincode is a package of its own, which runs in a process of its own.
    const own = files.filter((file) => roomOf(file) === room && !file.includes('/test/chaincode/'));
    const names = own.flatMap(importsOf);
    const both = names.some((name) => chaincode.test(name)) && names.some((name) => client.test(name));
    assert.equal(both, false, room);
  }
});

test('nothing stands at the top that the plan does not know', () => {
  const known =
    /^(web|graphql|chain|his-adapter|infra|docs|package\.json|package-lock\.json|README\.md|LICENSE|tsconfig(\.[a-z]+)?\.json|biome\.json|node_modules|\..*)$/;
  assert.deepEqual(
    readdirSync(root).filter((name) => !known.test(name)),
    [],
  );
});
