import assert from 'node:assert/strict';
import { test } from 'node:test';
import { common } from '@hyperledger/fabric-protos';
import { blockParts, recordedBlocks, recordedFile, skipRecorded } from '../testing/recorded.ts';
import { openEnvelope } from '../validation/transaction.ts';
import { type ConfiguredOrganisation, genesisEnvelope } from './genesis.ts';

/** The values that hold addresses and certificates of the machine, which differ by nature. */
const OF_THE_MACHINE = new Set(['Endpoints', 'ConsensusType']);

function organisation(mspId: string, name: string, port: number): ConfiguredOrganisation {
  const pem = (kind: string) => recordedFile(`certs/${name}.${kind}.pem`).toString();
  return { mspId, mspRoot: pem('msp-root-ca'), tlsRoot: pem('tls-root-ca'), port };
}

/** Each policy, value and group of a configuration by its path, in hex. */
function flatten(group: common.ConfigGroup, path = ''): Map<string, string> {
  const found = new Map([[`${path}/`, `${group.getVersion()} ${group.getModPolicy()}`]]);
  const hex = (message: { serializeBinary(): Uint8Array }) => Buffer.from(message.serializeBinary()).toString('hex');
  for (const [name, policy] of group.getPoliciesMap().entries()) found.set(`${path}/policy ${name}`, hex(policy));
  for (const [name, value] of group.getValuesMap().entries()) {
    found.set(`${path}/value ${name}`, OF_THE_MACHINE.has(name) ? '' : hex(value));
  }
  for (const [name, child] of group.getGroupsMap().entries()) {
    for (const [key, value] of flatten(child, `${path}/${name}`)) found.set(key, value);
  }
  return found;
}

function channelGroup(envelope: Uint8Array): common.ConfigGroup {
  const config = common.ConfigEnvelope.deserializeBinary(openEnvelope(envelope).data);
  return config.getConfig()!.getChannelGroup()!;
}

test('the configuration is the recorded one, byte for byte, but for addresses and consenters', (t) => {
  if (skipRecorded) return t.skip(skipRecorded);
  const ours = genesisEnvelope(
    'tracing',
    [
      organisation('HealthMSP', 'health', 17151),
      organisation('AuthorityMSP', 'authority', 17251),
      organisation('AuditorMSP', 'auditor', 17351),
    ],
    { ...organisation('OrdererMSP', 'orderer', 17050), tlsCertificate: 'none' },
    new Date(),
  );
  const [theirs] = blockParts(recordedBlocks()[0]!).envelopes;
  assert.deepEqual(flatten(channelGroup(ours)), flatten(channelGroup(theirs!)));
  const { header, signature } = openEnvelope(ours);
  assert.deepEqual([header.channel.type, header.creator.length, signature.length], [1, 0, 0]);
  assert.match(header.channel.transactionId, /^[0-9a-f]{64}$/);
});
