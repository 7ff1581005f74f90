/**
 * FHIR R4 at the door: the few elements that the decision reads, parsed leniently inside (real bundles hold much that
 * nobody declared) and strictly where it matters: one JSON document, a Bundle, entries with resources.
 */
import { z } from 'zod';

const coding = z.object({
  system: z.string().optional(),
  code: z.string().optional(),
  display: z.string().optional(),
});
const concept = z.object({ coding: z.array(coding).optional(), text: z.string().optional() });
const reference = z.object({ reference: z.string().optional() });
const identifier = z.object({
  system: z.string().optional(),
  value: z.string().optional(),
  type: concept.optional(),
});
const meta = z.object({ tag: z.array(coding).optional() });

/** One resource of any type with what the decoder may read of it. */
const resourceSchema = z.object({
  resourceType: z.string(),
  id: z.string().optional(),
  meta: meta.optional(),
  status: z.string().optional(),
  identifier: z.union([z.array(identifier), identifier]).optional(),
  code: concept.optional(),
  subject: reference.optional(),
  specimen: z.union([z.array(reference), reference]).optional(),
  result: z.array(reference).optional(),
  basedOn: z.array(reference).optional(),
  effectiveDateTime: z.string().optional(),
  effectivePeriod: z.object({ start: z.string().optional() }).optional(),
  issued: z.string().optional(),
  valueCodeableConcept: concept.optional(),
  valueString: z.string().optional(),
  valueDateTime: z.string().optional(),
  interpretation: z.array(concept).optional(),
  note: z.array(z.object({ text: z.string().optional() })).optional(),
  dataAbsentReason: concept.optional(),
  type: concept.optional(),
  receivedTime: z.string().optional(),
  accessionIdentifier: identifier.optional(),
  collection: z
    .object({
      collectedDateTime: z.string().optional(),
      collectedPeriod: z.object({ start: z.string().optional() }).optional(),
    })
    .optional(),
  name: z.unknown().optional(),
  birthDate: z.string().optional(),
  gender: z.string().optional(),
  deceasedDateTime: z.string().optional(),
  source: z.object({ name: z.string().optional(), endpoint: z.string().optional() }).optional(),
  eventCoding: coding.optional(),
});

/** A resource of a bundle. */
export type Resource = z.infer<typeof resourceSchema>;

/** Resources that the decoder reads; the same element has other forms in others, which are passed over. */
const READ = new Set(['MessageHeader', 'Patient', 'Specimen', 'DiagnosticReport', 'Observation']);

const entryResource = z
  .looseObject({ resourceType: z.string(), id: z.string().optional() })
  .transform((given, context): Resource => {
    const { resourceType, id } = given;
    if (!READ.has(resourceType)) return { resourceType, id };
    const parsed = resourceSchema.safeParse(given);
    if (parsed.success) return parsed.data;
    for (const { path, message } of parsed.error.issues) {
      context.issues.push({ code: 'custom', path, message, input: given });
    }
    return z.NEVER;
  });

const bundleSchema = z.object({
  resourceType: z.literal('Bundle'),
  id: z.string().optional(),
  meta: meta.optional(),
  identifier: identifier.optional(),
  type: z.string(),
  timestamp: z.string().optional(),
  entry: z.array(z.object({ fullUrl: z.string().optional(), resource: entryResource.optional() })).max(5000),
});

/** A parsed bundle. */
export type Bundle = z.infer<typeof bundleSchema>;
/** A FHIR concept. */
export type Concept = z.infer<typeof concept>;

/** Why a body cannot be taken; `code` is from FHIR's IssueType. */
export class FhirError extends Error {
  readonly code: 'invalid' | 'structure' | 'not-supported' | 'required' | 'value';
  readonly expression: string | undefined;
  constructor(code: FhirError['code'], message: string, expression?: string) {
    super(message);
    this.name = 'FhirError';
    this.code = code;
    this.expression = expression;
  }
}

/**
 * Parses a body into a bundle.
 * @throws FhirError with a sentence that holds nothing of the content
 */
export function parseBundle(text: string): Bundle {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new FhirError('invalid', 'The body is not one JSON document.');
  }
  if (Array.isArray(json)) throw new FhirError('structure', 'The body is a list: send one Bundle at a time.');
  const type = (json as { resourceType?: unknown } | null)?.resourceType;
  if (type !== 'Bundle') {
    const named = typeof type === 'string' && /^[A-Za-z]{1,40}$/.test(type) ? type : 'something else';
    throw new FhirError('not-supported', `A Bundle is taken here; this is ${named}.`, 'Bundle');
  }
  const parsed = bundleSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = ['Bundle', ...(issue?.path ?? [])].join('.');
  throw new FhirError('structure', `The element at ${path} does not have the form that FHIR R4 gives it.`, path);
}
