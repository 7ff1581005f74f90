/**
 * `npm run build -- --pins FILE [--out DIR]`: the faces as they go to people: the phone without the practice radio, with
 * the pins of its network compiled in, and the HIS view. Refuses without pins. Exit status 0 built, 1 failed, 2 wrong usage.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildHis } from '../../../web/his/build.ts';
import { buildPhone } from '../../../web/phone/build.ts';
import { parseOrExit } from './arguments.ts';
import { repositoryRoot } from './options.ts';

const usage = `npm run build -- --pins FILE [--out DIR]

  --pins FILE   JSON with the network's pins: network, channel, organisations' roots, the Auditor's witness key, windowSeconds
                (the content of /network.json, see docs/interfaces.md). Phones built from it believe nobody else.
  --out DIR     where phone/ and his/ are written (default .cache/release)`;

const { values } = parseOrExit(usage, {
  options: { pins: { type: 'string' }, out: { type: 'string', default: join(repositoryRoot, '.cache', 'release') } },
});
if (values.pins === undefined) {
  process.stderr.write(
    `The pins of the network are missing: without them a phone would believe whoever it asks first.\n\n${usage}\n`,
  );
  process.exit(2);
}
try {
  const given = JSON.parse(readFileSync(values.pins, 'utf8')) as Record<string, unknown>;
  const out = resolve(values.out);
  process.stdout.write('Building the phone …\n');
  await buildPhone({ outDir: join(out, 'phone'), practice: false, pins: { ...given, practice: false } });
  process.stdout.write('Building the HIS view …\n');
  await buildHis({ outDir: join(out, 'his') });
  process.stdout.write(`Built: ${join(out, 'phone')} and ${join(out, 'his')}\n`);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
