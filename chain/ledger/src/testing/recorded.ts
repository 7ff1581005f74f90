import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Members, membersOf } from '../verify/members.ts';

const folder = resolve(import.meta.dirname, '..', '..', '..', '..', '..', 'shared', 'data', 'fabric');

/** What tests say when they are skipped for want of the recordings. */
export const noRecordings = 'the recorded Fabric data is not beside the repository (../shared/data/fabric)';

/** Whether what real Fabric was recorded to do stands beside the repository. */
export const hasRecordings: boolean = existsSync(join(folder, 'blocks'));

/** A file of the recordings. */
export function recordedFile(...path: string[]): Buffer {
  return readFileSync(join(folder, ...path));
}

/** The recorded blocks' bytes, in order. */
export function recordedBlocks(): Buffer[] {
  const names = readdirSync(join(folder, 'blocks')).filter((name) => name.endsWith('.block.bin'));
  return names.sort().map((name) => recordedFile('blocks', name));
}

/** Members of the recorded network: its three organisations and the orderers, by their roots. */
export function recordedMembers(): Members {
  const root = (name: string): string => recordedFile('certs', `${name}.msp-root-ca.pem`).toString('utf8');
  return membersOf({
    HealthMSP: root('health'),
    AuthorityMSP: root('authority'),
    AuditorMSP: root('auditor'),
    OrdererMSP: root('orderer'),
  });
}
