import type { Block } from '../block/block.ts';
import { configuration } from '../block/consensus.ts';
import { type Action, endorserTransaction, type MalformedEnvelope, type Transaction } from '../block/transaction.ts';
import { checkTransaction } from './checks.ts';
import type { Members } from './members.ts';
import { type Endorser, isSatisfied, type PolicyBook, policiesFor } from './policy.ts';
import { ReplayedState } from './state.ts';

/** Whether a transaction is valid, by its own bytes and all that came before it; if not, why. */
export type Judgement = { readonly valid: true } | { readonly valid: false; readonly because: string };

const invalid = (because: string): Judgement => ({ valid: false, because });

/** Endorsers whose signatures hold, each identity once. */
function endorsersOf(action: Action, members: Members): Endorser[] {
  const endorsers = new Map<string, Endorser>();
  for (const { endorser, signature } of action.endorsements) {
    if (!members.signed(endorser, signature, action.responsePayloadBytes, endorser.bytes)) continue;
    const { x509, units } = members.find(endorser)!;
    // Not by its text: one certificate can be written in many ways.
    endorsers.set(`${endorser.mspId} ${x509.fingerprint256}`, { mspId: endorser.mspId, units });
  }
  return [...endorsers.values()];
}

/**
 * Judges transactions in ledger order without looking at the validation codes, which are each peer's own and signed by
 * nobody. Keeps the versions of all keys and every transaction id.
 */
export class Judge {
  readonly #members: Members;
  readonly #policies: PolicyBook;
  readonly #state = new ReplayedState();
  readonly #ids = new Set<string>();

  constructor(members: Members, policies: PolicyBook) {
    this.#members = members;
    this.#policies = policies;
  }

  /** Judges a block's transactions and takes their effects over. Blocks have to come in order. */
  judge(block: Block): Judgement[] {
    const validIds = new Set<string>();
    const judgements = block.transactions.map((transaction) => {
      const judgement = this.#judge(transaction, block.number, validIds);
      if (judgement.valid && !('malformed' in transaction)) {
        validIds.add(transaction.txId);
        const sets = transaction.actions[0]?.action?.sets ?? [];
        this.#state.apply(sets, { block: block.number, transaction: transaction.index });
      }
      return judgement;
    });
    this.#state.endBlock(block.number);
    for (const transaction of block.transactions) if (!('malformed' in transaction)) this.#ids.add(transaction.txId);
    return judgements;
  }

  #judge(transaction: Transaction | MalformedEnvelope, block: number, validIds: ReadonlySet<string>): Judgement {
    if ('malformed' in transaction) return invalid('it does not parse');
    // Block 0 is known by its hash; a later configuration is the orderers', whose signature was checked with the block's.
    if (transaction.type === configuration) return { valid: true };
    if (transaction.type !== endorserTransaction || block === 0) return invalid('its type is not known');
    // One signature that does not hold costs an endorsement, not the transaction.
    const wrong = checkTransaction(transaction, this.#members).find((check) => check !== 'endorserSignature');
    if (wrong !== undefined) return invalid(`${wrong} does not hold`);
    const action = transaction.actions[0]!;
    if (action.action === undefined) return invalid('its action does not parse');
    if (action.action.chaincode.name !== action.chaincode) return invalid('its action names another chaincode');
    if (this.#ids.has(transaction.txId) || validIds.has(transaction.txId)) return invalid('its id was used before');
    return this.#judgeEffects(action, action.action.sets);
  }

  #judgeEffects(action: Action, sets: NonNullable<Action['action']>['sets']): Judgement {
    const policies = policiesFor(this.#policies, action.chaincode, sets);
    const endorsers = endorsersOf(action, this.#members);
    if (!policies?.every((policy) => isSatisfied(policy, endorsers))) return invalid('its endorsements do not suffice');
    const conflict = this.#state.conflict(sets);
    return conflict === undefined ? { valid: true } : invalid(`a ${conflict} does not hold`);
  }
}
