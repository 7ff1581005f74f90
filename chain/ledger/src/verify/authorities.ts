import type { Block } from '../block/block.ts';
import { readCertificate } from '../block/certificate.ts';
import { intermediatesIn } from '../block/intermediates.ts';
import type { Fault, Pins } from './walk.ts';

/**
 * Intermediate authorities that a configuration block names and the pins do not have. Without this, members that they
 * issue would be strangers some blocks later, and nothing would say why.
 */
export function unknownAuthorities(block: Block, { members, orderers }: Pick<Pins, 'members' | 'orderers'>): Fault[] {
  const messages = intermediatesIn(block)
    .filter(({ mspId, group, certificate }) => (group === 'Orderer' ? orderers : members).lacks(mspId, certificate))
    .map(({ mspId, certificate }) => {
      const name = readCertificate(certificate)?.x509.subject.replaceAll('\n', ', ') ?? 'of no name';
      return `the channel has an intermediate authority of ${mspId} (${name}) that does not stand behind its root here`;
    });
  // Who orders and uses the channel stands there twice.
  return [...new Set(messages)].map((message) => ({ block: block.number, message }));
}
