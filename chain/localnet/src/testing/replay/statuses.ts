/** Recorded questions for outcomes, and calls that ran out of time or places. */
import assert from 'node:assert/strict';
import type { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gateway } from '@hyperledger/fabric-protos';
import { startLocalnet } from '../../localnet.ts';
import { sign } from '../../msp/ecdsa.ts';
import { serializeIdentity } from '../../msp/identity.ts';
import { connectClient, organisationOf } from '../client.ts';
import { statusRaw } from '../raw.ts';
import { parsedResult } from '../recorded-probes.ts';
import type { Case, ReplayContext } from './replay-context.ts';

const UNKNOWN_ID = '0'.repeat(64);
/** Milliseconds; the recorded calls had seconds. */
const SHORT = 300;
const [SLOW, PAST] = ['1200', -1_000];
/** How many calls at once were recorded; they sleep for longer than it takes to send them, and are not waited for. */
const [MANY, LIMIT, ASLEEP] = [600, 500, '15000'];

type Asked = { channel?: string; id?: string; identity?: Uint8Array; key?: KeyObject; deadline?: number };

/** Asks for an outcome without the gateway client. */
const ask = (asked: (context: ReplayContext) => Asked | Promise<Asked>): Case => {
  return async (context) => {
    const { target } = context.network.localnet;
    const { users } = organisationOf(target, 'health');
    const own = serializeIdentity('HealthMSP', readFileSync(users.user!.certificate, 'utf8'));
    const { channel = target.channel, id = UNKNOWN_ID, identity = own, ...more } = await asked(context);
    const request = new gateway.CommitStatusRequest();
    request.setChannelId(channel);
    request.setTransactionId(id);
    request.setIdentity(identity);
    const signed = new gateway.SignedCommitStatusRequest();
    signed.setRequest(request.serializeBinary());
    signed.setSignature(sign(more.key ?? context.key(), request.serializeBinary()));
    const options = more.deadline === undefined ? {} : { deadline: Date.now() + more.deadline };
    return { code: (await statusRaw(target, signed, options)).getResult() };
  };
};

async function submitted({ health }: ReplayContext) {
  return health.contract.submitAsync('put', { arguments: ['status', 'x'] });
}

/** A second network beside the same chaincodes, whose calls may not run long. */
const tooLong: Case = async ({ network }, { call }) => {
  const definition = structuredClone(network.definition);
  definition.chaincode.executeTimeout = 500;
  const impatient = await startLocalnet({ definition, dataDir: path.join(network.folder, `impatient-${call}`) });
  const client = connectClient(impatient.target, 'health');
  try {
    const proposal = client.contract.newProposal('slow', { arguments: [SLOW] });
    return await (call === 'evaluate' ? proposal.evaluate() : proposal.endorse());
  } finally {
    client.close();
    await impatient.close();
  }
};

const tooMany: Case = async (context) => {
  const client = context.client({});
  const refused: Error[] = [];
  await new Promise<void>((enough) => {
    for (let n = 0; n < MANY; n += 1) {
      client.contract.evaluateTransaction('slow', ASLEEP).then(
        () => enough(),
        (error: Error) => {
          if (refused.push(error) === MANY - LIMIT) enough();
        },
      );
    }
  });
  // One more would be refused as well, until somebody goes away.
  await assert.rejects(context.health.contract.evaluateTransaction('ping'), /concurrency limit/);
  const [first] = refused;
  if (!first) return 'none was refused';
  first.message = `${refused.length} of ${MANY}: ${first.message}`;
  client.close();
  for (let free = false; !free; ) {
    free = await context.health.contract.evaluateTransaction('ping').then(
      () => true,
      () => false,
    );
  }
  throw first;
};

/** The scenarios of this file. */
export const statuses: Record<string, Case> = {
  'unknown transaction id, deadline 2 s': ask(() => ({ deadline: SHORT })),
  'status asked by a client of another organisation': ask(async (context) => {
    const { users } = organisationOf(context.network.localnet.target, 'auditor');
    return {
      id: (await submitted(context)).getTransactionId(),
      identity: serializeIdentity('AuditorMSP', readFileSync(users.user!.certificate, 'utf8')),
      key: context.key('user', 'AuditorMSP'),
    };
  }),
  'status asked by a foreign identity': ask(async (context) => ({
    identity: serializeIdentity('HealthMSP', readFileSync((await context.foreign()).certificate, 'utf8')),
  })),
  'status request signed with another key': ask((context) => ({ key: context.key('boss') })),
  'status asked twice': async (context) => {
    const commit = await submitted(context);
    const [first, second] = [await commit.getStatus(), await commit.getStatus()];
    return { same: first.blockNumber === second.blockNumber, blockNumberType: typeof first.blockNumber };
  },
  'status: unknown channel': ask(() => ({ channel: 'nochannel' })),
  'status: empty channel': ask(() => ({ channel: '' })),
  'status: empty transaction id': ask(() => ({ id: '' })),
  'status: no identity': ask(() => ({ identity: new Uint8Array() })),
  'status: empty request': async ({ network }) =>
    statusRaw(network.localnet.target, new gateway.SignedCommitStatusRequest()),
  'deadline 1 s, chaincode takes 3 s': async (context, { call }) => {
    const proposal = context.client({ deadline: SHORT }).contract.newProposal('slow', { arguments: [SLOW] });
    return call === 'evaluate' ? parsedResult(await proposal.evaluate()) : proposal.endorse();
  },
  'deadline 1 s, the second endorser takes 3 s': async (context) => {
    const options = { arguments: ['authority', SLOW], endorsingOrganizations: ['HealthMSP', 'AuthorityMSP'] };
    return context.client({ deadline: SHORT }).contract.newProposal('slowAt', options).endorse();
  },
  'deadline 50 ms, block not cut yet': async (context) => {
    const endorsed = await context.health.contract.newProposal('put', { arguments: ['soon', 'x'] }).endorse();
    const commit = await context.client({ deadline: 5_000 }).gateway.newTransaction(endorsed.getBytes()).submit();
    return { code: (await commit.getStatus()).code };
  },
  'deadline already past': async (context, { call }) => {
    const late = context.client({ deadline: PAST });
    if (call === 'evaluate') return late.contract.evaluateTransaction('ping');
    const endorsed = await context.health.contract.newProposal('put', { arguments: ['late', 'x'] }).endorse();
    return late.gateway.newTransaction(endorsed.getBytes()).submit();
  },
  'chaincode runs longer than the execute timeout (10 s here, 30 s by default)': tooLong,
  'chaincode runs longer than the execute timeout (10 s here)': tooLong,
  '600 evaluations at once (limit 500)': tooMany,
};
