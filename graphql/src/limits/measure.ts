import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  visit as visitNodes,
} from 'graphql';
import { defaultPage, maxPage } from './limits.ts';

/** What a query asks for. */
export type QueryMeasure = {
  readonly depth: number;
  readonly introspectionDepth: number;
  readonly aliases: number;
  /** Fields that the answer may have: a page counts its `first` entries, any other list {@link assumedListLength}. */
  readonly cost: number;
};

/** Entries that a list without a page size is taken to have. */
export const assumedListLength = 10;

/** What computing a field costs besides giving it, in fields. */
const fieldWeights: Readonly<Record<string, number>> = {
  'Query.provenance': 500,
  'Query.commitment': 200,
  'Query.statistics': 100,
  // A whole block is read for it: dear enough that a list which says no size cannot ask for it.
  'Transaction.endorsement': 1000,
  'Mutation.commitEncounters': 100,
  'Mutation.publishDiagnosis': 500,
  'Mutation.acknowledgeExposure': 100,
};

/** The argument that says how many entries a page may have. */
const pageArgument = 'first';

type Scope = {
  readonly parent: string | undefined;
  readonly depth: number;
  readonly factor: number;
  /** Whether inside `__schema` or `__type`. */
  readonly meta: boolean;
};

/**
 * Measures the operation that will run, fragments expanded, on a document that has been validated (so fragments do not recurse).
 * Counting stops at `enough`, so that a hostile document cannot make the counting itself dear.
 */
export function measureQuery(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  enough: number,
): QueryMeasure {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  let depth = 0;
  let introspectionDepth = 0;
  let aliases = 0;
  let cost = 0;

  const visitField = (node: FieldNode, scope: Scope): void => {
    const name = node.name.value;
    const meta = scope.meta || name === '__schema' || name === '__type';
    const field = fieldOf(schema, scope.parent, name);
    if (node.alias !== undefined) aliases += 1;
    cost += scope.factor * (1 + (fieldWeights[`${scope.parent}.${name}`] ?? 0));
    if (meta) introspectionDepth = Math.max(introspectionDepth, scope.depth);
    else depth = Math.max(depth, scope.depth);
    if (node.selectionSet === undefined) return;
    // Introspection grows with the schema, not with the data: its lists count once.
    const factor = meta ? 1 : scope.factor * multiplier(node, field, scope.parent, variables);
    const type = field === undefined ? undefined : getNamedType(field.type).name;
    visit(node.selectionSet, { parent: type, depth: scope.depth + 1, factor, meta });
  };

  const visit = (selections: SelectionSetNode, scope: Scope): void => {
    for (const node of selections.selections) {
      if (cost > enough) return;
      if (node.kind === Kind.FIELD) {
        visitField(node, scope);
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        visit(node.selectionSet, { ...scope, parent: node.typeCondition?.name.value ?? scope.parent });
      } else {
        const fragment = fragments.get(node.name.value);
        // Expanding costs too, even where the fragment holds nothing but others.
        cost += 1;
        if (fragment) visit(fragment.selectionSet, { ...scope, parent: fragment.typeCondition.name.value });
      }
    }
  };

  const parent = schema.getRootType(operation.operation)?.name;
  visit(operation.selectionSet, { parent, depth: 1, factor: 1, meta: false });
  return { depth, introspectionDepth, aliases, cost };
}

/** Whether a document's measure depends on its variables: then it has to be taken for each request. */
export function measureVaries(document: DocumentNode): boolean {
  let varies = false;
  visitNodes(document, {
    Argument: ({ name, value }) => {
      if (name.value === pageArgument && value.kind === Kind.VARIABLE) varies = true;
    },
  });
  return varies;
}

function fieldOf(
  schema: GraphQLSchema,
  parent: string | undefined,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  const type = parent === undefined ? undefined : schema.getType(parent);
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
}

function multiplier(
  node: FieldNode,
  field: GraphQLField<unknown, unknown> | undefined,
  parent: string | undefined,
  variables: Readonly<Record<string, unknown>>,
): number {
  if (field === undefined) return 1;
  if (field.args.some((argument) => argument.name === pageArgument)) return pageSize(node, variables);
  // The entries of a page were counted where its size was given.
  if (parent?.endsWith('Connection')) return 1;
  return isListType(getNullableType(field.type)) ? assumedListLength : 1;
}

function pageSize(node: FieldNode, variables: Readonly<Record<string, unknown>>): number {
  const value = node.arguments?.find((argument) => argument.name.value === pageArgument)?.value;
  if (value === undefined) return defaultPage;
  const first =
    value.kind === Kind.VARIABLE ? variables[value.name.value] : Number('value' in value ? value.value : Number.NaN);
  // Anything that is no page size is refused when it is coerced; until then it counts as the largest.
  return typeof first === 'number' && first >= 1 && first <= maxPage ? first : maxPage;
}
