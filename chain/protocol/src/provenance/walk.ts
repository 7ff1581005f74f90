import { TallystickError } from '../errors.ts';
import { endsOf, type ProvDocument, type ProvRelation } from './document.ts';

/**
 * Where something came from: the part of a document that one entity derives from, with the activities that made or ended each step
 * and the agents that answer for them. From an answer batch it leads to the period's exports, the sets of publications in them, and
 * their authorisations.
 *
 * @throws TallystickError `NOT_FOUND` when the document has no such entity.
 */
export function provenanceOf(id: string, document: ProvDocument): ProvDocument {
  if (!document.entities.some((entity) => entity.id === id)) throw new TallystickError('NOT_FOUND');
  const sources = new Map<string, string[]>();
  for (const relation of document.relations) {
    if (relation.type !== 'wasDerivedFrom' && relation.type !== 'hadMember') continue;
    const [subject, object] = endsOf(relation);
    sources.set(subject, [...(sources.get(subject) ?? []), object]);
  }
  const reached = new Set([id]);
  for (const entity of reached) for (const source of sources.get(entity) ?? []) reached.add(source);
  return part(document, reached);
}

/** The statements about the entities, what made or ended them, and whoever answers for that. */
function part(document: ProvDocument, entities: ReadonlySet<string>): ProvDocument {
  const isAbout = (relation: ProvRelation): boolean =>
    (relation.type === 'wasGeneratedBy' || relation.type === 'wasInvalidatedBy') && entities.has(relation.entity);
  const activities = new Set(document.relations.filter(isAbout).map((relation) => endsOf(relation)[1]));
  const agents = new Set<string>();
  for (const relation of document.relations) {
    if (relation.type === 'wasAssociatedWith' && activities.has(relation.activity)) agents.add(relation.agent);
  }
  for (const agent of agents) {
    for (const relation of document.relations) {
      if (relation.type === 'actedOnBehalfOf' && relation.delegate === agent) agents.add(relation.responsible);
    }
  }
  const within = (id: string): boolean => entities.has(id) || activities.has(id) || agents.has(id);
  return {
    entities: document.entities.filter(({ id }) => entities.has(id)),
    activities: document.activities.filter(({ id }) => activities.has(id)),
    agents: document.agents.filter(({ id }) => agents.has(id)),
    relations: document.relations.filter((relation) => endsOf(relation).every(within)),
  };
}
