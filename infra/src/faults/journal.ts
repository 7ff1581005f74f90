/** What a load did and what came of it, pure: counted from what the ledger's blocks hold. */

/** What the load writes. */
export const mutationKinds = ['commitment', 'answer', 'authorisation', 'publication', 'revocation'] as const;
export type MutationKind = (typeof mutationKinds)[number];

/** One thing that a client wanted to have done, however often it asked. */
export type Mutation = {
  readonly kind: MutationKind;
  /** What names it on the ledger; undefined as long as nobody but the asked service can know. */
  name: string | undefined;
  acknowledged: boolean;
  /** Code of an answer that no repetition changes; there should be none. */
  refused: string | undefined;
};

/** Everything that was asked for, in order. */
export type Journal = {
  readonly mutations: readonly Mutation[];
  /** Attempts that were not acknowledged. */
  failures: number;
  /** Notes a mutation before it is sent for the first time. */
  begin(kind: MutationKind, name?: string): Mutation;
  /** Notes that a mutation was acknowledged. */
  acknowledge(mutation: Mutation): void;
  /** Acknowledged so far. */
  acknowledged(kind: MutationKind): number;
};

/** An empty journal. */
export function newJournal(): Journal {
  const mutations: Mutation[] = [];
  const counts = new Map<MutationKind, number>();
  const acknowledged = (kind: MutationKind): number => counts.get(kind) ?? 0;
  return {
    mutations,
    failures: 0,
    begin(kind, name) {
      const mutation: Mutation = { kind, name, acknowledged: false, refused: undefined };
      mutations.push(mutation);
      return mutation;
    },
    acknowledge(mutation) {
      mutation.acknowledged = true;
      counts.set(mutation.kind, acknowledged(mutation.kind) + 1);
    },
    acknowledged,
  };
}

/** How often each name stands on the ledger, by kind. */
export type Contents = Readonly<Record<MutationKind, ReadonlyMap<string, number>>>;

/** What came of one kind of mutation. */
export type Tally = {
  readonly submitted: number;
  readonly acknowledged: number;
  /** Submitted and there, once or more often. */
  readonly onLedger: number;
  /** Acknowledged and not there. */
  readonly lost: number;
  /** There more often than once, counted for each time too many. */
  readonly doubled: number;
  /** There, and nobody asked for it. */
  readonly unasked: number;
  /** Refused for good. */
  readonly refused: number;
};

function tallyOf(mutations: readonly Mutation[], there: ReadonlyMap<string, number>): Tally {
  const times = ({ name }: Mutation): number => (name === undefined ? 0 : (there.get(name) ?? 0));
  const names = new Set(mutations.map(({ name }) => name));
  const count = (holds: (mutation: Mutation) => boolean): number => mutations.filter(holds).length;
  return {
    submitted: mutations.length,
    acknowledged: count(({ acknowledged }) => acknowledged),
    onLedger: count((each) => times(each) > 0),
    lost: count((each) => each.acknowledged && times(each) === 0),
    doubled: [...there.values()].reduce((sum, often) => sum + often - 1, 0),
    unasked: [...there.keys()].filter((name) => !names.has(name)).length,
    refused: count(({ refused }) => refused !== undefined),
  };
}

/** Holds what was asked for against what the blocks hold. */
export function tallies(mutations: readonly Mutation[], contents: Contents): Record<MutationKind, Tally> {
  return Object.fromEntries(
    mutationKinds.map((kind) => [
      kind,
      tallyOf(
        mutations.filter((each) => each.kind === kind),
        contents[kind],
      ),
    ]),
  ) as Record<MutationKind, Tally>;
}

/** Whether every acknowledged mutation is there once, and every other once or not at all. */
export function isWhole(tally: Tally): boolean {
  return tally.lost === 0 && tally.doubled === 0 && tally.unasked === 0 && tally.refused === 0;
}
