/** Recorded calls of the contract that only their arguments tell apart. */
import type { MspId } from '../probe-network.ts';
import type { ErrorRecord } from '../recorded-errors.ts';
import { parsedResult } from '../recorded-probes.ts';
import { type Case, endorsedBy, type ReplayContext } from './replay-context.ts';

/** What a scenario called. */
export type Call = {
  call: string[];
  as?: MspId;
  named?: string[];
  chaincode?: string;
  channel?: string;
  transient?: boolean;
};

const ALL = ['HealthMSP', 'AuthorityMSP', 'AuditorMSP'];
const KEY_OF_HEALTH = ['pget', 'healthOnly', 'p1'];

const CALLS: Record<string, Call> = {
  'chaincode throws an Error': { call: ['throwError', 'boom'] },
  'chaincode throws an Error with an empty message': { call: ['throwEmpty'] },
  'chaincode throws a string': { call: ['throwString'] },
  'unknown function': { call: ['nope'] },
  'wrong number of arguments': { call: ['two', 'a'] },
  'unknown chaincode': { call: ['ping'], chaincode: 'nochaincode' },
  'unknown channel': { call: ['ping'], channel: 'nochannel' },
  'empty channel name: refused in the client?': { call: ['ping'], channel: '' },
  'right after it, a good client (were the peers dropped from the registry?)': { call: ['ping'] },
  'non-deterministic return value': { call: ['nondetReturn'] },
  'non-deterministic write': { call: ['nondetWrite', 'nd'] },
  'non-deterministic read': { call: ['nondetRead'] },
  'non-deterministic event': { call: ['nondetEvent'] },
  'non-deterministic write, three endorsers named': { call: ['nondetWrite', 'nd'], named: ALL },
  'chaincode throws on the gateway peer only': { call: ['throwAt', 'health'] },
  'chaincode throws on one other peer only': { call: ['throwAt', 'authority'] },
  'chaincode throws on one other peer only, endorsers named': {
    call: ['throwAt', 'authority'],
    named: ['HealthMSP', 'AuthorityMSP'],
  },
  'target organisation without a peer': { call: ['ping'], named: ['NoSuchMSP'] },
  'one of two target organisations without a peer': { call: ['ping'], named: ['HealthMSP', 'NoSuchMSP'] },
  'private read by a client outside the collection': { call: KEY_OF_HEALTH, as: 'AuditorMSP' },
  'private read by a client outside the collection, at the member peer': {
    call: KEY_OF_HEALTH,
    as: 'AuditorMSP',
    named: ['HealthMSP'],
  },
  'private read at a peer outside the collection': { call: KEY_OF_HEALTH, named: ['AuditorMSP'] },
  'private write, 2-of-3 policy but one member': { call: ['pput', 'healthNoPolicy', 'k'], transient: true },
  'unknown collection': { call: ['pget', 'nope', 'k'] },
  'paginated query then a write': { call: ['rangePagedThenWrite', 'a', 'b', '2', 'k', 'v'] },
  'value of 5 MB': { call: ['big', 'five', '5000000'] },
  'value of 11 MB (orderer AbsoluteMaxBytes 10 MB)': { call: ['big', 'eleven', '11000000'] },
  'return value of 5 MB': { call: ['bigReturn', '5000000'] },
  'argument of 6 MB': { call: ['put', 'argument', 'a'.repeat(6_000_000)] },
  // The arguments travel twice, so that half of it is too large already; the rest would only take time.
  'argument of 101 MB': { call: ['put', 'argument', 'a'.repeat(53_000_000)] },
  'value of 101 MB': { call: ['big', 'most', '101000000'] },
  'after it: the chaincode still answers': { call: ['ping'] },
};

/** Before the calls: a private value that Health alone may read. */
export async function prepareCalls({ health }: ReplayContext): Promise<void> {
  await health.contract.submit('pput', { arguments: ['healthOnly', 'p1'], transientData: { value: 'x' } });
}

/** Makes a call as it was recorded: evaluated, endorsed, or submitted. */
export async function make(context: ReplayContext, given: Call, record: ErrorRecord): Promise<unknown> {
  const { call, as = 'HealthMSP', named, chaincode, channel, transient } = given;
  const client = context.network.clients[as];
  const network = channel === undefined ? client.network : client.gateway.getNetwork(channel);
  const contract = network.getContract(chaincode ?? 'probe');
  const [name, ...args] = call;
  const options = {
    arguments: args,
    ...(named ? { endorsingOrganizations: named } : {}),
    ...(transient ? { transientData: { value: 'x' } } : {}),
  };
  if (record.call === 'evaluate') {
    const result = parsedResult(await contract.evaluate(name!, options));
    return typeof result === 'string' && result.length > 1_000 ? { length: result.length } : result;
  }
  if (record.call === 'endorse + submit') return (await contract.newProposal(name!, options).endorse()).submit();
  if (record.call === 'contract.submit') return parsedResult(await contract.submit(name!, options));
  if (record.result !== undefined) return endorsedBy(client, call, record, named);
  return contract.newProposal(name!, options).endorse();
}

/** The scenarios of this file. */
export const calls: Record<string, Case> = Object.fromEntries(
  Object.entries(CALLS).map(([scenario, call]): [string, Case] => [
    scenario,
    (context, record) => make(context, call, record),
  ]),
);
