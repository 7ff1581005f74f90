import { comparePositions, endsOf, type ProvActivity, type ProvDocument, type ProvRelation } from './document.ts';

/**
 * Names of the constraints of W3C PROV-CONSTRAINTS (30 April 2013), and two that are our own: `closure` (everything that is referred
 * to is stated; PROV leaves worlds open, a ledger is closed) and `cycle` (nothing comes from itself by any way).
 */
export type ProvConstraint =
  | 'key-object'
  | 'entity-activity-disjoint'
  | 'typing'
  | 'unique-generation'
  | 'unique-invalidation'
  | 'generation-precedes-usage'
  | 'generation-precedes-invalidation'
  | 'usage-precedes-invalidation'
  | 'derivation-generation-generation-ordering'
  | 'closure'
  | 'cycle';

/** A constraint that does not hold, and for what. */
export type ProvViolation = { readonly constraint: ProvConstraint; readonly subject: string; readonly object: string };

/**
 * Whether a document can be the history of anything. Order is the ledger's; for steps inside an organisation, their times.
 *
 * @returns every violated constraint; none for a valid document.
 */
export function checkProvenance(document: ProvDocument): ProvViolation[] {
  const events = new Events(document);
  return [
    ...checkIds(document),
    ...checkReferences(document),
    ...events.uniqueness(),
    ...events.ordering(),
    ...checkCycles(document),
  ];
}

const violation = (constraint: ProvConstraint, subject: string, object = subject): ProvViolation => ({
  constraint,
  subject,
  object,
});

/** One id names one thing, of one sort. Agents may be entities (PROV-DM 5.3), activities may not. */
function checkIds({ entities, activities, agents }: ProvDocument): ProvViolation[] {
  const twice = [entities, activities, agents].flatMap((things) => {
    const seen = new Set<string>();
    const again = things.filter(({ id }) => seen.has(id) || !seen.add(id));
    return again.map(({ id }) => violation('key-object', id));
  });
  const activityIds = new Set(activities.map(({ id }) => id));
  const both = entities.filter(({ id }) => activityIds.has(id));
  return [...twice, ...both.map(({ id }) => violation('entity-activity-disjoint', id))];
}

type Sort = 'entity' | 'activity' | 'agent';

/** What each relation is between (PROV-DM, table 5). */
const sorts: Readonly<Record<ProvRelation['type'], readonly [Sort, Sort]>> = {
  wasGeneratedBy: ['entity', 'activity'],
  wasInvalidatedBy: ['entity', 'activity'],
  used: ['activity', 'entity'],
  wasDerivedFrom: ['entity', 'entity'],
  wasAssociatedWith: ['activity', 'agent'],
  actedOnBehalfOf: ['agent', 'agent'],
  hadMember: ['entity', 'entity'],
};

function checkReferences(document: ProvDocument): ProvViolation[] {
  const stated: Readonly<Record<Sort, ReadonlySet<string>>> = {
    entity: new Set(document.entities.map(({ id }) => id)),
    activity: new Set(document.activities.map(({ id }) => id)),
    agent: new Set(document.agents.map(({ id }) => id)),
  };
  const anything = new Set([...stated.entity, ...stated.activity, ...stated.agent]);
  const collections = new Set(document.entities.filter(({ collection }) => collection).map(({ id }) => id));
  return document.relations.flatMap((relation) => {
    const ends = endsOf(relation);
    const wrong = ends.filter((id, i) => !stated[sorts[relation.type][i === 0 ? 0 : 1]].has(id));
    const found = wrong.map((id) => violation(anything.has(id) ? 'typing' : 'closure', ends[0], id));
    const noCollection = relation.type === 'hadMember' && anything.has(ends[0]) && !collections.has(ends[0]);
    return noCollection ? [...found, violation('typing', ends[0], ends[1])] : found;
  });
}

/** Generations, usages and invalidations of entities, with the activities in which they happened. */
class Events {
  readonly #document: ProvDocument;
  readonly #activities: ReadonlyMap<string, ProvActivity>;
  readonly #generations: ReadonlyMap<string, string[]>;
  readonly #invalidations: ReadonlyMap<string, string[]>;

  constructor(document: ProvDocument) {
    this.#document = document;
    this.#activities = new Map(document.activities.map((activity) => [activity.id, activity]));
    this.#generations = this.#of('wasGeneratedBy');
    this.#invalidations = this.#of('wasInvalidatedBy');
  }

  #of(type: 'wasGeneratedBy' | 'wasInvalidatedBy'): Map<string, string[]> {
    const found = new Map<string, string[]>();
    for (const relation of this.#document.relations) {
      if (relation.type !== type) continue;
      found.set(relation.entity, [...(found.get(relation.entity) ?? []), relation.activity]);
    }
    return found;
  }

  uniqueness(): ProvViolation[] {
    const several = (events: ReadonlyMap<string, string[]>, constraint: ProvConstraint): ProvViolation[] =>
      [...events].flatMap(([entity, activities]) =>
        activities.slice(1).map((each) => violation(constraint, entity, each)),
      );
    return [...several(this.#generations, 'unique-generation'), ...several(this.#invalidations, 'unique-invalidation')];
  }

  ordering(): ProvViolation[] {
    const found: ProvViolation[] = [];
    for (const [entity, ends] of this.#invalidations) {
      const late = this.#pairs(this.#generations.get(entity), ends).some(([made, ended]) => this.#isAfter(made, ended));
      if (late) found.push(violation('generation-precedes-invalidation', entity));
    }
    for (const relation of this.#document.relations) {
      if (relation.type === 'used') found.push(...this.#usage(relation.activity, relation.entity));
      if (relation.type === 'wasDerivedFrom') found.push(...this.#derivation(relation.generated, relation.used));
    }
    return found;
  }

  #usage(activity: string, entity: string): ProvViolation[] {
    const early = (this.#generations.get(entity) ?? []).some((made) => this.#isAfter(made, activity));
    const late = (this.#invalidations.get(entity) ?? []).some((ended) => this.#isAfter(activity, ended));
    return [
      ...(early ? [violation('generation-precedes-usage', entity, activity)] : []),
      ...(late ? [violation('usage-precedes-invalidation', entity, activity)] : []),
    ];
  }

  /** Strict: what is derived is younger than what it is derived from. */
  #derivation(generated: string, used: string): ProvViolation[] {
    const pairs = this.#pairs(this.#generations.get(used), this.#generations.get(generated));
    const wrong = pairs.some(([older, younger]) => this.#isAfter(older, younger) || older === younger);
    return wrong ? [violation('derivation-generation-generation-ordering', generated, used)] : [];
  }

  #pairs(some: readonly string[] = [], others: readonly string[] = []): [string, string][] {
    return some.flatMap((one) => others.map((other): [string, string] => [one, other]));
  }

  /** Whether both moments are known and the first is later. */
  #isAfter(one: string, other: string): boolean {
    const [a, b] = [this.#activities.get(one), this.#activities.get(other)];
    if (a?.at !== undefined && b?.at !== undefined) return comparePositions(a.at, b.at) > 0;
    return a?.time !== undefined && b?.time !== undefined && a.time > b.time;
  }
}

/** Follows generation, usage and derivation backwards; whatever is met on its own way is a cycle. */
function checkCycles({ relations }: ProvDocument): ProvViolation[] {
  const sources = new Map<string, string[]>();
  for (const relation of relations) {
    if (!['wasGeneratedBy', 'used', 'wasDerivedFrom', 'hadMember'].includes(relation.type)) continue;
    const [subject, object] = endsOf(relation);
    sources.set(subject, [...(sources.get(subject) ?? []), object]);
  }
  const found: ProvViolation[] = [];
  const done = new Set<string>();
  const onWay = new Set<string>();
  for (const start of sources.keys()) {
    // With a stack of its own: a ledger's history is deeper than the call stack.
    const way: { id: string; rest: string[] }[] = [];
    const enter = (id: string): void => {
      onWay.add(id);
      way.push({ id, rest: [...(sources.get(id) ?? [])] });
    };
    if (!done.has(start)) enter(start);
    for (let here = way.at(-1); here !== undefined; here = way.at(-1)) {
      const next = here.rest.pop();
      if (next === undefined) {
        way.pop();
        onWay.delete(here.id);
        done.add(here.id);
      } else if (onWay.has(next)) {
        found.push(violation('cycle', here.id, next));
      } else if (!done.has(next)) {
        enter(next);
      }
    }
  }
  return found;
}
