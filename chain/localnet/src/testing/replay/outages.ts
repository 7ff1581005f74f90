/** Recorded calls while peers or the orderer were down or just starting; they follow one another as they were recorded. */
import assert from 'node:assert/strict';
import type { MspId } from '../probe-network.ts';
import { type Call, make } from './calls.ts';
import type { Case, ReplayContext } from './replay-context.ts';

/** Milliseconds: longer than any replay takes. What is noticed then is noticed by another order, and not by chance. */
const NOT_YET = 3_600_000;
/** Milliseconds; the recorded call had 40 seconds. */
const SHORT_DEADLINE = 300;

const PING: Call = { call: ['ping'] };
const PUT: Call = { call: ['put', 'outage', 'x'] };
const AT_AUTHORITY: Call = { ...PING, named: ['AuthorityMSP'] };
const WITH_AUTHORITY: Call = { ...PING, named: ['HealthMSP', 'AuthorityMSP'] };
/** Its own peer endorses, and has to send the value to another. */
const PRIVATE = {
  arguments: ['publishedKeys', 'k'],
  transientData: { value: 'x' },
  endorsingOrganizations: ['HealthMSP'],
};

/** Makes a call with Health's peer while others are as somebody has left them. */
const then = (orders: (context: ReplayContext) => void | Promise<void>, call: Call): Case => {
  return async (context, record) => {
    await orders(context);
    return make(context, call, record);
  };
};

const down =
  (...mspIds: MspId[]) =>
  ({ network: { localnet } }: ReplayContext): void => {
    for (const mspId of mspIds) localnet.stopPeer(mspId);
  };

const unnoticed =
  (mspId: MspId) =>
  ({ network: { localnet } }: ReplayContext): void => {
    localnet.stopPeer(mspId, { noticedAfter: NOT_YET });
  };

/** Authority's peer has been missed for a while, the Auditor's not yet. */
const auditorUnnoticed = (context: ReplayContext): void => {
  down('AuthorityMSP')(context);
  unnoticed('AuditorMSP')(context);
};

const putPrivate =
  (orders: (context: ReplayContext) => void): Case =>
  async (context) => {
    orders(context);
    return context.client({ deadline: SHORT_DEADLINE }).contract.newProposal('pput', PRIVATE).endorse();
  };

/** At first nobody has noticed any; then gossip knows the Auditor's, whose port opens after that. */
const justStarted: Case = async (context, record) => {
  const noticedAfter = record.error?.details.length === 0 ? NOT_YET : 0;
  const starting = context.network.localnet.startPeer('AuditorMSP', { noticedAfter, servesAfter: NOT_YET });
  starting.catch(() => undefined);
  return make(context, PUT, record);
};

const ordererDown: Case = async (context, record) => {
  context.network.localnet.stopOrderer();
  if (record.call !== 'submit') return make(context, PUT, record);
  const endorsed = await context.health.contract.newProposal('put', { arguments: ['down', 'x'] }).endorse();
  return endorsed.submit();
};

const ordererStarting: Case = async (context, record) => {
  context.network.localnet.startOrderer({ servesAfter: NOT_YET }).catch(() => undefined);
  return make(context, PUT, record);
};

/** Recorded was the time to the first commit. */
const ordererStarted: Case = async ({ health, network: { localnet } }) => {
  const put = () => health.contract.submitTransaction('put', 'started', 'x');
  localnet.startOrderer({ servesAfter: NOT_YET }).catch(() => undefined);
  await assert.rejects(put());
  await localnet.startOrderer();
  await put();
};

const peerDown: Case = async (context, { call }) => {
  down('AuthorityMSP')(context);
  const { contract } = context.client({}, 'AuthorityMSP');
  return call === 'evaluate' ? contract.evaluateTransaction('ping') : contract.newProposal('ping').endorse();
};

/** The scenarios of this file. */
export const outages: Record<string, Case> = {
  'orderer down': ordererDown,
  'orderer down: evaluate still works': then(({ network }) => network.localnet.stopOrderer(), PING),
  'orderer down: contract.submit': ordererDown,
  'orderer just started': ordererStarting,
  'orderer started again': ordererStarted,
  'one peer of three down, at once': then(unnoticed('AuthorityMSP'), PING),
  'one peer of three down, named': async (context, record) =>
    then(down('AuthorityMSP'), record.call === 'evaluate' ? AT_AUTHORITY : WITH_AUTHORITY)(context, record),
  'one peer of three down: whole transaction': then(down('AuthorityMSP'), PUT),
  'two peers of three down, at once': then(auditorUnnoticed, PUT),
  'private put with requiredPeerCount 1, nobody to send it to': putPrivate(auditorUnnoticed),
  'two peers of three down, nine seconds later': then(down('AuthorityMSP', 'AuditorMSP'), PUT),
  'two peers down, later, both named': then(down('AuthorityMSP', 'AuditorMSP'), WITH_AUTHORITY),
  'two peers down, later: evaluate with a target there': then(down('AuthorityMSP', 'AuditorMSP'), AT_AUTHORITY),
  'private put with requiredPeerCount 1, nobody to send it to, later': putPrivate(down('AuthorityMSP', 'AuditorMSP')),
  'gateway peer itself down': peerDown,
  'peers just started': justStarted,
};
