/** Recorded calls while a chaincode was down, or after the definition had changed. */
import type { MspId } from '../probe-network.ts';
import { type Call, make } from './calls.ts';
import type { Case } from './replay-context.ts';

/** Makes a call while these organisations' chaincodes are stopped, and all others run. */
const stopped = (mspIds: MspId[], call: Call): Case => {
  return async (context, record) => {
    await context.network.onlyStopped(...mspIds);
    return make(context, call, record);
  };
};
const PING: Call = { call: ['ping'] };

const updated: Case = async (context) => {
  await context.network.startPeers();
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
  'chaincode definition updated (sequence 2) between endorsement and submission': updated,
  'after the definition update': stopped([], PING),
};
