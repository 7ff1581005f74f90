import type { Block, BlockSignature } from '../block/block.ts';
import type { Consensus, Consenter } from '../block/consensus.ts';
import { blockHeaderBytes } from '../block/header.ts';
import type { Identity } from '../block/transaction.ts';
import type { Finding } from './checks.ts';
import type { Members } from './members.ts';

/**
 * How many of `total` consenters have to sign a block, so that two blocks of one number would always share an honest signer
 * while no more than a third of them are not (Fabric `policies.ComputeBFTQuorum`).
 */
export function quorumOf(total: number): number {
  const faulty = Math.trunc((total - 1) / 3);
  return Math.ceil((total + faulty + 1) / 2);
}

const nameOf = ({ mspId, certificate }: Identity): string => `${mspId}\0${certificate}`;

function isSigned(block: Block, signer: Identity, { headerBytes, signature }: BlockSignature, orderers: Members) {
  return (
    orderers.find(signer)?.units.includes('orderer') === true &&
    orderers.signed(signer, signature, block.signedMetadata, headerBytes, blockHeaderBytes(block))
  );
}

/** Signatures that do not hold, or 1 where there is none. */
function wrongOfAny(block: Block, orderers: Members): number {
  if (block.signatures.length === 0) return 1;
  return block.signatures.filter(
    (each) => typeof each.signer === 'number' || !isSigned(block, each.signer, each, orderers),
  ).length;
}

/** Whether as many different consenters signed as have to. What does not hold is passed over, as Fabric does. */
function isSignedByQuorum(block: Block, orderers: Members, consenters: readonly Consenter[]): boolean {
  const signers = new Set<string>();
  for (const each of block.signatures) {
    const { signer } = each;
    const found = consenters.find(({ id, identity }) =>
      typeof signer === 'number' ? id === signer : nameOf(identity) === nameOf(signer),
    );
    if (found !== undefined && isSigned(block, found.identity, each, orderers)) signers.add(nameOf(found.identity));
  }
  return signers.size >= quorumOf(consenters.length);
}

/**
 * Checks the orderers' signatures of a block by the configuration in force before it. Under Raft there has to be one,
 * and each has to be an orderer's of the ordering organisations; under BFT a quorum of the configured consenters has
 * to have signed, each of them an orderer of these organisations too. Block 0 has none: it is known by its hash.
 */
export function checkOrderers(block: Block, orderers: Members, consensus: Consensus | undefined): Finding[] {
  if (block.number === 0) return [];
  let wrong = 1;
  if (consensus?.type === 'BFT') wrong = isSignedByQuorum(block, orderers, consensus.consenters) ? 0 : 1;
  else if (consensus !== undefined) wrong = wrongOfAny(block, orderers);
  return Array.from({ length: wrong }, () => ({ block: block.number, check: 'ordererSignature' }));
}
