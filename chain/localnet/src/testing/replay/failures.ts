/** Recorded calls while a chaincode, the ordering or the gateway's peer was down, or the definition changed. */
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { MspId } from '../probe-network.ts';
import { type Call, make } from './calls.ts';
import type { Case, ReplayContext } from './replay-context.ts';

/** Makes a call while these organisations' chaincodes are stopped, and all others run. */
const stopped = (mspIds: MspId[], call: Call): Case => {
  return async (context, record) => {
    await context.network.onlyStopped(...mspIds);
    return make(context, call, record);
  };
};
const PING: Call = { call: ['ping'] };

/** Does something while no block can be written: another process holds the file. */
async function withoutOrdering<T>({ network }: ReplayContext, work: () => Promise<T>): Promise<T> {
  const holder = new DatabaseSync(path.join(network.folder, 'data', 'localnet.sqlite'));
  holder.exec('BEGIN IMMEDIATE');
  try {
    return await work();
  } finally {
    holder.exec('ROLLBACK');
    holder.close();
  }
}

const submitWithoutOrdering: Case = async (context, { call }) => {
  const proposal = context.health.contract.newProposal('put', { arguments: ['down', 'x'] });
  const endorsed = await proposal.endorse();
  return withoutOrdering(context, async () =>
    call === 'submit' ? endorsed.submit() : context.health.contract.submitTransaction('put', 'down', 'y'),
  );
};

/** A peer that is not there: all of a localnet's are down together. */
const withoutPeer: Case = async (context, record) => {
  const late = context.client({});
  await context.network.onlyStopped();
  await context.network.localnet.close();
  try {
    const { contract } = late;
    return await (record.call === 'evaluate'
      ? contract.evaluateTransaction('ping')
      : contract.newProposal('ping').endorse());
  } finally {
    await context.network.reopen();
  }
};

const updated: Case = async (context) => {
  const endorsed = await context.health.contract.newProposal('put', { arguments: ['updated', 'x'] }).endorse();
  context.network.definition.chaincode.version = '2.0';
  await context.network.localnet.close();
  await context.network.reopen();
  const submitted = await context.health.gateway.newTransaction(endorsed.getBytes()).submit();
  return { code: (await submitted.getStatus()).code };
};

/** The scenarios of this file. */
export const failures: Record<string, Case> = {
  'chaincode of the gateway peer stopped': stopped(['HealthMSP'], PING),
  'chaincode of the gateway peer stopped: endorse, other organisations named': stopped(['HealthMSP'], {
    ...PING,
    named: ['AuthorityMSP', 'AuditorMSP'],
  }),
  'chaincode of the gateway peer started again': stopped([], PING),
  'chaincode of one other peer stopped': stopped(['AuthorityMSP'], PING),
  'chaincode of one other peer stopped, that peer named': stopped(['AuthorityMSP'], {
    ...PING,
    named: ['HealthMSP', 'AuthorityMSP'],
  }),
  'chaincode process exits in the middle of a call': stopped([], { call: ['exit', 'health'] }),
  'after the restart': stopped([], PING),
  'orderer down': submitWithoutOrdering,
  'orderer down: contract.submit': submitWithoutOrdering,
  'orderer down: evaluate still works': (context, record) =>
    withoutOrdering(context, () => make(context, PING, record)),
  'gateway peer itself down': withoutPeer,
  'chaincode definition updated (sequence 2) between endorsement and submission': updated,
  'after the definition update': stopped([], PING),
};
