import assert from 'node:assert/strict';
import { common, msp, orderer } from '@hyperledger/fabric-protos';
import { parseBlock } from '@tallystick/ledger';
import { NotApplicable, networkRules, type Rule } from '../rule.ts';
import type { Side } from '../subject.ts';
import { take } from '../wire/blocks.ts';
import { newestBlock } from '../wire/deliver.ts';
import { headerBytes, sha256 } from '../wire/hashes.ts';
import { authoritiesIn, memberOf, wrongSignature } from '../wire/members.ts';
import { signerOf } from '../wire/signers.ts';

/** Blocks that a rule looks at: the newest of a long ledger. */
const most = 300;

const { SIGNATURES, LAST_CONFIG, TRANSACTIONS_FILTER, ORDERER, COMMIT_HASH } = common.BlockMetadataIndex;

/** Consecutive blocks up to the newest one that stood when this was called. */
async function blocksOf({ home, target }: Side): Promise<common.Block[]> {
  const newest = await newestBlock(home, target.channel);
  const start = Math.max(0, newest - most + 1);
  return take(await home.network.getBlockEvents({ startBlock: BigInt(start) }), newest - start + 1);
}

async function genesisOf({ home }: Side): Promise<common.Block> {
  const [genesis] = await take(await home.network.getBlockEvents({ startBlock: 0n }), 1);
  return genesis!;
}

const numberOf = (block: common.Block): number => block.getHeader()!.getNumber();
const metadataOf = (block: common.Block, index: number): Uint8Array =>
  block.getMetadata()!.getMetadataList_asU8()[index]!;
const payloadsOf = (block: common.Block): common.Payload[] =>
  block
    .getData()!
    .getDataList_asU8()
    .map((bytes) => common.Payload.deserializeBinary(common.Envelope.deserializeBinary(bytes).getPayload_asU8()));

/** The channel's configuration as block 0 has it. */
function configurationOf(genesis: common.Block): common.ConfigGroup {
  const [payload] = payloadsOf(genesis);
  return common.ConfigEnvelope.deserializeBinary(payload!.getData_asU8()).getConfig()!.getChannelGroup()!;
}

/** Blocks, byte by byte; asked last, so that they hold what all other rules left behind. */
export const ledgerRules: readonly Rule[] = networkRules('ledger', {
  linked: {
    says: 'Each block names the hash of the header before it (SHA-256 of its DER).',
    check: async (side) => {
      let previous: Buffer | undefined;
      for (const block of await blocksOf(side)) {
        const header = block.getHeader()!;
        const before = Buffer.from(header.getPreviousHash_asU8());
        if (previous !== undefined) assert.deepEqual(before, previous, `block ${numberOf(block)}`);
        if (numberOf(block) === 0) assert.equal(before.length, 0);
        previous = sha256(headerBytes(numberOf(block), before, header.getDataHash_asU8()));
      }
    },
  },
  'data-hash': {
    says: 'The data hash is SHA-256 over the envelopes, one after another.',
    check: async (side) => {
      for (const block of await blocksOf(side)) {
        const hash = sha256(...block.getData()!.getDataList_asU8());
        assert.deepEqual(Buffer.from(block.getHeader()!.getDataHash_asU8()), hash, `block ${numberOf(block)}`);
      }
    },
  },
  'five-metadata': {
    says: 'Every block has five metadata entries; the orderer’s own is empty.',
    check: async (side) => {
      for (const block of await blocksOf(side)) {
        assert.equal(block.getMetadata()!.getMetadataList().length, 5, `block ${numberOf(block)}`);
        assert.equal(metadataOf(block, ORDERER).length, 0, `block ${numberOf(block)}`);
      }
    },
  },
  filter: {
    says: 'The filter has one code for each envelope.',
    check: async (side) => {
      for (const block of await blocksOf(side)) {
        const envelopes = block.getData()!.getDataList().length;
        assert.ok(envelopes > 0);
        assert.equal(metadataOf(block, TRANSACTIONS_FILTER).length, envelopes, `block ${numberOf(block)}`);
      }
    },
  },
  'commit-hash': {
    says: 'Every block but block 0 has a commit hash of 32 bytes, each another.',
    check: async (side) => {
      const seen = new Set<string>();
      for (const block of await blocksOf(side)) {
        const metadata = common.Metadata.deserializeBinary(metadataOf(block, COMMIT_HASH));
        const hash = Buffer.from(metadata.getValue_asU8());
        assert.equal(hash.length, numberOf(block) === 0 ? 0 : 32, `block ${numberOf(block)}`);
        assert.ok(!seen.has(hash.toString('hex')), `block ${numberOf(block)}`);
        seen.add(hash.toString('hex'));
      }
    },
  },
  'orderer-signature': {
    says: 'Every block but block 0 is signed by orderers, low-S, over metadata, signature header and header.',
    check: async (side) => {
      const channel = configurationOf(await genesisOf(side));
      for (const block of await blocksOf(side)) {
        const header = block.getHeader()!;
        const der = headerBytes(numberOf(block), header.getPreviousHash_asU8(), header.getDataHash_asU8());
        const metadata = common.Metadata.deserializeBinary(metadataOf(block, SIGNATURES));
        const signatures = metadata.getSignaturesList();
        if (numberOf(block) === 0) {
          assert.equal(signatures.length, 0);
          continue;
        }
        assert.ok(signatures.length > 0, `block ${numberOf(block)}`);
        for (const signature of signatures) {
          const { creator, signed } = signerOf(signature, { metadata, channel });
          const member = memberOf(side.target, creator);
          assert.ok(member.units.includes('orderer'), `${member.mspId}: ${member.units.join(', ')}`);
          const parts = [metadata.getValue_asU8(), signed, der];
          assert.equal(wrongSignature(member, signature.getSignature_asU8(), ...parts), undefined);
        }
      }
    },
  },
  'last-configuration': {
    says: 'The orderers’ signed metadata name the last configuration block.',
    check: async (side) => {
      const block = (await blocksOf(side)).at(-1)!;
      const metadata = common.Metadata.deserializeBinary(metadataOf(block, SIGNATURES));
      const signed = common.OrdererBlockMetadata.deserializeBinary(metadata.getValue_asU8());
      const index = signed.getLastConfig()?.getIndex() ?? 0;
      const [configuration] = await take(await side.home.network.getBlockEvents({ startBlock: BigInt(index) }), 1);
      const header = common.ChannelHeader.deserializeBinary(
        payloadsOf(configuration!)[0]!.getHeader()!.getChannelHeader_asU8(),
      );
      assert.equal(header.getType(), common.HeaderType.CONFIG);
    },
  },
  'no-update-yet': {
    says: 'Until a configuration update the entry LAST_CONFIG is empty.',
    check: async (side) => {
      const block = (await blocksOf(side)).at(-1)!;
      const value = common.Metadata.deserializeBinary(metadataOf(block, SIGNATURES)).getValue_asU8();
      if ((common.OrdererBlockMetadata.deserializeBinary(value).getLastConfig()?.getIndex() ?? 0) > 0) {
        throw new NotApplicable('the channel’s configuration has been updated');
      }
      assert.equal(metadataOf(block, LAST_CONFIG).length, 0);
    },
  },
  genesis: {
    says: 'Block 0 is one CONFIG envelope with an id, without creator and signature.',
    check: async (side) => {
      const genesis = await genesisOf(side);
      assert.equal(genesis.getData()!.getDataList().length, 1);
      const envelope = common.Envelope.deserializeBinary(genesis.getData()!.getDataList_asU8()[0]!);
      assert.equal(envelope.getSignature_asU8().length, 0);
      const header = payloadsOf(genesis)[0]!.getHeader()!;
      const channel = common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8());
      assert.equal(channel.getType(), common.HeaderType.CONFIG);
      assert.equal(channel.getChannelId(), side.target.channel);
      assert.match(channel.getTxId(), /^[0-9a-f]{64}$/);
      const signature = common.SignatureHeader.deserializeBinary(header.getSignatureHeader_asU8());
      assert.equal(signature.getCreator_asU8().length, 0);
      assert.deepEqual([...metadataOf(genesis, TRANSACTIONS_FILTER)], [0]);
    },
  },
  'genesis-roots': {
    says: 'Block 0 holds every organisation’s root certificate, and intermediate ones, as the target gives them, with node roles in force.',
    check: async (side) => {
      const application = configurationOf(await genesisOf(side))
        .getGroupsMap()
        .get('Application')!;
      for (const { mspId, mspRoot } of side.target.organisations) {
        const group = application.getGroupsMap().get(mspId);
        assert.ok(group !== undefined, `${mspId} is not in the channel`);
        const value = group.getValuesMap().get('MSP')!.getValue_asU8();
        const wrapped = msp.MSPConfig.deserializeBinary(value);
        const config = msp.FabricMSPConfig.deserializeBinary(wrapped.getConfig_asU8());
        assert.equal(config.getName(), mspId);
        const listed = [...config.getRootCertsList_asU8(), ...config.getIntermediateCertsList_asU8()];
        const authorities = listed.map((pem) => Buffer.from(pem).toString().trim());
        for (const pem of authoritiesIn(mspRoot)) assert.ok(authorities.includes(pem), mspId);
        assert.equal(config.getFabricNodeOus()?.getEnable(), true, mspId);
      }
    },
  },
  'genesis-ordering': {
    says: 'Block 0 says how blocks are ordered, and how large they may become.',
    check: async (side) => {
      const ordering = configurationOf(await genesisOf(side))
        .getGroupsMap()
        .get('Orderer')!
        .getValuesMap();
      const type = orderer.ConsensusType.deserializeBinary(ordering.get('ConsensusType')!.getValue_asU8());
      assert.match(type.getType(), /^(etcdraft|BFT)$/);
      const size = orderer.BatchSize.deserializeBinary(ordering.get('BatchSize')!.getValue_asU8());
      assert.ok(size.getMaxMessageCount() > 0 && size.getAbsoluteMaxBytes() > 0);
    },
  },
  'definition-committed': {
    says: 'The chaincode’s definition stands in namespace `_lifecycle`, in a valid transaction of a majority.',
    check: async (side) => {
      const { home, target } = side;
      const newest = await newestBlock(home, target.channel);
      const early = await take(await home.network.getBlockEvents({ startBlock: 0n }), Math.min(newest + 1, most));
      const key = `namespaces/fields/${target.chaincode}/Sequence`;
      const definitions = early
        .flatMap((block) => parseBlock(block.serializeBinary()).transactions)
        .filter((transaction) => !('malformed' in transaction) && transaction.validationCode === 0)
        .flatMap((transaction) => ('malformed' in transaction ? [] : transaction.actions))
        .filter(({ action }) =>
          action?.sets.some(
            ({ namespace, writes }) => namespace === '_lifecycle' && writes.some((write) => write.key === key),
          ),
        );
      if (definitions.length === 0 && newest >= most) throw new NotApplicable('it stands further back in the ledger');
      assert.ok(definitions.length > 0, 'no transaction writes the definition');
      const endorsers = new Set(definitions[0]!.endorsements.map(({ endorser }) => endorser.mspId));
      assert.ok(endorsers.size > target.organisations.length / 2, [...endorsers].join(', '));
    },
  },
});
