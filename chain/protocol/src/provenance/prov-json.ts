import type { ProvDocument, ProvRelation } from './document.ts';

/** A qualified name as a typed literal of PROV-JSON. */
type QualifiedName = { readonly $: string; readonly type: 'prov:QUALIFIED_NAME' };
type Attributes = Readonly<Record<string, string | number | QualifiedName>>;

/** PROV-JSON (W3C member submission, 24 April 2013): for each kind of statement, attributes by identifier; `prefix` besides. */
export type ProvJson = Readonly<Record<string, Readonly<Record<string, Attributes | string>>>>;

const PREFIX = 'tally';

const named = (id: string): string => `${PREFIX}:${id}`;
const typed = (name: string): QualifiedName => ({ $: name, type: 'prov:QUALIFIED_NAME' });

/** The document as PROV-JSON, for other people's tools. Statements keep the document's order. */
export function toProvJson(document: ProvDocument): ProvJson {
  const kinds: Record<string, Record<string, Attributes | string>> = { prefix: { [PREFIX]: 'urn:tallystick:v1:' } };
  const state = (kind: string, id: string, attributes: Attributes): void => {
    kinds[kind] ??= {};
    kinds[kind][id] = attributes;
  };
  for (const { id, kind, collection } of document.entities) {
    state('entity', named(id), {
      [`${PREFIX}:kind`]: kind,
      ...(collection && { 'prov:type': typed('prov:Collection') }),
    });
  }
  for (const { id, kind, at, time } of document.activities) {
    const moment = time === undefined ? undefined : new Date(time * 1000).toISOString();
    state('activity', named(id), {
      [`${PREFIX}:kind`]: kind,
      ...(at && { [`${PREFIX}:block`]: at.block, [`${PREFIX}:index`]: at.index }),
      ...(moment !== undefined && { 'prov:startTime': moment, 'prov:endTime': moment }),
    });
  }
  for (const { id, kind } of document.agents) state('agent', named(id), { 'prov:type': typed(AGENT_TYPES[kind]) });
  document.relations.forEach((relation, i) => {
    state(relation.type, `_:r${i + 1}`, relationAttributes(relation));
  });
  return kinds;
}

const AGENT_TYPES = {
  organisation: 'prov:Organization',
  person: 'prov:Person',
  software: 'prov:SoftwareAgent',
} as const;

function relationAttributes(relation: ProvRelation): Attributes {
  switch (relation.type) {
    case 'wasGeneratedBy':
    case 'wasInvalidatedBy':
    case 'used':
      return { 'prov:entity': named(relation.entity), 'prov:activity': named(relation.activity) };
    case 'wasDerivedFrom':
      return {
        'prov:generatedEntity': named(relation.generated),
        'prov:usedEntity': named(relation.used),
        ...(relation.revision && { 'prov:type': typed('prov:Revision') }),
      };
    case 'wasAssociatedWith':
      return {
        'prov:activity': named(relation.activity),
        'prov:agent': named(relation.agent),
        [`${PREFIX}:role`]: relation.role,
      };
    case 'actedOnBehalfOf':
      return { 'prov:delegate': named(relation.delegate), 'prov:responsible': named(relation.responsible) };
    case 'hadMember':
      return { 'prov:collection': named(relation.collection), 'prov:entity': named(relation.entity) };
  }
}
