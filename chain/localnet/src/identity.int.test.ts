import assert from 'node:assert/strict';
import { createPrivateKey, type KeyObject, sign as nodeSign } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { ServiceError } from '@grpc/grpc-js';
import type { Proposal } from '@hyperledger/fabric-gateway';
import { common, gateway, peer } from '@hyperledger/fabric-protos';
import { issueMember, issueRoot, type KeyAndCertificate } from './certificates/issue.ts';
import { sign } from './msp/ecdsa.ts';
import { serializeIdentity } from './msp/identity.ts';
import type { TestClient } from './testing/client.ts';
import { organisationOf } from './testing/client.ts';
import { failure, gatewayFailure } from './testing/errors.ts';
import { startTestNetwork, type TestNetwork, temporaryFolder, text } from './testing/network.ts';
import { submitRaw } from './testing/raw.ts';

const UNKNOWN = 'error validating proposal: access denied: channel [testing] creator org unknown, creator is malformed';
const DENIED = 'error validating proposal: access denied: channel [testing] creator org [HealthMSP]';
const WRITERS =
  "implicit policy evaluation failed - 0 sub-policies were satisfied, but this policy requires 1 of the 'Writers' sub-policies to be satisfied";

let network: TestNetwork;
const folder = temporaryFolder();
before(async () => {
  network = await startTestNetwork();
});
after(async () => {
  await network.close();
  rmSync(folder, { recursive: true });
});

let files = 0;
/** Writes a certificate and its key where a client can read them. */
function onDisk({ certificate, key }: KeyAndCertificate): KeyAndCertificate {
  files += 1;
  const paths = { certificate: path.join(folder, `${files}.pem`), key: path.join(folder, `${files}.key`) };
  writeFileSync(paths.certificate, certificate);
  writeFileSync(paths.key, key);
  return paths;
}

function healthRoot(): KeyAndCertificate {
  const root = organisationOf(network.localnet.target, 'health').mspRoot;
  return { certificate: readFileSync(root, 'utf8'), key: readFileSync(root.replace(/\.pem$/, '.key'), 'utf8') };
}

/** How a client with these credentials fares, evaluating and endorsing. */
async function refusal(client: TestClient): Promise<{ evaluated: string; endorsed: string }> {
  const evaluated = await gatewayFailure(client.contract.evaluateTransaction('ping'));
  const endorsed = await gatewayFailure(client.contract.newProposal('ping').endorse());
  assert.equal(evaluated.code, 9);
  assert.equal(endorsed.code, 10);
  return { evaluated: evaluated.details[0]!, endorsed: endorsed.details[0]! };
}

test('a certificate of a foreign CA is refused, whatever organisation it claims', async () => {
  const foreign = await issueRoot('ca.health', 'health');
  // The second one names the organisation's own root as its issuer, down to the key identifier.
  for (const root of [foreign, { certificate: healthRoot().certificate, key: foreign.key }]) {
    const credentials = onDisk(await issueMember(root, { commonName: 'user@health', role: 'client' }));
    const outcome = await refusal(network.client('health', 'user', { credentials }));
    assert.deepEqual(outcome, { evaluated: `HealthMSP: ${UNKNOWN}`, endorsed: `HealthMSP: ${UNKNOWN}` });
  }
});

test('another organisation’s certificate under this MSP id is refused', async () => {
  const credentials = organisationOf(network.localnet.target, 'authority').users.user!;
  const outcome = await refusal(network.client('health', 'user', { credentials }));
  assert.deepEqual(outcome, { evaluated: `HealthMSP: ${UNKNOWN}`, endorsed: `HealthMSP: ${UNKNOWN}` });
});

test('a peer’s certificate is no client’s', async () => {
  const credentials = onDisk(await issueMember(healthRoot(), { commonName: 'peer9', role: 'peer' }));
  const expected = `HealthMSP: Failed evaluating policy on signed data during check policy on channel [testing] with policy [/Channel/Application/Writers]: [${WRITERS}]`;
  const outcome = await refusal(network.client('health', 'user', { credentials }));
  assert.deepEqual(outcome, { evaluated: expected, endorsed: expected });
});

test('neither outcome nor events for a stranger, or under a bad signature', async () => {
  const credentials = organisationOf(network.localnet.target, 'authority').users.user!;
  const stranger = network.client('health', 'user', { credentials });
  const events = await stranger.network.getChaincodeEvents('fixture');
  const denied = /^7 PERMISSION_DENIED: .* with policy \[\/Channel\/Application\/Readers\]: \[implicit policy/;
  const read = async (): Promise<void> => {
    for await (const _event of events) break;
  };
  assert.match((await gatewayFailure(read())).message, denied);
  const client = network.client('health');
  const submitted = await client.contract.submitAsync('put', { arguments: ['outcome', 'x'] });
  const commit = client.gateway.newSignedCommit(submitted.getBytes(), Buffer.from('rubbish'));
  assert.match((await gatewayFailure(commit.getStatus())).message, denied);
  assert.equal((await submitted.getStatus()).successful, true);
});

test('an expired certificate: refused by every peer, and by the orderer', async () => {
  const notAfter = new Date(Date.now() - 60_000);
  const credentials = onDisk(await issueMember(healthRoot(), { commonName: 'late', role: 'client', notAfter }));
  const client = network.client('health', 'user', { credentials });
  const evaluated = await gatewayFailure(client.contract.evaluateTransaction('ping'));
  assert.equal(evaluated.message, '14 UNAVAILABLE: failed to evaluate transaction, see attached details for more info');
  assert.deepEqual(evaluated.details, [
    'HealthMSP: proposal client identity expired',
    'AuthorityMSP: rpc error: code = Unknown desc = proposal client identity expired',
    'AuditorMSP: rpc error: code = Unknown desc = proposal client identity expired',
  ]);
  const endorsed = await gatewayFailure(client.contract.newProposal('ping').endorse());
  assert.deepEqual([endorsed.code, endorsed.details], [10, ['HealthMSP: proposal client identity expired']]);
  const late = serializeIdentity('HealthMSP', readFileSync(credentials.certificate, 'utf8'));
  const envelope = await alteredEnvelope((payload) => {
    const header = common.SignatureHeader.deserializeBinary(payload.getHeader()!.getSignatureHeader_asU8());
    header.setCreator(late);
    payload.getHeader()!.setSignatureHeader(header.serializeBinary());
  });
  assert.equal(await ordererRefusal(envelope), 'status=BAD_REQUEST, info=broadcast client identity expired');
});

test('a certificate that is not valid yet is accepted, one without a role is not', async () => {
  const notBefore = new Date(Date.now() + 24 * 3600 * 1000);
  const early = onDisk(await issueMember(healthRoot(), { commonName: 'early', role: 'client', notBefore }));
  const client = network.client('health', 'user', { credentials: early });
  assert.equal(text(await client.contract.submitTransaction('put', 'early', 'x')), 'ok');
  const visitor = onDisk(await issueMember(healthRoot(), { commonName: 'visitor', role: 'visitor' }));
  const outcome = await refusal(network.client('health', 'user', { credentials: visitor }));
  assert.deepEqual(outcome, { evaluated: `HealthMSP: ${DENIED}`, endorsed: `HealthMSP: ${DENIED}` });
});

/** A proposal whose timestamp is off by so many minutes, signed by its creator. */
function proposalOff(minutes: number): Proposal {
  const client = network.client('health');
  const proposed = gateway.ProposedTransaction.deserializeBinary(client.contract.newProposal('ping').getBytes());
  const proposal = peer.Proposal.deserializeBinary(proposed.getProposal()!.getProposalBytes_asU8());
  const header = common.Header.deserializeBinary(proposal.getHeader_asU8());
  const channelHeader = common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8());
  const timestamp = channelHeader.getTimestamp()!;
  timestamp.setSeconds(timestamp.getSeconds() + minutes * 60);
  header.setChannelHeader(channelHeader.serializeBinary());
  proposal.setHeader(header.serializeBinary());
  proposed.getProposal()!.setProposalBytes(proposal.serializeBinary());
  const signature = sign(userKey('user'), proposal.serializeBinary());
  return client.gateway.newSignedProposal(proposed.serializeBinary(), signature);
}

test('a client’s clock may be 15 minutes off, either way; one that is off more is told so', async () => {
  for (const minutes of [-14, 14]) assert.equal(text(await proposalOff(minutes).evaluate()), 'pong');
  for (const minutes of [-16, 16, 1e11]) {
    const { code, details } = await gatewayFailure(proposalOff(minutes).evaluate());
    assert.equal(code, 14);
    assert.match(
      details[0]!,
      /^HealthMSP: request unauthorized due to incorrect timestamp \S+Z, peer time \S+Z, peer\.authentication\.timewindow 15m0s$/,
    );
  }
});

test('an envelope of more than 10 MiB is not ordered; a message of more than 100 MiB does not arrive', async () => {
  const client = network.client('health');
  const call = (size: number) => ({ arguments: ['large', 'x'.repeat(size)] });
  const large = await client.contract.newProposal('put', call(11_000_000)).endorse();
  const { code, message } = await gatewayFailure(large.submit());
  assert.equal(code, 10);
  assert.match(
    message,
    /status=BAD_REQUEST, info=message payload is \d+ bytes and exceeds maximum allowed 10485760 bytes$/,
  );
  const huge = await gatewayFailure(client.contract.evaluate('put', call(105_000_000)));
  assert.equal(huge.code, 8, huge.message);
  assert.equal(text(await client.contract.evaluateTransaction('ping')), 'pong');
});

test('an administrator may do what a client may', async () => {
  assert.equal(text(await network.client('health', 'boss').contract.submitTransaction('put', 'by-admin', 'x')), 'ok');
});

test('a proposal signed with another key, or with a high S, is refused', async () => {
  const client = network.client('health');
  const { users } = organisationOf(network.localnet.target, 'health');
  const key = createPrivateKey(readFileSync(users.user!.key));
  const proposal = client.contract.newProposal('ping');
  const resign = (signature: Uint8Array): Proposal => {
    const proposed = gateway.ProposedTransaction.deserializeBinary(proposal.getBytes());
    proposed.getProposal()!.setSignature(signature);
    return client.gateway.newSignedProposal(proposed.serializeBinary(), signature);
  };
  const bytes = gateway.ProposedTransaction.deserializeBinary(proposal.getBytes())
    .getProposal()!
    .getProposalBytes_asU8();
  const otherKey = createPrivateKey(readFileSync(users.boss!.key));
  for (const bad of [sign(otherKey, bytes), highS(key, bytes), Buffer.from('rubbish')]) {
    const { code, details } = await gatewayFailure(resign(bad).evaluate());
    assert.deepEqual([code, details[0]], [9, `HealthMSP: ${DENIED}`]);
  }
  assert.equal(text(await resign(sign(key, bytes)).evaluate()), 'pong');
});

/** A prepared transaction's envelope, changed and signed again by its creator. */
async function alteredEnvelope(change: (payload: common.Payload) => void): Promise<common.Envelope> {
  const proposal = network.client('health').contract.newProposal('put', { arguments: ['altered', 'x'] });
  const prepared = gateway.PreparedTransaction.deserializeBinary((await proposal.endorse()).getBytes());
  const envelope = prepared.getEnvelope()!;
  const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
  change(payload);
  envelope.setPayload(payload.serializeBinary());
  envelope.setSignature(sign(userKey('user'), envelope.getPayload_asU8()));
  return envelope;
}

function userKey(user: string): KeyObject {
  const { key } = organisationOf(network.localnet.target, 'health').users[user]!;
  return createPrivateKey(readFileSync(key));
}

/** What the orderer says to an envelope. */
async function ordererRefusal(envelope: common.Envelope): Promise<string> {
  const error = (await failure(submitRaw(network.localnet.target, envelope))) as ServiceError;
  assert.equal(error.code, 10);
  return error.details.replace('received unsuccessful response from orderer: ', '');
}

test('an envelope signed with another key, for another channel, or that is none, is not ordered', async () => {
  const height = network.localnet.height();
  const envelope = await alteredEnvelope(() => undefined);
  const payload = envelope.getPayload_asU8();
  for (const bad of [sign(userKey('boss'), payload), highS(userKey('user'), payload)]) {
    envelope.setSignature(bad);
    assert.equal(await ordererRefusal(envelope), `status=FORBIDDEN, info=${WRITERS}: permission denied`);
  }
  const elsewhere = await alteredEnvelope((changed) => {
    const header = common.ChannelHeader.deserializeBinary(changed.getHeader()!.getChannelHeader_asU8());
    header.setChannelId('elsewhere');
    changed.getHeader()!.setChannelHeader(header.serializeBinary());
  });
  assert.equal(await ordererRefusal(elsewhere), 'status=BAD_REQUEST, info=channel does not exist');
  envelope.setPayload(Buffer.from([0xff, 0xff, 0xff]));
  assert.match(await ordererRefusal(envelope), /^status=BAD_REQUEST, info=could not determine channel ID/);
  const configuration = await alteredEnvelope((changed) => {
    const header = common.ChannelHeader.deserializeBinary(changed.getHeader()!.getChannelHeader_asU8());
    header.setType(common.HeaderType.CONFIG_UPDATE);
    changed.getHeader()!.setChannelHeader(header.serializeBinary());
  });
  assert.match(await ordererRefusal(configuration), /configuration updates are not supported by localnet$/);
  assert.equal(network.localnet.height(), height, 'nothing was ordered');
});

test('what a writer may order but nobody endorsed is invalid in its block, spoils no delivery, and stops nothing', async () => {
  const client = network.client('health');
  const malformed: ((payload: common.Payload) => void)[] = [
    (payload) => payload.setData(new peer.Transaction().serializeBinary()),
    (payload) => payload.setData(Buffer.from([0xff, 0x01, 0x02])),
    (payload) => changeAction(payload, (action) => action.setProposalResponsePayload(Buffer.from([0xff]))),
    (payload) => changeAction(payload, (action) => action.setEndorsementsList([])),
  ];
  const codes: number[] = [];
  for (const change of malformed) {
    await submitRaw(network.localnet.target, await alteredEnvelope(change));
    const blocks = await client.network.getBlockEvents({ startBlock: network.localnet.height() - 1n });
    for await (const block of blocks) {
      codes.push(...block.getMetadata()!.getMetadataList_asU8()[2]!);
      break;
    }
    blocks.close();
  }
  assert.deepEqual(codes, [5, 5, 5, 10]);
  const filtered = await client.network.getFilteredBlockEvents({ startBlock: 0n });
  for await (const block of filtered) if (BigInt(block.getNumber()) === network.localnet.height() - 1n) break;
  filtered.close();
  assert.equal(text(await client.contract.evaluateTransaction('get', 'altered')), '');
  assert.equal(text(await client.contract.submitTransaction('put', 'after', 'x')), 'ok');
});

function changeAction(payload: common.Payload, change: (action: peer.ChaincodeEndorsedAction) => void): void {
  const transaction = peer.Transaction.deserializeBinary(payload.getData_asU8());
  const [action] = transaction.getActionsList();
  const actionPayload = peer.ChaincodeActionPayload.deserializeBinary(action!.getPayload_asU8());
  change(actionPayload.getAction()!);
  action!.setPayload(actionPayload.serializeBinary());
  payload.setData(transaction.serializeBinary());
}

/** A signature that is valid but for its S, which is in the upper half. */
function highS(key: KeyObject, message: Uint8Array): Buffer {
  const half = 0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8n;
  for (;;) {
    const der = nodeSign('sha256', message, key);
    const length = der[3]!;
    const s = BigInt(`0x${der.subarray(4 + length + 2).toString('hex')}`);
    if (s > half) return der;
  }
}
