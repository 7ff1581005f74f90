import {
  type AnchorRecord,
  anchorOf,
  anchorPrivate,
  canonicalJson,
  type ExportRecord,
  fromHex,
  type LedgerRecord,
  type PolicyRecord,
  type PublicationRecord,
  proposalId,
  recordKey,
  verifyPublication,
} from '@tallystick/protocol';
import type { LedgerTransaction, PublicWrite } from '../port.ts';

/** A private value of a transaction as a peer delivered it, checked against its hash; undefined when it is not there. */
export type PrivateText = (key: string) => string | undefined;

/**
 * What the contract promises, checked on what valid transactions wrote: two organisations that endorse against the contract
 * are found out here.
 */
export class Invariants {
  readonly #channel: string;
  readonly #records = new Map<string, LedgerRecord>();

  constructor(channel: string) {
    this.#channel = channel;
  }

  /** What is wrong with the writes of a valid transaction; takes them over. */
  check(transaction: LedgerTransaction, privateText: PrivateText): string[] {
    const wrong = transaction.writes.flatMap((write) => this.#checkWrite(write, transaction, privateText));
    for (const { key, record } of transaction.writes) this.#records.set(key, record);
    return wrong;
  }

  #checkWrite({ key, record }: PublicWrite, transaction: LedgerTransaction, privateText: PrivateText): string[] {
    const rules: readonly (readonly [holds: boolean, sentence: string])[] = [
      [!this.#records.has(key), `${key} is written a second time`],
      [record.txId === transaction.txId, `${key} names another transaction`],
      [record.provenance.organisation === transaction.creator.mspId, `${key} names another organisation`],
      ...this.#rulesOf(record, privateText),
    ];
    return rules.filter(([holds]) => !holds).map(([, sentence]) => sentence);
  }

  #rulesOf(record: LedgerRecord, privateText: PrivateText): (readonly [boolean, string])[] {
    switch (record.type) {
      case 'anchor':
        return this.#anchor(record, privateText);
      case 'publication':
        return this.#publication(record);
      case 'revocation':
        return [[this.#has(recordKey.authorisation(record.authorisation)), 'a revocation without an authorisation']];
      case 'export':
        return this.#export(record);
      case 'policy':
        return this.#policy(record);
      default:
        return [];
    }
  }

  #has(key: string): boolean {
    return this.#records.has(key);
  }

  #anchor({ root, count }: AnchorRecord, privateText: PrivateText): (readonly [boolean, string])[] {
    const text = privateText(recordKey.anchor(root));
    if (text === undefined) return [];
    const { roots } = anchorPrivate.parse(JSON.parse(text));
    return [
      [roots.length === count && anchorOf(roots).root === root, 'an anchor is not the root over its commitments'],
    ];
  }

  #publication({ authorisation, digest, signature }: PublicationRecord): (readonly [boolean, string])[] {
    const authorised = this.#records.get(recordKey.authorisation(authorisation));
    if (authorised?.type !== 'authorisation') return [[false, 'a publication without an authorisation']];
    const statement = { channel: this.#channel, authorisation: fromHex(authorisation), digest: fromHex(digest) };
    return [
      [!this.#has(recordKey.revocation(authorisation)), 'a publication under a revoked authorisation'],
      [
        verifyPublication(fromHex(authorised.publicKey), statement, fromHex(signature)),
        'a publication without the patient’s signature',
      ],
    ];
  }

  #export({ sequence, previous, firstBlock, lastBlock }: ExportRecord): (readonly [boolean, string])[] {
    const before = this.#records.get(recordKey.export(sequence - 1));
    const last = before?.type === 'export' ? before : undefined;
    return [
      [sequence === 1 || last !== undefined, 'an export without the one before it'],
      [previous === (last?.sha256 ?? null), 'an export does not name the one before it'],
      [firstBlock === (last === undefined ? 0 : last.lastBlock + 1), 'an export leaves out blocks or repeats them'],
      [lastBlock >= firstBlock, 'an export ends before it begins'],
    ];
  }

  #policy({ kind, version, content, proposal, proposedBy, approvedBy }: PolicyRecord): (readonly [boolean, string])[] {
    const proposed = this.#records.get(recordKey.proposal(proposal));
    const argument = { kind, version, content } as Parameters<typeof proposalId>[1];
    const agreed = proposed?.type === 'proposal' && canonicalJson(proposed.content) === canonicalJson(content);
    return [
      [agreed && proposalId(proposedBy, argument) === proposal, 'a policy is not what was proposed'],
      [proposedBy !== approvedBy, 'a policy was approved by who proposed it'],
    ];
  }
}
