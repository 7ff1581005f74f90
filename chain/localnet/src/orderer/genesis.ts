/** Block 0: the channel's configuration, as Fabric's configtxgen lays it out. */
import { randomBytes } from 'node:crypto';
import { common, msp, orderer, peer } from '@hyperledger/fabric-protos';
import { ORDERER_MSP } from '../definition.ts';
import { outOf, type Policy, type PrincipalRole, policyEnvelope } from '../msp/policy.ts';
import { channelHeaderBytes, payloadBytes, signatureHeaderBytes } from '../protoutil/envelope.ts';
import { transactionId } from '../protoutil/hash.ts';
import { bytesField, messageField, varintField } from '../protoutil/wire.ts';
import { BATCH } from './batch.ts';

/** What the configuration says of an organisation. `port` is where its node listens. */
export type ConfiguredOrganisation = { mspId: string; mspRoot: string; tlsRoot: string; port: number };

const { ImplicitMetaPolicy, Policy: PolicyMessage } = common;
const { ANY, MAJORITY } = ImplicitMetaPolicy.Rule;
const ADMINS = 'Admins';
const ORDERER_HOST = '127.0.0.1';

/** The configuration's envelope: without creator and signature, as on Fabric. */
export function genesisEnvelope(
  channel: string,
  organisations: ConfiguredOrganisation[],
  ordering: ConfiguredOrganisation & { tlsCertificate: string },
  at: Date,
): Uint8Array {
  const root = group(
    {
      BlockDataHashingStructure: varintField(1, 0xffffffff),
      Capabilities: capabilities('V3_0'),
      HashingAlgorithm: bytesField(1, 'SHA256'),
    },
    { Admins: implicit('Admins', MAJORITY), Readers: implicit('Readers', ANY), Writers: implicit('Writers', ANY) },
    { Application: applicationGroup(organisations), Orderer: ordererGroup(ordering) },
  );
  const config = new common.Config();
  config.setChannelGroup(root);
  const envelope = new common.ConfigEnvelope();
  envelope.setConfig(config);
  const nonce = randomBytes(24);
  const channelHeader = channelHeaderBytes({
    type: common.HeaderType.CONFIG,
    version: 1,
    at,
    channel,
    transactionId: transactionId(nonce, new Uint8Array()),
  });
  const signatureHeader = signatureHeaderBytes(new Uint8Array(), nonce);
  const message = new common.Envelope();
  message.setPayload(payloadBytes(channelHeader, signatureHeader, envelope.serializeBinary()));
  return message.serializeBinary();
}

function applicationGroup(organisations: ConfiguredOrganisation[]): common.ConfigGroup {
  const policies = {
    Admins: implicit('Admins', MAJORITY),
    Endorsement: implicit('Endorsement', MAJORITY),
    LifecycleEndorsement: implicit('Endorsement', MAJORITY),
    Readers: implicit('Readers', ANY),
    Writers: implicit('Writers', ANY),
  };
  const groups = organisations.map(({ mspId, mspRoot, tlsRoot, port }): [string, common.ConfigGroup] => {
    const anchor = new peer.AnchorPeer();
    anchor.setHost(ORDERER_HOST);
    anchor.setPort(port);
    const anchors = new peer.AnchorPeers();
    anchors.setAnchorPeersList([anchor]);
    const values = { AnchorPeers: anchors.serializeBinary(), MSP: mspValue(mspId, mspRoot, tlsRoot) };
    return [
      mspId,
      group(values, {
        Admins: anyOf(mspId, ['admin']),
        Endorsement: anyOf(mspId, ['peer']),
        Readers: anyOf(mspId, ['admin', 'peer', 'client']),
        Writers: anyOf(mspId, ['admin', 'client']),
      }),
    ];
  });
  return group({ Capabilities: capabilities('V2_5') }, policies, Object.fromEntries(groups));
}

function ordererGroup(ordering: ConfiguredOrganisation & { tlsCertificate: string }): common.ConfigGroup {
  const organisation = group(
    {
      Endpoints: bytesField(1, `${ORDERER_HOST}:${ordering.port}`),
      MSP: mspValue(ORDERER_MSP, ordering.mspRoot, ordering.tlsRoot),
    },
    {
      Admins: anyOf(ORDERER_MSP, ['admin']),
      Readers: anyOf(ORDERER_MSP, ['member']),
      Writers: anyOf(ORDERER_MSP, ['member']),
    },
  );
  const consenter = new orderer.etcdraft.Consenter();
  consenter.setHost(ORDERER_HOST);
  consenter.setPort(ordering.port);
  consenter.setClientTlsCert(Buffer.from(ordering.tlsCertificate));
  consenter.setServerTlsCert(Buffer.from(ordering.tlsCertificate));
  const raft = new orderer.etcdraft.ConfigMetadata();
  raft.setConsentersList([consenter]);
  const batchSize = new orderer.BatchSize();
  batchSize.setMaxMessageCount(BATCH.maxMessages);
  batchSize.setAbsoluteMaxBytes(BATCH.absoluteMaxBytes);
  batchSize.setPreferredMaxBytes(BATCH.preferredMaxBytes);
  const values = {
    BatchSize: batchSize.serializeBinary(),
    BatchTimeout: bytesField(1, BATCH.timeout),
    Capabilities: capabilities('V2_0'),
    ChannelRestrictions: new Uint8Array(),
    ConsensusType: Buffer.concat([bytesField(1, 'etcdraft'), bytesField(2, raft.serializeBinary())]),
  };
  const policies = {
    Admins: implicit('Admins', MAJORITY),
    BlockValidation: implicit('Writers', ANY),
    Readers: implicit('Readers', ANY),
    Writers: implicit('Writers', ANY),
  };
  return group(values, policies, { [ORDERER_MSP]: organisation });
}

function group(
  values: Record<string, Uint8Array>,
  policies: Record<string, common.Policy>,
  groups: Record<string, common.ConfigGroup> = {},
): common.ConfigGroup {
  const message = new common.ConfigGroup();
  message.setModPolicy(ADMINS);
  for (const [name, bytes] of Object.entries(values)) {
    const value = new common.ConfigValue();
    value.setModPolicy(ADMINS);
    value.setValue(bytes);
    message.getValuesMap().set(name, value);
  }
  for (const [name, policy] of Object.entries(policies)) {
    const configured = new common.ConfigPolicy();
    configured.setModPolicy(ADMINS);
    configured.setPolicy(policy);
    message.getPoliciesMap().set(name, configured);
  }
  for (const [name, child] of Object.entries(groups)) message.getGroupsMap().set(name, child);
  return message;
}

function implicit(subPolicy: string, rule: Parameters<common.ImplicitMetaPolicy['setRule']>[0]): common.Policy {
  const meta = new ImplicitMetaPolicy();
  meta.setSubPolicy(subPolicy);
  meta.setRule(rule);
  const policy = new PolicyMessage();
  policy.setType(PolicyMessage.PolicyType.IMPLICIT_META);
  policy.setValue(meta.serializeBinary());
  return policy;
}

function anyOf(mspId: string, roles: PrincipalRole[]): common.Policy {
  const rule: Policy = outOf(
    1,
    roles.map((role) => ({ mspId, role })),
  );
  const policy = new PolicyMessage();
  policy.setType(PolicyMessage.PolicyType.SIGNATURE);
  policy.setValue(policyEnvelope(rule).serializeBinary());
  return policy;
}

function capabilities(name: string): Uint8Array {
  return messageField(1, Buffer.concat([bytesField(1, name), messageField(2, new Uint8Array())]));
}

function mspValue(mspId: string, mspRoot: string, tlsRoot: string): Uint8Array {
  const root = Buffer.from(mspRoot);
  const unit = (name: string): msp.FabricOUIdentifier => {
    const identifier = new msp.FabricOUIdentifier();
    identifier.setCertificate(root);
    identifier.setOrganizationalUnitIdentifier(name);
    return identifier;
  };
  const units = new msp.FabricNodeOUs();
  units.setEnable(true);
  units.setClientOuIdentifier(unit('client'));
  units.setPeerOuIdentifier(unit('peer'));
  units.setAdminOuIdentifier(unit('admin'));
  units.setOrdererOuIdentifier(unit('orderer'));
  const crypto = new msp.FabricCryptoConfig();
  crypto.setSignatureHashFamily('SHA2');
  crypto.setIdentityIdentifierHashFunction('SHA256');
  const config = new msp.FabricMSPConfig();
  config.setName(mspId);
  config.setRootCertsList([root]);
  config.setCryptoConfig(crypto);
  config.setTlsRootCertsList([Buffer.from(tlsRoot)]);
  config.setFabricNodeOus(units);
  const message = new msp.MSPConfig();
  message.setConfig(config.serializeBinary());
  return message.serializeBinary();
}
