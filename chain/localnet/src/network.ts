/** What the network's parts share once it runs. */
import type { Ledger } from './ledger/ledger.ts';
import type { Chaincode } from './lifecycle.ts';
import type { Logger } from './log.ts';
import type { Orderer } from './orderer/orderer.ts';
import type { ChannelAccess } from './peer/channel-access.ts';
import type { Endorser } from './peer/endorser.ts';
import type { Gossip } from './peer/gossip.ts';

/** The running network: one channel, one chaincode, a peer for each organisation, one orderer, one ledger. */
export type Network = {
  channel: string;
  chaincode: Chaincode;
  access: ChannelAccess;
  ledger: Ledger;
  orderer: Orderer;
  /** In the definition's order. */
  endorsers: Endorser[];
  gossip: Gossip;
  log: Logger;
};
