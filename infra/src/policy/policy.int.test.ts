import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { defaultRiskPolicy } from '@tallystick/protocol';
import { type TemporaryNetwork, temporaryNetwork } from '../network/testing/temporary-network.ts';
import { parseOptions } from './options.ts';

let network: TemporaryNetwork;
before(async () => {
  network = await temporaryNetwork();
});
after(() => network.stop());

type Outcome = { readonly status: number; readonly out: string; readonly error: string };

function policy(...args: string[]): Promise<Outcome> {
  const program = join(import.meta.dirname, 'main.ts');
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], (failure, out, error) => {
      resolve({ status: Number(failure?.code ?? 0), out, error });
    });
  });
}

const as = (organisation: string): string[] => ['--target', network.targetFile, '--organisation', organisation];
const proposalIn = ({ out }: Outcome): string => /^Proposal ([0-9a-f]{64})/.exec(out)?.[1] ?? assert.fail(out);

test('the export key is replaced by two organisations, not by one', async () => {
  const keyFile = join(network.dataDir, 'next-export-key.json');
  const proposed = await policy('propose', ...as('AuthorityMSP'), '--kind', 'exportKey', '--key-file', keyFile);
  const proposal = proposalIn(proposed);
  const alone = await policy('approve', ...as('AuthorityMSP'), '--proposal', proposal);
  assert.equal(alone.status, 1);
  assert.match(alone.error, /by an organisation other than the one that made it/);
  const approved = await policy('approve', ...as('AuditorMSP'), '--proposal', proposal);
  assert.match(approved.out, /^exportKey 2 is in force from /);
  const { out } = await policy('show', ...as('HealthMSP'));
  assert.match(out, /^channel 1, .*^risk 1, .*^exportKey 1, .*^exportKey 2, .*"keyId":"export-[0-9a-f]{16}"/ms);
});

test('a risk policy is proposed from a file that has its form', async () => {
  const content = join(network.dataDir, 'risk.json');
  writeFileSync(content, JSON.stringify({ ...defaultRiskPolicy, warningMinutes: 20 }));
  const proposed = await policy('propose', ...as('AuthorityMSP'), '--kind', 'risk', '--content', content);
  const approved = await policy('approve', ...as('HealthMSP'), '--proposal', proposalIn(proposed));
  assert.match(approved.out, /^risk 2 is in force from /);
  writeFileSync(content, '{"warningMinutes":20}');
  assert.equal((await policy('propose', ...as('AuthorityMSP'), '--kind', 'risk', '--content', content)).status, 1);
});

test('wrong options are told', async () => {
  const { status, error } = await policy('propose', ...as('AuthorityMSP'), '--kind', 'colour');
  assert.equal(status, 2);
  assert.match(error, /--kind takes exportKey, risk or channel/);
  assert.throws(() => parseOptions(['approve', '--target', 'x']), /--organisation is missing/);
  assert.equal(parseOptions(['--help']), undefined);
});
