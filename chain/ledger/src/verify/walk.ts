import { type CollectionName, chaincodeName, TallystickError } from '@tallystick/protocol';
import { type Consensus, consensusIn } from '../block/consensus.ts';
import { sha256 } from '../block/header.ts';
import { toLedgerBlock } from '../block/ledger-block.ts';
import type { PrivateData } from '../block/private-data.ts';
import type { Transaction } from '../block/transaction.ts';
import type { DeliveredBlock } from '../follow/stream.ts';
import type { LedgerTransaction } from '../port.ts';
import { unknownAuthorities } from './authorities.ts';
import { checkHashes } from './checks.ts';
import { Invariants, type PrivateText } from './invariants.ts';
import type { Members } from './members.ts';
import { checkOrderers } from './orderers.ts';
import type { PolicyBook } from './policy.ts';
import { Judge } from './validity.ts';

/** Something that is wrong with a ledger: the block, the transaction in it, and a sentence. */
export type Fault = { readonly block: number; readonly transaction?: number; readonly message: string };

/** What a ledger is verified against: pins and configuration, never what a peer says of itself. */
export type Pins = {
  readonly channel: string;
  readonly members: Members;
  readonly orderers: Members;
  readonly policies: PolicyBook;
  /** Header hash of block 0 (hex), when the network is known by it. */
  readonly network?: string;
};

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function privateTextOf(transaction: Transaction, privateData: PrivateData): PrivateText {
  const hashes = new Map<string, { collection: string; valueHash: string }>();
  const sets = transaction.actions[0]?.action?.sets ?? [];
  for (const { collection, writes } of sets.find(({ namespace }) => namespace === chaincodeName)?.collections ?? []) {
    for (const write of writes) hashes.set(hex(write.keyHash), { collection, valueHash: hex(write.valueHash) });
  }
  return (key) => {
    const keyHash = hex(sha256(Buffer.from(key)));
    const written = hashes.get(keyHash);
    const value = written && privateData.get(transaction.index, chaincodeName, written.collection, keyHash)?.value;
    return value !== undefined && hex(sha256(value)) === written?.valueHash ? Buffer.from(value).toString() : undefined;
  };
}

/** Verifies a ledger block by block, from block 0 on. */
export class Walk {
  readonly #pins: Pins;
  readonly #judge: Judge;
  readonly #invariants: Invariants;
  #previousHash: Uint8Array | undefined;
  #consensus: Consensus | undefined;
  #next = 0;
  /** Blocks, transactions and valid ones so far. */
  readonly counts = { blocks: 0, transactions: 0, valid: 0 };

  constructor(pins: Pins) {
    this.#pins = pins;
    this.#judge = new Judge(pins.members, pins.policies);
    this.#invariants = new Invariants(pins.channel);
  }

  /** Everything that is wrong with the next block. */
  check(delivered: DeliveredBlock): Fault[] {
    const { block } = delivered;
    const { number } = block;
    const faults: Fault[] = [
      ...(number === this.#next ? [] : [{ block: number, message: `block ${this.#next} should be here` }]),
      ...[...checkHashes(block, this.#previousHash), ...checkOrderers(block, this.#pins.orderers, this.#consensus)].map(
        ({ check }) => ({ block: number, message: `${check} does not hold` }),
      ),
    ];
    const { network } = this.#pins;
    if (number === 0 && network !== undefined && hex(block.headerHash) !== network) {
      faults.push({ block: 0, message: 'this is another network' });
    }
    faults.push(...unknownAuthorities(block, this.#pins), ...this.#checkTransactions(delivered));
    this.#previousHash = block.headerHash;
    this.#consensus = consensusIn(block) ?? this.#consensus;
    this.#next = number + 1;
    this.counts.blocks++;
    return faults;
  }

  #checkTransactions(delivered: DeliveredBlock): Fault[] {
    const { block } = delivered;
    const faults: Fault[] = [];
    const fault = (transaction: number, message: string): void => {
      faults.push({ block: block.number, transaction, message });
    };
    const judgements = this.#judge.judge(block);
    const records = this.#recordsOf(delivered, fault);
    for (const [index, judgement] of judgements.entries()) {
      const transaction = block.transactions[index]!;
      const said = transaction.validationCode === 0;
      this.counts.transactions++;
      if (judgement.valid) this.counts.valid++;
      if (said && !judgement.valid) fault(index, `the peer calls it valid, but ${judgement.because}`);
      if (!said && judgement.valid)
        fault(index, `the peer calls it invalid (${transaction.validationCode}), and it is valid`);
      if (!judgement.valid || 'malformed' in transaction || records === undefined) continue;
      const texts = privateTextOf(transaction, delivered.privateData);
      for (const message of this.#invariants.check(records[index]!, texts)) fault(index, message);
    }
    return faults;
  }

  /** The records in a block; private values play no part here: they are checked where they are used. */
  #recordsOf(
    { block, bytes, privateData }: DeliveredBlock,
    fault: (transaction: number, message: string) => void,
  ): readonly LedgerTransaction[] | undefined {
    try {
      const memberOf = new Set<CollectionName>();
      return toLedgerBlock(block, bytes, { privateData, memberOf, isPurged: () => false }).transactions;
    } catch (error) {
      if (!(error instanceof TallystickError)) throw error;
      fault(0, error.message);
      return undefined;
    }
  }
}
