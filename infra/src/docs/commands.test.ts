import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { parseStartOptions, repositoryRoot } from '../dev/options.ts';
import { portsFrom } from '../dev/ports.ts';
import { knownCommands } from './commands.ts';
import { anchors, commandsOf, documents, textOf } from './markdown.ts';

/** Each command by itself, where a line has several. */
const all = documents
  .flatMap(commandsOf)
  .flatMap((line) => line.command.split(/\s*&&\s*/).map((command) => ({ ...line, command })));
const needsDevice = (comment: string): boolean => comment.includes('needs a device');

test('every command of a document is run by somebody, or needs a device', () => {
  assert.ok(all.length > 20, 'the documents are read');
  for (const { document, command, comment } of all) {
    if (needsDevice(comment)) continue;
    const known = knownCommands.find(({ pattern }) => pattern.test(command));
    assert.ok(known, `${document}: ${command}`);
    if ('runBy' in known) assert.match(textOf(known.runBy), known.evidence, `${command} is run by ${known.runBy}`);
  }
});

test('nothing is known that no document shows', () => {
  const unused = knownCommands.filter(({ pattern }) => !all.some(({ command }) => pattern.test(command)));
  assert.deepEqual(unused, []);
});

test('a device is needed by nothing but a device', () => {
  for (const { command, comment } of all) assert.equal(needsDevice(comment), command.startsWith('adb '), command);
});

test('the options of npm start in the documents are taken', () => {
  for (const { command } of all) {
    const [, options] = /^npm start(?: -- (.*))?$/.exec(command) ?? [];
    if (options !== undefined) portsFrom(parseStartOptions(options.split(' ')).portBase);
  }
  assert.throws(() => parseStartOptions(['--colour']));
});

test('scripts of npm and files that commands name are there', () => {
  const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
  for (const { document, command } of all) {
    const script = /^npm run (\S+)/.exec(command)?.[1];
    if (script !== undefined) assert.ok(Object.hasOwn(scripts, script), `${document}: ${command}`);
    for (const [path] of command.matchAll(/(?<= )(?:infra|his-adapter|graphql|chain|web)\/\S+/g)) {
      assert.ok(existsSync(join(repositoryRoot, path)), `${document}: ${path}`);
    }
  }
});

test('links between documents lead somewhere, headings included', () => {
  for (const document of documents) {
    for (const [, link = ''] of textOf(document).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(link)) continue;
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? document : normalize(join(dirname(document), path)).replaceAll('\\', '/');
      assert.ok(existsSync(join(repositoryRoot, target)), `${document}: ${link}`);
      if (anchor !== undefined) assert.ok(anchors(textOf(target)).has(anchor), `${document}: ${link}`);
    }
  }
});

test('no document names a package registry or a place of one machine', () => {
  for (const document of documents) {
    const text = textOf(document);
    assert.doesNotMatch(text, /registry\.|artifactory|nexus\b|verdaccio/i, document);
    assert.doesNotMatch(text, /(?<![\w.])\/(?:work|tmp|root|home|Users)\//, document);
  }
});
