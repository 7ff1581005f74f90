/** What the replayed calls share: the network, identities that were issued for it, and changed proposals. */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Proposal } from '@hyperledger/fabric-gateway';
import { common, gateway, peer } from '@hyperledger/fabric-protos';
import { issueMember, issueRoot, type KeyAndCertificate } from '../../certificates/issue.ts';
import { sign } from '../../msp/ecdsa.ts';
import { type ClientOptions, connectClient, organisationOf, type TestClient } from '../client.ts';
import { type MspId, NAMES, type ProbeNetwork } from '../probe-network.ts';
import type { ErrorRecord } from '../recorded-errors.ts';
import { endorsersOf } from '../recorded-probes.ts';

/** Replays one recorded call: resolves with its result, or rejects with its error. */
export type Case = (context: ReplayContext, record: ErrorRecord) => Promise<unknown>;

/** The parts of a proposal that a client of bad will may change. */
export type ProposalParts = {
  proposal: peer.Proposal;
  channelHeader: common.ChannelHeader;
  signatureHeader: common.SignatureHeader;
};

const ATTEMPTS = 40;

/** The network on which everything is replayed. */
export class ReplayContext {
  readonly network: ProbeNetwork;
  #issued = 0;

  constructor(network: ProbeNetwork) {
    this.network = network;
  }

  /** Health's client, which made most calls. */
  get health(): TestClient {
    return this.network.clients.HealthMSP;
  }

  /** Another client at an organisation's peer. */
  client(options: ClientOptions, mspId: MspId = 'HealthMSP'): TestClient {
    return this.network.also(connectClient(this.network.localnet.target, NAMES[mspId], 'user', options));
  }

  /** Writes a certificate and its key where a client can read them. */
  onDisk({ certificate, key }: KeyAndCertificate): KeyAndCertificate {
    this.#issued += 1;
    const file = (kind: string) => path.join(this.network.folder, `issued-${this.#issued}.${kind}`);
    const paths = { certificate: file('pem'), key: file('key') };
    writeFileSync(paths.certificate, certificate);
    writeFileSync(paths.key, key);
    return paths;
  }

  /** A certificate that Health's root signed. */
  async issue(member: Omit<Parameters<typeof issueMember>[1], 'commonName'>): Promise<KeyAndCertificate> {
    const { mspRoot } = organisationOf(this.network.localnet.target, 'health');
    const key = readFileSync(mspRoot.replace(/\.pem$/, '.key'), 'utf8');
    const root = { certificate: readFileSync(mspRoot, 'utf8'), key };
    return this.onDisk(await issueMember(root, { commonName: 'issued', ...member }));
  }

  /** A certificate of a root that nobody knows. */
  async foreign(): Promise<KeyAndCertificate> {
    const root = await issueRoot('ca.foreign', 'foreign');
    return this.onDisk(await issueMember(root, { commonName: 'foreign', role: 'client' }));
  }

  /** A user's key. */
  key(user = 'user', mspId: MspId = 'HealthMSP'): KeyObject {
    const { users } = organisationOf(this.network.localnet.target, NAMES[mspId]);
    return createPrivateKey(readFileSync(users[user]!.key));
  }

  /** Health's user with the key of another one. */
  withAnothersKey(): TestClient {
    const { users } = organisationOf(this.network.localnet.target, 'health');
    return this.client({ credentials: { certificate: users.user!.certificate, key: users.boss!.key } });
  }

  /** A proposal of `ping`, changed and signed by its creator. */
  changed(change: (parts: ProposalParts) => void): Proposal {
    const { contract, gateway: connected } = this.health;
    const proposed = gateway.ProposedTransaction.deserializeBinary(contract.newProposal('ping').getBytes());
    const proposal = peer.Proposal.deserializeBinary(proposed.getProposal()!.getProposalBytes_asU8());
    const header = common.Header.deserializeBinary(proposal.getHeader_asU8());
    const channelHeader = common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8());
    const signatureHeader = common.SignatureHeader.deserializeBinary(header.getSignatureHeader_asU8());
    change({ proposal, channelHeader, signatureHeader });
    header.setChannelHeader(channelHeader.serializeBinary());
    header.setSignatureHeader(signatureHeader.serializeBinary());
    proposal.setHeader(header.serializeBinary());
    proposed.getProposal()!.setProposalBytes(proposal.serializeBinary());
    const signature = sign(this.key(), proposal.serializeBinary());
    return connected.newSignedProposal(proposed.serializeBinary(), signature);
  }

  /** A prepared transaction's envelope, changed and signed again by its creator. */
  async envelope(change: (payload: common.Payload) => void = () => undefined, call = ['put', 'changed', 'x']) {
    const [name, ...args] = call;
    const endorsed = await this.health.contract.newProposal(name!, { arguments: args }).endorse();
    const envelope = gateway.PreparedTransaction.deserializeBinary(endorsed.getBytes()).getEnvelope()!;
    const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
    change(payload);
    envelope.setPayload(payload.serializeBinary());
    envelope.setSignature(sign(this.key(), envelope.getPayload_asU8()));
    return envelope;
  }
}

/** Who endorses; asked again while chance, which chooses the second organisation, does not choose as it was recorded. */
export async function endorsedBy(
  client: TestClient,
  [name, ...args]: string[],
  { result }: Pick<ErrorRecord, 'result'>,
  endorsingOrganizations?: string[],
): Promise<unknown> {
  const wanted = JSON.stringify(result);
  for (let attempt = 1; ; attempt += 1) {
    const named = endorsingOrganizations ? { endorsingOrganizations } : {};
    const endorsed = await client.contract.newProposal(name!, { arguments: args, ...named }).endorse();
    const outcome = { endorsedBy: endorsersOf(endorsed.getBytes()) };
    if (JSON.stringify(outcome) === wanted || attempt === ATTEMPTS) return outcome;
  }
}
