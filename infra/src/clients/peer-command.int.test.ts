/** Fabric's own command line, `peer`, against localnet; skipped where Fabric's programs are not. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { parseBlock } from '@tallystick/ledger';
import { canonicalJson, channelName, organisations, recordKey } from '@tallystick/protocol';
import { type FabricPrograms, findPrograms } from '../fabric/programs.ts';
import { anchor } from '../network/testing/requests.ts';
import { type TemporaryNetwork, temporaryNetwork } from '../network/testing/temporary-network.ts';
import { type Ended, runToEnd } from '../testing/run-to-end.ts';
import { PeerCommand } from './peer-command.ts';

const { health, authority, auditor } = organisations;
const ours = ['-C', channelName, '-n', channelName];

let missing: string | undefined;
let programs: FabricPrograms;
try {
  programs = findPrograms();
} catch (error) {
  missing = (error as Error).message;
}
let network: TemporaryNetwork;
let peer: PeerCommand;

before(async () => {
  if (missing !== undefined) return;
  network = await temporaryNetwork();
  peer = new PeerCommand(programs, network.target, network.dataDir);
});
after(() => network?.stop());

const call = (...args: string[]): string[] => ['-c', JSON.stringify({ Args: args })];

function succeeded({ status, out, err }: Ended): string {
  assert.equal(status, 0, err);
  return out;
}

/** An invocation that anchors made-up commitments, its private part in the transient field. */
function anchoring(): { root: string; args: string[] } {
  const { name, argument, private: secret } = anchor();
  const transient = { private: Buffer.from(canonicalJson(secret!)).toString('base64') };
  const args = [...ours, ...call(name, canonicalJson(argument)), '--transient', JSON.stringify(transient)];
  return { root: argument.root, args };
}

async function height(): Promise<number> {
  const out = succeeded(await peer.run(authority, 'api', ['channel', 'getinfo', '-c', channelName]));
  return (JSON.parse(out.replace('Blockchain info: ', '')) as { height: number }).height;
}

async function fetched(which: string, from: readonly string[]): Promise<Buffer> {
  const file = join(network.dataDir, `${which}.block`);
  succeeded(await peer.run(authority, 'api', ['channel', 'fetch', which, file, '-c', channelName, ...from]));
  return readFileSync(file);
}

test('peer chaincode query answers what stands on the ledger', { skip: missing }, async () => {
  const query = ['chaincode', 'query', ...ours, ...call('records:get', recordKey.policy('channel', 1))];
  const record = JSON.parse(succeeded(await peer.run(auditor, 'auditor', query))) as { kind: string; version: number };
  assert.deepEqual([record.kind, record.version], ['channel', 1]);
});

test('peer chaincode invoke --waitForEvent commits what two peers endorsed, private data included', {
  skip: missing,
}, async () => {
  const { root, args } = anchoring();
  const towards = [...peer.towardsOrderer, ...peer.towardsPeers(authority, auditor), '--waitForEvent'];
  succeeded(await peer.run(authority, 'api', ['chaincode', 'invoke', ...args, ...towards]));
  const query = ['chaincode', 'query', ...ours, ...call('records:get', recordKey.anchor(root))];
  assert.match(succeeded(await peer.run(health, 'adapter', query)), new RegExp(root));
  const block = parseBlock(await fetched('newest', []));
  const endorsers = block.transactions.flatMap((transaction) =>
    'malformed' in transaction ? [] : transaction.actions[0]!.endorsements.map(({ endorser }) => endorser.mspId),
  );
  assert.deepEqual(endorsers.sort(), [auditor, authority]);
});

test('too few endorsements: ordered, and reported as what the peers found', { skip: missing }, async () => {
  const towards = [...peer.towardsOrderer, ...peer.towardsPeers(authority), '--waitForEvent'];
  const { status, err } = await peer.run(authority, 'api', ['chaincode', 'invoke', ...anchoring().args, ...towards]);
  assert.equal(status, 1);
  assert.match(err, /transaction invalidated with status \(ENDORSEMENT_POLICY_FAILURE\)/);
});

test('what is refused, is refused in Fabric’s words', { skip: missing }, async () => {
  const failing = async (user: [string, string], args: string[], at?: string): Promise<string> => {
    const { status, err } = await peer.run(...user, args, at);
    assert.equal(status, 1);
    return err;
  };
  const api: [string, string] = [authority, 'api'];
  const of = (channel: string, name: string): string[] => ['-C', channel, '-n', name, ...call('a:b')];
  const unknownContract = await failing(api, ['chaincode', 'query', ...of(channelName, channelName)]);
  assert.match(unknownContract, /endorsement failure during query\. response: status:500 .*not known: a/);
  assert.match(
    await failing(api, ['chaincode', 'query', ...of(channelName, 'nothere')]),
    /status:500 message:"make sure the chaincode nothere has been successfully defined on channel tallystick and try again: chaincode nothere not found"/,
  );
  assert.match(
    await failing(api, ['chaincode', 'query', ...of('other', channelName)]),
    /status:500 message:"channel 'other' not found"/,
  );
  assert.match(
    await failing(api, ['channel', 'getinfo', '-c', channelName], health),
    /code = Unknown desc = error validating proposal: access denied: channel \[\] creator org unknown, creator is malformed/,
  );
  assert.match(await failing(api, ['channel', 'getinfo', '-c', 'other']), /status 500: Invalid chain ID, other/);
  assert.match(await failing(api, ['channel', 'list']), /localnet does not answer cscc GetChannels/);
  const beyond = ['channel', 'fetch', '9999', '-c', channelName, '--bestEffort'];
  assert.match(await failing(api, [...beyond, ...peer.towardsOrderer]), /can't read the block: &\{NOT_FOUND\}/);
});

test('peer channel fetch: oldest, newest, a number, the configuration; from an orderer and from a peer', {
  skip: missing,
}, async () => {
  const newest = (await height()) - 1;
  for (const from of [peer.towardsOrderer, []]) {
    assert.equal(parseBlock(await fetched('newest', from)).number, newest);
    assert.equal(parseBlock(await fetched('oldest', from)).number, 0);
    assert.equal(parseBlock(await fetched('1', from)).number, 1);
    assert.deepEqual(await fetched('config', from), await fetched('oldest', from));
  }
  // What a peer adds, an orderer does not know: one byte for each transaction, and the commit hash.
  const [ordered, committed] = [await fetched('1', peer.towardsOrderer), await fetched('1', [])];
  assert.equal(committed.length - ordered.length, 35);
});

test('configtxlator reads every block', {
  skip:
    missing ?? (existsSync(join(dirname(programs!.program.peer), 'configtxlator')) ? undefined : 'no configtxlator'),
}, async () => {
  const configtxlator = join(dirname(programs.program.peer), 'configtxlator');
  for (let number = await height(); number-- > 0; ) {
    await fetched(String(number), []);
    const input = join(network.dataDir, `${number}.block`);
    // To a file: it opens its standard output by name, which a socket has not.
    const output = join(network.dataDir, `${number}.json`);
    const files = ['--input', input, '--output', output];
    succeeded(await runToEnd(configtxlator, ['proto_decode', '--type', 'common.Block', ...files]));
    const { header, data } = JSON.parse(readFileSync(output, 'utf8')) as {
      header: { number: string };
      data: { data: { payload: { header: { channel_header: { channel_id: string } } } }[] };
    };
    assert.equal(Number(header.number ?? 0), number);
    assert.ok(data.data.length > 0);
    for (const { payload } of data.data) assert.equal(payload.header.channel_header.channel_id, channelName);
  }
});
