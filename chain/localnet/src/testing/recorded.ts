/** Blocks recorded from a real Fabric 3.1.5 network, where they are at hand. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { common } from '@hyperledger/fabric-protos';
import type { Chaincode } from '../lifecycle.ts';
import { compileChaincode } from '../lifecycle.ts';
import { Membership } from '../msp/msp.ts';
import { outOf } from '../msp/policy.ts';
import type { EndorsementRules } from '../validation/endorsement.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../../../../shared/data/fabric');
const MSP_IDS = { health: 'HealthMSP', authority: 'AuthorityMSP', auditor: 'AuditorMSP', orderer: 'OrdererMSP' };

/** Why tests on recorded data are skipped, or nothing when they can run. */
export const skipRecorded = existsSync(FOLDER) ? undefined : 'the recorded Fabric data is not at hand';

/** The recorded blocks' bytes, from block 0 on. */
export function recordedBlocks(): Buffer[] {
  const folder = path.join(FOLDER, 'blocks');
  const files = readdirSync(folder).filter((name) => name.endsWith('.block.bin'));
  return files.sort().map((name) => readFileSync(path.join(folder, name)));
}

/** A recorded block's parts. */
export function blockParts(bytes: Uint8Array): {
  header: common.BlockHeader;
  envelopes: Uint8Array[];
  metadata: Uint8Array[];
} {
  const block = common.Block.deserializeBinary(bytes);
  return {
    header: block.getHeader()!,
    envelopes: block.getData()!.getDataList_asU8(),
    metadata: block.getMetadata()!.getMetadataList_asU8(),
  };
}

/** Another recorded file's bytes. */
export function recordedFile(name: string): Buffer {
  return readFileSync(path.join(FOLDER, name));
}

/** The recorded network's organisations. */
export function recordedMembership(): Membership {
  const roots = Object.entries(MSP_IDS).map(([name, mspId]) => [mspId, recordedFile(`certs/${name}.msp-root-ca.pem`)]);
  return new Membership(Object.fromEntries(roots.map(([mspId, pem]) => [mspId, pem!.toString()])));
}

/** The recorded chaincode's definition. */
export function recordedChaincode(): Chaincode {
  type Recorded = { name: string; policy: string; endorsementPolicy?: { signaturePolicy: string } };
  const collections = JSON.parse(recordedFile('probe-collections.json').toString()) as Recorded[];
  const chaincode = compileChaincode({
    channel: 'tracing',
    organisations: [],
    chaincode: {
      name: 'probe',
      version: '1.0',
      address: '127.0.0.1:0',
      packageId: 'probe:0',
      endorsementPolicy: "OutOf(2, 'HealthMSP.peer', 'AuthorityMSP.peer', 'AuditorMSP.peer')",
      collections: collections as Parameters<typeof compileChaincode>[0]['chaincode']['collections'],
    },
  });
  return chaincode;
}

/** The rules in force on the recorded channel. */
export function recordedRules(): EndorsementRules & { channel: string } {
  const peers = ['HealthMSP', 'AuthorityMSP', 'AuditorMSP'].map((mspId) => ({ mspId, role: 'peer' as const }));
  return {
    channel: 'tracing',
    membership: recordedMembership(),
    chaincode: recordedChaincode(),
    lifecyclePolicy: outOf(2, peers),
  };
}
