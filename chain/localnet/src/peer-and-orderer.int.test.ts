/** The services behind Fabric's own command line, below it: Endorser and AtomicBroadcast. */
import assert from 'node:assert/strict';
import { createPrivateKey, type KeyObject, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { ServiceError } from '@grpc/grpc-js';
import { common, gateway, orderer, peer } from '@hyperledger/fabric-protos';
import { sign } from './msp/ecdsa.ts';
import { serializeIdentity } from './msp/identity.ts';
import { channelHeaderBytes, payloadBytes, signatureHeaderBytes, transactionPayload } from './protoutil/envelope.ts';
import { transactionId } from './protoutil/hash.ts';
import { parseProposal } from './protoutil/proposal.ts';
import { organisationOf } from './testing/client.ts';
import { failure } from './testing/errors.ts';
import { startTestNetwork, type TestNetwork, text } from './testing/network.ts';
import { broadcast, delivered, processProposal } from './testing/nodes.ts';

let network: TestNetwork;
before(async () => {
  network = await startTestNetwork();
});
after(() => network.close());

const target = () => network.localnet.target;

function keyOf(organisation: string, user = 'user'): KeyObject {
  return createPrivateKey(readFileSync(organisationOf(target(), organisation).users[user]!.key));
}

/** A proposal of Health's user, as the gateway client makes it. */
function proposal(name: string, args: string[], transient: Record<string, string> = {}): peer.SignedProposal {
  const proposed = network.client('health').contract.newProposal(name, { arguments: args, transientData: transient });
  const signed = gateway.ProposedTransaction.deserializeBinary(proposed.getBytes()).getProposal()!;
  signed.setSignature(sign(keyOf('health'), signed.getProposalBytes_asU8()));
  return signed;
}

/** The transaction over what organisations answered to one proposal, signed by Health's user. */
function transaction(signed: peer.SignedProposal, responses: peer.ProposalResponse[]): common.Envelope {
  const { header, publicPayload } = parseProposal(signed);
  const envelope = new common.Envelope();
  envelope.setPayload(
    transactionPayload({
      channelHeader: header.channelHeaderBytes,
      signatureHeader: header.signatureHeaderBytes,
      publicPayload,
      responsePayload: responses[0]!.getPayload_asU8(),
      endorsements: responses.map((response) => response.getEndorsement()!),
    }),
  );
  envelope.setSignature(sign(keyOf('health'), envelope.getPayload_asU8()));
  return envelope;
}

async function endorsed(name: string, args: string[], transient?: Record<string, string>): Promise<common.Envelope> {
  const signed = proposal(name, args, transient);
  const answers = ['health', 'authority'].map((organisation) => processProposal(target(), organisation, signed));
  return transaction(signed, await Promise.all(answers));
}

async function read(name: string, ...args: string[]): Promise<string> {
  return text(await network.client('health').contract.evaluateTransaction(name, ...args));
}

test('what peers endorse one by one is valid once it is broadcast, private data included', async () => {
  const envelopes = [
    await endorsed('put', ['one', '1']),
    await endorsed('putPrivate', ['shared', 'two'], { value: '2' }),
    await endorsed('put', ['three', '3']),
  ];
  assert.deepEqual(await broadcast(target(), envelopes), ['200', '200', '200']);
  assert.equal(await read('get', 'one'), '1');
  assert.equal(await read('getPrivate', 'shared', 'two'), '2');
  assert.equal(await read('get', 'three'), '3');
});

test('a chaincode’s refusal is a response without endorsement; a bad proposal ends the call', async () => {
  const refused = await processProposal(target(), 'health', proposal('nothingOfThatName', []));
  assert.equal(refused.getResponse()!.getStatus(), 500);
  assert.match(refused.getResponse()!.getMessage(), /nothingOfThatName/);
  assert.equal(refused.getEndorsement(), undefined);
  const forged = proposal('put', ['forged', 'x']);
  forged.setSignature(sign(keyOf('health', 'boss'), forged.getProposalBytes_asU8()));
  const error = (await failure(processProposal(target(), 'health', forged))) as ServiceError;
  assert.equal(error.code, 2);
  assert.match(
    error.details,
    /^error validating proposal: access denied: channel \[testing\] creator org \[HealthMSP\]$/,
  );
  const rubbish = new peer.SignedProposal();
  rubbish.setProposalBytes(Buffer.from([0xff, 0xff, 0xff]));
  assert.equal(((await failure(processProposal(target(), 'health', rubbish))) as ServiceError).code, 2);
  const again = proposal('put', ['again', 'x']);
  const responses = [
    await processProposal(target(), 'health', again),
    await processProposal(target(), 'auditor', again),
  ];
  assert.deepEqual(await broadcast(target(), [transaction(again, responses)]), ['200']);
  const duplicate = (await failure(processProposal(target(), 'health', again))) as ServiceError;
  assert.match(duplicate.details, /^duplicate transaction found \[[0-9a-f]{64}\]\. Creator \[[0-9a-f]+\]$/);
});

test('a clock that is more than a quarter of an hour off is refused here too', async () => {
  const at = (minutes: number): peer.SignedProposal => {
    const bytes = proposal('ping', []).getProposalBytes_asU8();
    const message = peer.Proposal.deserializeBinary(bytes);
    const header = common.Header.deserializeBinary(message.getHeader_asU8());
    const channel = common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8());
    channel.getTimestamp()!.setSeconds(Math.floor(Date.now() / 1000) + minutes * 60);
    header.setChannelHeader(channel.serializeBinary());
    message.setHeader(header.serializeBinary());
    const signed = new peer.SignedProposal();
    signed.setProposalBytes(message.serializeBinary());
    signed.setSignature(sign(keyOf('health'), signed.getProposalBytes_asU8()));
    return signed;
  };
  for (const minutes of [-14, 14]) {
    assert.equal((await processProposal(target(), 'health', at(minutes))).getResponse()!.getStatus(), 200);
  }
  for (const minutes of [-16, 16]) {
    const error = (await failure(processProposal(target(), 'health', at(minutes)))) as ServiceError;
    assert.match(
      error.details,
      /^request unauthorized due to incorrect timestamp .*peer\.authentication\.timewindow 15m0s$/,
    );
  }
});

test('the first envelope that is not taken ends its stream; nothing after it is ordered', async () => {
  const [good, forged, late] = [
    await endorsed('put', ['good', 'x']),
    await endorsed('put', ['forged', 'x']),
    await endorsed('put', ['late', 'x']),
  ];
  forged.setSignature(sign(keyOf('authority'), forged.getPayload_asU8()));
  const [taken, refused, ...rest] = await broadcast(target(), [good, forged, late]);
  assert.equal(taken, '200');
  assert.match(
    refused!,
    /^403 implicit policy evaluation failed - 0 sub-policies were satisfied.*: permission denied$/,
  );
  assert.deepEqual(rest, []);
  assert.deepEqual([await read('get', 'good'), await read('get', 'late')], ['x', '']);
  const rubbish = new common.Envelope();
  rubbish.setPayload(Buffer.from([0xff, 0xff, 0xff]));
  assert.match((await broadcast(target(), [rubbish]))[0]!, /^400 could not determine channel ID/);
  const large = await endorsed('put', ['large', 'x']);
  const payload = common.Payload.deserializeBinary(large.getPayload_asU8());
  payload.setData(Buffer.alloc(10 * 1024 * 1024));
  large.setPayload(payload.serializeBinary());
  assert.match(
    (await broadcast(target(), [large]))[0]!,
    /^400 message payload is \d+ bytes and exceeds maximum allowed 10485760 bytes$/,
  );
});

/** A seek for one block, as an organisation's user. */
function seek(mspId: string, organisation: string, number: number, signer = keyOf(organisation)): common.Envelope {
  const position = new orderer.SeekPosition();
  const specified = new orderer.SeekSpecified();
  specified.setNumber(number);
  position.setSpecified(specified);
  const info = new orderer.SeekInfo();
  info.setStart(position);
  info.setStop(position);
  info.setBehavior(orderer.SeekInfo.SeekBehavior.FAIL_IF_NOT_READY);
  const certificate = readFileSync(organisationOf(target(), organisation).users.user!.certificate);
  const creator = serializeIdentity(mspId, certificate.toString());
  const nonce = randomBytes(24);
  const header = channelHeaderBytes({
    type: common.HeaderType.DELIVER_SEEK_INFO,
    at: new Date(),
    channel: target().channel,
    transactionId: transactionId(nonce, creator),
  });
  const envelope = new common.Envelope();
  envelope.setPayload(payloadBytes(header, signatureHeaderBytes(creator, nonce), info.serializeBinary()));
  envelope.setSignature(sign(signer, envelope.getPayload_asU8()));
  return envelope;
}

test('an orderer’s block has neither codes nor commit hash; strangers and blocks to come have a status', async () => {
  const [block, status] = await delivered(target(), seek('HealthMSP', 'health', 1));
  assert.ok(block instanceof common.Block);
  assert.equal(block.getHeader()!.getNumber(), 1);
  assert.deepEqual(
    block
      .getMetadata()!
      .getMetadataList_asU8()
      .map((bytes) => bytes.length > 0),
    [true, false, false, false, false],
  );
  assert.equal(status, 200);
  assert.deepEqual(await delivered(target(), seek('HealthMSP', 'health', 999)), [404]);
  assert.deepEqual(await delivered(target(), seek('HealthMSP', 'health', 1, keyOf('authority'))), [403]);
  assert.deepEqual(await delivered(target(), seek('HealthMSP', 'authority', 1)), [403]);
});
