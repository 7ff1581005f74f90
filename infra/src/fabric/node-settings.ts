import { join } from 'node:path';
import type { Layout, Orderer, Peer } from './layout.ts';

type Settings = Record<string, string>;
const local = (port: number): string => `127.0.0.1:${port}`;

/** Environment of an orderer. */
export function ordererSettings(layout: Layout, orderer: Orderer): Settings {
  const tls = (name: string): string => join(orderer.folder, name);
  const adminRoots = [join(layout.folder, 'organisations', orderer.organisation.name, 'tls-root.pem')];
  const clusterRoots = layout.organisations.map(({ name }) =>
    join(layout.folder, 'organisations', name, 'tls-root.pem'),
  );
  return {
    FABRIC_CFG_PATH: join(layout.folder, 'config'),
    FABRIC_LOGGING_SPEC: 'warn',
    ORDERER_GENERAL_LISTENADDRESS: '127.0.0.1',
    ORDERER_GENERAL_LISTENPORT: String(orderer.port),
    ORDERER_GENERAL_LOCALMSPID: orderer.organisation.mspId,
    ORDERER_GENERAL_LOCALMSPDIR: join(orderer.folder, 'msp'),
    ORDERER_GENERAL_TLS_ENABLED: 'true',
    ORDERER_GENERAL_TLS_PRIVATEKEY: tls('tls.key'),
    ORDERER_GENERAL_TLS_CERTIFICATE: tls('tls.pem'),
    ORDERER_GENERAL_TLS_ROOTCAS: `[${clusterRoots.join(',')}]`,
    ORDERER_GENERAL_CLUSTER_CLIENTCERTIFICATE: tls('tls.pem'),
    ORDERER_GENERAL_CLUSTER_CLIENTPRIVATEKEY: tls('tls.key'),
    ORDERER_GENERAL_CLUSTER_ROOTCAS: `[${clusterRoots.join(',')}]`,
    // So long an orderer waits for a leader that has just died, with each transaction that it would hand on to it.
    ORDERER_GENERAL_CLUSTER_RPCTIMEOUT: '2s',
    ORDERER_GENERAL_BOOTSTRAPMETHOD: 'none',
    ORDERER_CHANNELPARTICIPATION_ENABLED: 'true',
    ORDERER_ADMIN_LISTENADDRESS: local(orderer.adminPort),
    ORDERER_ADMIN_TLS_ENABLED: 'true',
    ORDERER_ADMIN_TLS_PRIVATEKEY: tls('tls.key'),
    ORDERER_ADMIN_TLS_CERTIFICATE: tls('tls.pem'),
    ORDERER_ADMIN_TLS_CLIENTAUTHREQUIRED: 'true',
    ORDERER_ADMIN_TLS_CLIENTROOTCAS: `[${adminRoots.join(',')}]`,
    ORDERER_OPERATIONS_LISTENADDRESS: local(orderer.operationsPort),
    // The only place where an orderer says who leads.
    ORDERER_METRICS_PROVIDER: 'prometheus',
    ORDERER_FILELEDGER_LOCATION: join(orderer.folder, 'ledger'),
    ORDERER_CONSENSUS_WALDIR: join(orderer.folder, 'etcdraft', 'wal'),
    ORDERER_CONSENSUS_SNAPDIR: join(orderer.folder, 'etcdraft', 'snapshot'),
  };
}

/** Environment of a peer. Gossip is told to hurry: its defaults suit a continent and take half a minute here. */
export function peerSettings(layout: Layout, peer: Peer): Settings {
  const tls = (name: string): string => join(peer.folder, name);
  return {
    FABRIC_CFG_PATH: join(layout.folder, 'config'),
    FABRIC_LOGGING_SPEC: 'warn',
    CORE_PEER_ID: peer.name,
    CORE_PEER_NETWORKID: 'tallystick',
    CORE_PEER_LISTENADDRESS: local(peer.port),
    CORE_PEER_ADDRESS: local(peer.port),
    CORE_PEER_CHAINCODELISTENADDRESS: local(peer.chaincodeListenPort),
    CORE_PEER_LOCALMSPID: peer.organisation.mspId,
    CORE_PEER_MSPCONFIGPATH: join(peer.folder, 'msp'),
    CORE_PEER_FILESYSTEMPATH: join(peer.folder, 'data'),
    CORE_LEDGER_SNAPSHOTS_ROOTDIR: join(peer.folder, 'data', 'snapshots'),
    CORE_PEER_TLS_ENABLED: 'true',
    CORE_PEER_TLS_CERT_FILE: tls('tls.pem'),
    CORE_PEER_TLS_KEY_FILE: tls('tls.key'),
    CORE_PEER_TLS_ROOTCERT_FILE: tls('tls-root.pem'),
    // Its own organisation's peers, which is itself; the others are found through the channel's anchor peers.
    CORE_PEER_GOSSIP_BOOTSTRAP: local(peer.port),
    CORE_PEER_GOSSIP_EXTERNALENDPOINT: local(peer.port),
    CORE_PEER_GOSSIP_ENDPOINT: local(peer.port),
    CORE_PEER_GOSSIP_USELEADERELECTION: 'false',
    CORE_PEER_GOSSIP_ORGLEADER: 'true',
    CORE_PEER_GOSSIP_RECONNECTINTERVAL: '1s',
    CORE_PEER_GOSSIP_ALIVETIMEINTERVAL: '1s',
    CORE_PEER_GOSSIP_ALIVEEXPIRATIONTIMEOUT: '5s',
    CORE_PEER_GOSSIP_PUBLISHSTATEINFOINTERVAL: '500ms',
    CORE_PEER_GOSSIP_REQUESTSTATEINFOINTERVAL: '500ms',
    CORE_PEER_GOSSIP_PULLINTERVAL: '500ms',
    CORE_PEER_GOSSIP_PVTDATA_RECONCILESLEEPINTERVAL: '2s',
    // A block waits so long for private data that no peer has any more; with the default a rebuilt peer takes a minute for each.
    CORE_PEER_GOSSIP_PVTDATA_PULLRETRYTHRESHOLD: '3s',
    CORE_OPERATIONS_LISTENADDRESS: local(peer.operationsPort),
    CORE_METRICS_PROVIDER: 'disabled',
  };
}
