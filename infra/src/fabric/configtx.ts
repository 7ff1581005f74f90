import { join } from 'node:path';
import type { Capabilities } from './capabilities.ts';
import type { Layout, Organisation } from './layout.ts';
import { organisationFolder } from './material.ts';

type Policy = { Type: 'Signature' | 'ImplicitMeta'; Rule: string };
const signature = (rule: string): Policy => ({ Type: 'Signature', Rule: rule });
const implicit = (rule: string): Policy => ({ Type: 'ImplicitMeta', Rule: rule });

function organisationOf(layout: Layout, organisation: Organisation): Record<string, unknown> {
  const id = organisation.mspId;
  return {
    Name: id,
    ID: id,
    MSPDir: join(organisationFolder(layout, organisation), 'msp'),
    Policies: {
      Readers: signature(`OR('${id}.admin', '${id}.peer', '${id}.orderer', '${id}.client')`),
      Writers: signature(`OR('${id}.admin', '${id}.client', '${id}.orderer')`),
      Admins: signature(`OR('${id}.admin')`),
      Endorsement: signature(`OR('${id}.peer')`),
    },
    OrdererEndpoints: layout.orderers
      .filter((orderer) => orderer.organisation === organisation)
      .map(({ port }) => `127.0.0.1:${port}`),
    AnchorPeers: layout.peers
      .filter((peer) => peer.organisation === organisation)
      .map(({ port }) => ({ Host: '127.0.0.1', Port: port })),
  };
}

const implicitPolicies = {
  Readers: implicit('ANY Readers'),
  Writers: implicit('ANY Writers'),
  Admins: implicit('MAJORITY Admins'),
};

/** Text of `configtx.yaml` (JSON, which YAML contains) with the one profile `tallystick`. */
export function configtx(layout: Layout, capabilities: Capabilities): string {
  const organisations = layout.organisations.map((organisation) => organisationOf(layout, organisation));
  const withOrderers = organisations.filter((_, index) => index < layout.orderers.length);
  const consenters = layout.orderers.map((orderer, index) => ({
    ID: index + 1,
    Host: '127.0.0.1',
    Port: orderer.port,
    MSPID: orderer.organisation.mspId,
    Identity: join(orderer.folder, 'msp', 'signcerts', 'cert.pem'),
    ClientTLSCert: join(orderer.folder, 'tls.pem'),
    ServerTLSCert: join(orderer.folder, 'tls.pem'),
  }));
  const bft = layout.ordering === 'bft-4';
  const orderer = {
    OrdererType: bft ? 'BFT' : 'etcdraft',
    BatchTimeout: '250ms',
    BatchSize: { MaxMessageCount: 500, AbsoluteMaxBytes: '10 MB', PreferredMaxBytes: '2 MB' },
    MaxChannels: 0,
    ...(bft
      ? { ConsenterMapping: consenters, SmartBFT: smartBft }
      : {
          EtcdRaft: {
            Consenters: consenters.map(({ Host, Port, ClientTLSCert, ServerTLSCert }) => ({
              Host,
              Port,
              ClientTLSCert,
              ServerTLSCert,
            })),
            Options: {
              TickInterval: '100ms',
              ElectionTick: 10,
              HeartbeatTick: 1,
              MaxInflightBlocks: 5,
              SnapshotIntervalSize: '16 MB',
            },
          },
        }),
    Organizations: withOrderers,
    // For BFT configtxgen replaces this by a quorum of the consenters.
    Policies: { ...implicitPolicies, BlockValidation: implicit('ANY Writers') },
    Capabilities: { [capabilities.orderer]: true },
  };
  const profile = {
    Policies: implicitPolicies,
    Capabilities: { [capabilities.channel]: true },
    Orderer: orderer,
    Application: {
      Organizations: organisations,
      Policies: {
        ...implicitPolicies,
        LifecycleEndorsement: implicit('MAJORITY Endorsement'),
        Endorsement: implicit('MAJORITY Endorsement'),
      },
      Capabilities: { [capabilities.application]: true },
    },
  };
  return `${JSON.stringify({ Profiles: { tallystick: profile } }, null, 2)}\n`;
}

/** Time-outs short enough for one machine: a leader that dies is replaced within seconds. */
const smartBft = {
  RequestBatchMaxCount: 100,
  RequestBatchMaxInterval: '50ms',
  RequestForwardTimeout: '2s',
  RequestComplainTimeout: '5s',
  RequestAutoRemoveTimeout: '3m0s',
  ViewChangeResendInterval: '2s',
  ViewChangeTimeout: '10s',
  LeaderHeartbeatTimeout: '10s',
  CollectTimeout: '1s',
  RequestBatchMaxBytes: 10_485_760,
  IncomingMessageBufferSize: 200,
  RequestPoolSize: 100_000,
  LeaderHeartbeatCount: 10,
};
