import type { ContractSide, FixtureSide, Side, Subject } from './subject.ts';

/** What a rule cannot do without, besides a network. */
export type Need =
  /** Tallystick's chaincode, its channel policy in force. */
  | 'contract'
  /** The chaincode of localnet's own tests. */
  | 'fixture'
  /** The organisations' own CA keys, beside their root certificates: the rule issues certificates. */
  | 'issuing'
  /** A network that nobody uses otherwise: what the rule leaves behind would mislead its users. */
  | 'disposable'
  /** A retention of a few seconds, so that a purge falls due. */
  | 'short-retention';

/** One rule of the suite. */
export type Rule = {
  readonly group: string;
  /** Unique in its group; lower-case words with dashes. */
  readonly name: string;
  /** What it says, as a sentence. */
  readonly says: string;
  readonly needs: readonly Need[];
  /** Rejects when the rule does not hold; the error says what was seen. */
  readonly check: (subject: Subject) => Promise<void>;
};

/** Thrown by a rule that finds that it cannot be asked here; never counts as passed. */
export class NotApplicable extends Error {}

type Definition<T> = {
  readonly says: string;
  readonly needs?: readonly Need[];
  readonly check: (side: T, subject: Subject) => Promise<void>;
};
type Definitions<T> = Readonly<Record<string, Definition<T>>>;

function rulesOf<T>(
  group: string,
  definitions: Definitions<T>,
  needs: readonly Need[],
  side: (of: Subject) => T,
): Rule[] {
  return Object.entries(definitions).map(([name, definition]) => ({
    group,
    name,
    says: definition.says,
    needs: [...needs, ...(definition.needs ?? [])],
    check: (subject) => definition.check(side(subject), subject),
  }));
}

/** Rules for whatever chaincode is there. */
export const networkRules = (group: string, definitions: Definitions<Side>): Rule[] =>
  rulesOf(group, definitions, [], ({ any }) => any);

/** Rules that call the test chaincode. */
export const fixtureRules = (group: string, definitions: Definitions<FixtureSide>): Rule[] =>
  rulesOf(group, definitions, ['fixture'], ({ fixture }) => fixture!);

/** Rules that call Tallystick's contract. */
export const contractRules = (group: string, definitions: Definitions<ContractSide>): Rule[] =>
  rulesOf(group, definitions, ['contract'], ({ contract }) => contract!);
