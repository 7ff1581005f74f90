/** Recorded submissions and outcomes: duplicates, refusals of the orderer, invalid transactions. */

import { readFileSync } from 'node:fs';
import type { SubmittedTransaction, Transaction } from '@hyperledger/fabric-gateway';
import { common, gateway, ledger, peer } from '@hyperledger/fabric-protos';
import { sign } from '../../msp/ecdsa.ts';
import { serializeIdentity } from '../../msp/identity.ts';
import { submitRaw } from '../raw.ts';
import { highS } from './identities.ts';
import type { Case, ReplayContext } from './replay-context.ts';

const ATTEMPTS = 50;

async function endorse({ health }: ReplayContext, [name, ...args]: string[], named?: string[]): Promise<Transaction> {
  const options = { arguments: args, ...(named ? { endorsingOrganizations: named } : {}) };
  return health.contract.newProposal(name!, options).endorse();
}

async function codeOf(submitted: Promise<SubmittedTransaction>): Promise<{ code: number }> {
  return { code: (await (await submitted).getStatus()).code };
}

/** A committed transaction's proposal, made again. */
const again: Case = async (context, { call }) => {
  const proposal = context.health.contract.newProposal('put', { arguments: ['again', 'x'] });
  const endorsed = await proposal.endorse();
  await codeOf(endorsed.submit());
  if (call === 'submit + commitStatus') return codeOf(endorsed.submit());
  const same = context.health.gateway.newProposal(proposal.getBytes());
  return call === 'evaluate' ? same.evaluate() : same.endorse();
};

/** Submits a transaction under another signature, through the gateway client. */
const signedBy = (signature: (context: ReplayContext, payload: Uint8Array) => Uint8Array): Case => {
  return async (context) => {
    const bytes = (await endorse(context, ['put', 'k', 'v'])).getBytes();
    const payload = gateway.PreparedTransaction.deserializeBinary(bytes).getEnvelope()!.getPayload_asU8();
    return context.health.gateway.newSignedTransaction(bytes, signature(context, payload)).submit();
  };
};

const raw = (envelope: (context: ReplayContext) => Promise<common.Envelope | undefined>, channel?: string): Case => {
  return async (context) => submitRaw(context.network.localnet.target, await envelope(context), channel);
};

const created = (creator: (context: ReplayContext) => Promise<string>): Case =>
  raw(async (context) => {
    const identity = serializeIdentity('HealthMSP', readFileSync(await creator(context), 'utf8'));
    return context.envelope((payload) => {
      const header = common.SignatureHeader.deserializeBinary(payload.getHeader()!.getSignatureHeader_asU8());
      header.setCreator(identity);
      payload.getHeader()!.setSignatureHeader(header.serializeBinary());
    });
  });

/** Two at a time until the heights of their endorsements are the same: then one of them fails. */
const concurrent: Case = async ({ health }) => {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const both = ['1', '2'].map((value) => health.contract.submitTransaction('rmw', 'rmw', value));
    for (const outcome of await Promise.allSettled(both)) if (outcome.status === 'rejected') throw outcome.reason;
  }
  return 'no conflict';
};

const phantom: Case = async (context) => {
  const { contract } = context.health;
  await contract.submitTransaction('putMany', 'ph', '5', '');
  const ranged = await endorse(context, ['rangeThenPut', 'ph', 'pi', 'sum', 'v']);
  await contract.submitTransaction('put', 'ph0002x', 'inserted');
  return codeOf(ranged.submit());
};

const keyPolicy: Case = async ({ health: { contract } }) => {
  await contract.submitTransaction('putAndSetVP', 'guarded', 'v', 'AuditorMSP');
  const options = { arguments: ['guarded', 'w'], endorsingOrganizations: ['HealthMSP', 'AuthorityMSP'] };
  return contract.submit('put', options);
};

const tampered: Case = async (context) => {
  const envelope = await context.envelope(changeWrites);
  const bytes = (await endorse(context, ['put', 'k', 'v'])).getBytes();
  const prepared = gateway.PreparedTransaction.deserializeBinary(bytes);
  const header = common.Payload.deserializeBinary(envelope.getPayload_asU8()).getHeader()!;
  const { getTxId } = common.ChannelHeader.prototype;
  prepared.setTransactionId(getTxId.call(common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8())));
  prepared.setEnvelope(envelope);
  return codeOf(context.health.gateway.newTransaction(prepared.serializeBinary()).submit());
};

/** Another value than the endorsed one. */
function changeWrites(payload: common.Payload): void {
  const transaction = peer.Transaction.deserializeBinary(payload.getData_asU8());
  const [action] = transaction.getActionsList();
  const actionPayload = peer.ChaincodeActionPayload.deserializeBinary(action!.getPayload_asU8());
  const endorsed = actionPayload.getAction()!;
  const response = peer.ProposalResponsePayload.deserializeBinary(endorsed.getProposalResponsePayload_asU8());
  const chaincodeAction = peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8());
  const results = ledger.rwset.TxReadWriteSet.deserializeBinary(chaincodeAction.getResults_asU8());
  const own = results.getNsRwsetList().find((each) => each.getNamespace() === 'probe')!;
  const pairs = ledger.rwset.kvrwset.KVRWSet.deserializeBinary(own.getRwset_asU8());
  pairs.getWritesList()[0]!.setValue(Buffer.from('forged'));
  own.setRwset(pairs.serializeBinary());
  chaincodeAction.setResults(results.serializeBinary());
  response.setExtension$(chaincodeAction.serializeBinary());
  endorsed.setProposalResponsePayload(response.serializeBinary());
  action!.setPayload(actionPayload.serializeBinary());
  payload.setData(transaction.serializeBinary());
}

/** The scenarios of this file. */
export const transactions: Record<string, Case> = {
  'same proposal endorsed twice before it is committed': async ({ health }) => {
    const proposal = health.contract.newProposal('put', { arguments: ['twice', 'x'] });
    await proposal.endorse();
    await proposal.endorse();
    return 'endorsed again';
  },
  'proposal whose transaction id is already committed': again,
  'same envelope submitted again after commit': again,
  'signature made with another key (transaction)': signedBy((context, payload) => sign(context.key('boss'), payload)),
  'high-S signature (transaction)': signedBy((context, payload) => highS(context.key(), payload)),
  'no signature (transaction), raw call': raw(async (context) => {
    const envelope = await context.envelope();
    envelope.setSignature(new Uint8Array());
    return envelope;
  }),
  'no prepared transaction, raw call': raw(async () => undefined),
  'submit with another channel id in the request, raw call': raw((context) => context.envelope(), 'nochannel'),
  'envelope whose header names another channel': raw((context) =>
    context.envelope((payload) => {
      const header = common.ChannelHeader.deserializeBinary(payload.getHeader()!.getChannelHeader_asU8());
      header.setChannelId('nochannel');
      payload.getHeader()!.setChannelHeader(header.serializeBinary());
    }),
  ),
  'envelope whose payload is rubbish': raw(async (context) => {
    const envelope = await context.envelope();
    envelope.setPayload(Buffer.from([0xff, 0xff, 0xff]));
    return envelope;
  }),
  'creator of the envelope replaced by a foreign identity': created(
    async (context) => (await context.foreign()).certificate,
  ),
  'creator of the envelope replaced by an expired identity': created(
    async (context) => (await context.issue({ role: 'client', notAfter: new Date(Date.now() - 60_000) })).certificate,
  ),
  'two concurrent read-modify-writes with contract.submit': concurrent,
  'insert into a range another transaction read, same block': phantom,
  'one endorsement where two are needed (setEndorsingOrganizations)': ({ health }) =>
    health.contract.submit('put', { arguments: ['one', 'v'], endorsingOrganizations: ['HealthMSP'] }),
  'key-level policy not met': keyPolicy,
  'getStatus of an invalid transaction': async (context) =>
    codeOf((await endorse(context, ['put', 'one', 'v'], ['HealthMSP'])).submit()),
  'tampered write set, signed again': tampered,
};
