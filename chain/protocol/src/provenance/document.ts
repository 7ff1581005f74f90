/** Where on the ledger something happened: order is (block, index) alone. */
export type ProvPosition = { readonly block: number; readonly index: number };

/** PROV-DM 5.1.1: a record, or a set of records. */
export type ProvEntity = {
  /** Record key such as `export/0000000007`, or the name of a set such as `publications/0000000007`. */
  readonly id: string;
  /** Type of the record or of the set. */
  readonly kind: string;
  /** PROV-DM 5.6.1: its members are given by `hadMember`. */
  readonly collection?: true;
};

/** PROV-DM 5.1.2: one transaction, or one step inside an organisation. */
export type ProvActivity = {
  readonly id: string;
  /** What was done, such as `publish`. */
  readonly kind: string;
  /** For transactions. */
  readonly at?: ProvPosition;
  /** Unix seconds, for steps inside an organisation; a transaction's timestamp is a claim and never stands here. */
  readonly time?: number;
};

/** PROV-DM 5.3.1. */
export type ProvAgent = { readonly id: string; readonly kind: 'organisation' | 'person' | 'software' };

/** The relations of PROV-DM that are used here, by their names there. */
export type ProvRelation =
  | { readonly type: 'wasGeneratedBy'; readonly entity: string; readonly activity: string }
  | { readonly type: 'used'; readonly activity: string; readonly entity: string }
  | { readonly type: 'wasInvalidatedBy'; readonly entity: string; readonly activity: string }
  | {
      readonly type: 'wasDerivedFrom';
      readonly generated: string;
      readonly used: string;
      /** `prov:Revision`: it takes the other's place. */
      readonly revision?: true;
    }
  | { readonly type: 'wasAssociatedWith'; readonly activity: string; readonly agent: string; readonly role: string }
  | { readonly type: 'actedOnBehalfOf'; readonly delegate: string; readonly responsible: string }
  | { readonly type: 'hadMember'; readonly collection: string; readonly entity: string };

/** Statements of W3C PROV. Lists are sorted and without duplicates, so equal documents are equal values. */
export type ProvDocument = {
  readonly entities: readonly ProvEntity[];
  readonly activities: readonly ProvActivity[];
  readonly agents: readonly ProvAgent[];
  readonly relations: readonly ProvRelation[];
};

/** What a relation speaks of: the one that it is about first, then what it refers to. */
export function endsOf(relation: ProvRelation): readonly [subject: string, object: string] {
  switch (relation.type) {
    case 'wasGeneratedBy':
    case 'wasInvalidatedBy':
      return [relation.entity, relation.activity];
    case 'used':
      return [relation.activity, relation.entity];
    case 'wasDerivedFrom':
      return [relation.generated, relation.used];
    case 'wasAssociatedWith':
      return [relation.activity, relation.agent];
    case 'actedOnBehalfOf':
      return [relation.delegate, relation.responsible];
    case 'hadMember':
      return [relation.collection, relation.entity];
  }
}

/** Below 0 when `a` happened before `b` on the ledger, 0 when they are one transaction. */
export function comparePositions(a: ProvPosition, b: ProvPosition): number {
  return a.block - b.block || a.index - b.index;
}

/** Collects statements; the same statement made twice counts once. */
export class ProvBuilder {
  readonly #entities = new Map<string, ProvEntity>();
  readonly #activities = new Map<string, ProvActivity>();
  readonly #agents = new Map<string, ProvAgent>();
  readonly #relations = new Map<string, ProvRelation>();

  entity(entity: ProvEntity): this {
    this.#entities.set(entity.id, entity);
    return this;
  }

  activity(activity: ProvActivity): this {
    this.#activities.set(activity.id, activity);
    return this;
  }

  agent(agent: ProvAgent): this {
    this.#agents.set(agent.id, agent);
    return this;
  }

  relate(relation: ProvRelation): this {
    this.#relations.set([relation.type, ...endsOf(relation)].join(' '), relation);
    return this;
  }

  document(): ProvDocument {
    return {
      entities: inOrder(this.#entities),
      activities: inOrder(this.#activities),
      agents: inOrder(this.#agents),
      relations: inOrder(this.#relations),
    };
  }
}

function inOrder<T>(byName: ReadonlyMap<string, T>): T[] {
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
}
