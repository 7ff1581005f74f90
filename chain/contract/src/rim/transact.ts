import {
  type CanonicalValue,
  canonicalBytes,
  canonicalJson,
  channelPolicyContent,
  keyOfRecord,
  recordKey,
  TallystickError,
  type TransactionName,
} from '@tallystick/protocol';
import type { Context } from 'fabric-contract-api';
import { allowOnly, type Call, type Creator } from '../core/call.ts';
import type { Outcome } from '../core/outcome.ts';
import type { RuleSet } from '../core/rule-set.ts';
import { CommittedState } from './committed-state.ts';
import { parseArgument, parsePrivate } from './door.ts';

type Stub = Context['stub'];

/**
 * Runs one transaction function: who, what, facts, decision, writes. Writes begin only when everything is decided, so a refused
 * transaction leaves nothing behind.
 *
 * @returns the canonical JSON of the public record, or an empty text where there is none.
 * @throws Error whose message is a `TallystickError`'s text form.
 */
export async function transact<N extends TransactionName, Facts>(
  rules: RuleSet<N, Facts>,
  { stub, clientIdentity }: Context,
  texts: readonly string[],
): Promise<string> {
  return asErrorText(async () => {
    const creator = creatorOf(clientIdentity);
    allowOnly(creator, rules.callers);
    const argument = parseArgument(rules.name, texts);
    const secret = parsePrivate(rules.name, stub.getTransient());
    const state = new CommittedState(stub);
    const call = await callOf(stub, creator, state);
    const facts = await rules.facts(state, argument, call);
    const outcome = rules.decide({ argument, private: secret, facts, call });
    await write(stub, outcome);
    return outcome.answer === undefined ? '' : canonicalJson(outcome.answer);
  });
}

/** Turns whatever is thrown into the one-line form that travels to the client; unforeseen errors say nothing of their cause. */
export async function asErrorText<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Error((error instanceof TallystickError ? error : new TallystickError('INTERNAL')).toText());
  }
}

/** From the certificate in the proposal; never `stub.getMspID()`, which tells where this process runs. */
function creatorOf(identity: Context['clientIdentity']): Creator {
  return {
    mspId: identity.getMSPID(),
    role: identity.getAttributeValue('role'),
    facility: identity.getAttributeValue('facility'),
  };
}

async function callOf(stub: Stub, creator: Creator, state: CommittedState): Promise<Call> {
  const time = Math.floor(stub.getDateTimestamp().getTime() / 1000);
  if (!Number.isSafeInteger(time) || time < 0 || time > 0xffff_ffff) throw new TallystickError('BAD_REQUEST');
  const policy = await state.record('policy', recordKey.policy('channel', 1));
  return {
    creator,
    time,
    txId: stub.getTxID(),
    channel: stub.getChannelID(),
    channelPolicy: policy && channelPolicyContent.parse(policy.content),
  };
}

async function write(stub: Stub, { records, privateValues, purges }: Outcome): Promise<void> {
  for (const record of records) await stub.putState(keyOfRecord(record), canonicalBytes(record));
  for (const { collection, key, value } of privateValues) {
    await stub.putPrivateData(collection, key, canonicalBytes(value as CanonicalValue));
  }
  for (const { collection, key } of purges) await stub.purgePrivateData(collection, key);
}
