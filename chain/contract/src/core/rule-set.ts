import type { ArgumentOf, PrivateOf, TransactionName } from '@tallystick/protocol';
import type { Call, Caller } from './call.ts';
import type { StateReader } from './facts.ts';
import type { Outcome } from './outcome.ts';

/** What the pure part of a rule set is given: nothing else may influence its decision. */
export type Input<N extends TransactionName, Facts> = {
  readonly argument: ArgumentOf<N>;
  readonly private: PrivateOf<N>;
  readonly facts: Facts;
  readonly call: Call;
};

/** The rules of one transaction function. */
export type RuleSet<N extends TransactionName, Facts> = {
  readonly name: N;
  /** Everybody else is refused before anything is parsed or read. */
  readonly callers: readonly Caller[];
  /** Reads from the committed state what the decision rests on. */
  facts(read: StateReader, argument: ArgumentOf<N>, call: Call): Promise<Facts>;
  /** The decision: pure, so that every endorser comes to the same. @throws TallystickError for what is refused. */
  decide(input: Input<N, Facts>): Outcome;
};
