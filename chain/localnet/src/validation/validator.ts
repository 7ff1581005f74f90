/** A block's validation: a code for each transaction, and the writes of the valid ones. */

import type { BlockStore } from '../ledger/block-store.ts';
import { BlockUpdates } from '../ledger/block-updates.ts';
import type { ParsedNamespace } from '../ledger/read-write-set.ts';
import type { StateStore } from '../ledger/state.ts';
import { InvalidTransaction, ValidationCode } from './codes.ts';
import { checkEndorsements, type EndorsementRules, type KeyPolicies } from './endorsement.ts';
import { placeOf, placesWithNewPolicy, withPolicyWrites } from './key-policies.ts';
import { checkEnvelope, type OpenedEnvelope, openEnvelope, parseAction, readAction } from './transaction.ts';
import { checkVersions } from './versions.ts';

/** One transaction after validation; its sets are there as soon as they could be read, valid or not. */
export type ValidatedTransaction = { id: string; code: ValidationCode; namespaces: ParsedNamespace[] };

/** A validated block. */
export type ValidatedBlock = { transactions: ValidatedTransaction[]; updates: BlockUpdates };

/** What validation looks at. */
export type ValidationContext = EndorsementRules & { channel: string; state: StateStore; blocks: BlockStore };

/** Validates the envelopes of block `number`, in Fabric's order of checks. Never throws for what an envelope holds. */
export function validateBlock(envelopes: Uint8Array[], number: number, context: ValidationContext): ValidatedBlock {
  const height = number - 1;
  const changed = new Set<string>();
  const keys: KeyPolicies = {
    of: (namespace, collection, key) => context.state.policy(namespace, collection, key, height),
    changed: (...place) => changed.has(placeOf(...place)),
  };
  const transactions = envelopes.map((bytes) => {
    const transaction = checkAlone(bytes, context, keys);
    if (transaction.code === ValidationCode.VALID) {
      for (const place of placesWithNewPolicy(transaction.namespaces)) changed.add(place);
    }
    return transaction;
  });
  const seen = new Set<string>();
  for (const transaction of transactions) {
    if (transaction.code !== ValidationCode.VALID) continue;
    if (seen.has(transaction.id)) transaction.code = ValidationCode.DUPLICATE_TXID;
    seen.add(transaction.id);
  }
  const updates = new BlockUpdates();
  const current = { state: context.state, updates, height };
  for (const [tx, transaction] of transactions.entries()) {
    if (transaction.code !== ValidationCode.VALID) continue;
    transaction.code = codeOf(() => checkVersions(transaction.namespaces, current));
    if (transaction.code !== ValidationCode.VALID) continue;
    transaction.namespaces = transaction.namespaces.map((access) => withPolicyWrites(access, current));
    updates.add(transaction.namespaces, { block: number, tx });
  }
  return { transactions, updates };
}

/** Everything about one transaction that its neighbours in the block cannot change. */
function checkAlone(bytes: Uint8Array, context: ValidationContext, keys: KeyPolicies): ValidatedTransaction {
  const result: ValidatedTransaction = { id: '', code: ValidationCode.VALID, namespaces: [] };
  result.code = codeOf(() => {
    const envelope: OpenedEnvelope = openEnvelope(bytes);
    result.id = envelope.header.channel.transactionId;
    checkEnvelope(envelope, context.channel, context.membership);
    const parsed = parseAction(envelope);
    if (context.blocks.find(result.id)) throw new InvalidTransaction(ValidationCode.DUPLICATE_TXID, 'known id');
    const { namespaces } = readAction(parsed);
    result.namespaces = namespaces;
    checkEndorsements(parsed, namespaces, context, keys);
  });
  return result;
}

function codeOf(check: () => void): ValidationCode {
  try {
    check();
    return ValidationCode.VALID;
  } catch (error) {
    // Anything else than a verdict comes from bytes that no rule foresaw; they must not stop the network.
    return error instanceof InvalidTransaction ? error.code : ValidationCode.INVALID_OTHER_REASON;
  }
}
