/** Recorded calls of clients whose certificate, signature or proposal was not as it should be. */
import { type KeyObject, sign as nodeSign, randomBytes } from 'node:crypto';
import type { Proposal } from '@hyperledger/fabric-gateway';
import { common, gateway } from '@hyperledger/fabric-protos';
import { sign } from '../../msp/ecdsa.ts';
import { organisationOf, type TestClient } from '../client.ts';
import type { ErrorRecord } from '../recorded-errors.ts';
import { parsedResult } from '../recorded-probes.ts';
import { type Case, endorsedBy, type ProposalParts, type ReplayContext } from './replay-context.ts';

const HOUR = 3_600;
const DAY = 24 * HOUR * 1_000;

const pinged = (client: (context: ReplayContext) => TestClient | Promise<TestClient>): Case => {
  return async (context, record) => {
    const connected = await client(context);
    if (record.call === 'evaluate') return parsedResult(await connected.contract.evaluateTransaction('ping'));
    if (record.result !== undefined) return endorsedBy(connected, ['ping'], record);
    return connected.contract.newProposal('ping').endorse();
  };
};

/** Evaluates or endorses what is signed already. */
async function send(proposal: Proposal, { call, result }: ErrorRecord): Promise<unknown> {
  if (call === 'evaluate') return parsedResult(await proposal.evaluate());
  await proposal.endorse();
  return result;
}

const changed = (change: (parts: ProposalParts) => void): Case => {
  return (context, record) => send(context.changed(change), record);
};

const signedBy = (signature: (context: ReplayContext, bytes: Uint8Array) => Uint8Array): Case => {
  return (context, record) => {
    const { contract, gateway: connected } = context.health;
    const proposed = gateway.ProposedTransaction.deserializeBinary(contract.newProposal('ping').getBytes());
    const bytes = proposed.getProposal()!.getProposalBytes_asU8();
    return send(connected.newSignedProposal(proposed.serializeBinary(), signature(context, bytes)), record);
  };
};

const later = (seconds: number): Case =>
  changed(({ channelHeader }) => {
    const timestamp = channelHeader.getTimestamp()!;
    timestamp.setSeconds(timestamp.getSeconds() + seconds);
  });

/** A signature that is valid but for its S, which is in the upper half. */
export function highS(key: KeyObject, message: Uint8Array): Buffer {
  const half = 0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8n;
  for (;;) {
    const der = nodeSign('sha256', message, key);
    const s = BigInt(`0x${der.subarray(4 + der[3]! + 2).toString('hex')}`);
    if (s > half) return der;
  }
}

/** The scenarios of this file. */
export const identities: Record<string, Case> = {
  'client of an MSP that is not in the channel': pinged(async (context) =>
    context.client({ mspId: 'ForeignMSP', credentials: await context.foreign() }),
  ),
  'certificate claims the organisation but is not signed by its CA': pinged(async (context) =>
    context.client({ credentials: await context.foreign() }),
  ),
  "another organisation's certificate under this MSP id": pinged((context) => {
    const { users } = organisationOf(context.network.localnet.target, 'authority');
    return context.client({ credentials: users.user! });
  }),
  'expired certificate': pinged(async (context) => {
    const notAfter = new Date(Date.now() - 60_000);
    return context.client({ credentials: await context.issue({ role: 'client', notAfter }) });
  }),
  'certificate not valid yet': pinged(async (context) => {
    const notBefore = new Date(Date.now() + DAY);
    return context.client({ credentials: await context.issue({ role: 'client', notBefore }) });
  }),
  'certificate without a role OU': pinged(async (context) =>
    context.client({ credentials: await context.issue({ role: 'visitor' }) }),
  ),
  'peer certificate as the client (Writers wants admin or client)': pinged(async (context) =>
    context.client({ credentials: await context.issue({ role: 'peer' }) }),
  ),
  'signature made with another key (proposal)': signedBy((context, bytes) => sign(context.key('boss'), bytes)),
  'signature is not DER (proposal)': signedBy(() => randomBytes(70)),
  'high-S signature (proposal)': signedBy((context, bytes) => highS(context.key(), bytes)),
  'low-S signature (proposal), for comparison': signedBy((context, bytes) => sign(context.key(), bytes)),
  'proposal: transaction id is not sha256(nonce+creator)': changed(({ channelHeader }) =>
    channelHeader.setTxId('ab'.repeat(32)),
  ),
  'proposal: empty transaction id': changed(({ channelHeader }) => channelHeader.setTxId('')),
  'proposal: timestamp an hour old': later(-HOUR),
  'proposal: timestamp an hour ahead': later(HOUR),
  'proposal: no timestamp': changed(({ channelHeader }) => channelHeader.clearTimestamp()),
  'proposal: epoch 1': changed(({ channelHeader }) => channelHeader.setEpoch(1)),
  'proposal: header type CONFIG': changed(({ channelHeader }) => channelHeader.setType(common.HeaderType.CONFIG)),
  'proposal: empty nonce': changed(({ signatureHeader }) => signatureHeader.setNonce(new Uint8Array())),
  'proposal: empty creator': changed(({ signatureHeader }) => signatureHeader.setCreator(new Uint8Array())),
  'proposal: payload is rubbish': changed(({ proposal }) => proposal.setPayload(Buffer.from([0xff, 0xff, 0xff]))),
  'proposal: header version 5': changed(({ channelHeader }) => channelHeader.setVersion(5)),
};
