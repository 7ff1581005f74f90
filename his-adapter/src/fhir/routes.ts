/** `POST /fhir`: one Bundle from a machine, into the same inbox and the same decision as HL7 v2. */
import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { DecisionPolicy } from '../decision/policy.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import { FhirError, parseBundle } from './bundle.ts';
import { decodeBundle, isOtherMessage } from './report.ts';

/** What the route needs. */
export interface FhirContext {
  store: Store;
  policy: DecisionPolicy;
  log: Log;
  now(): number;
  /** Bearer tokens of machines; with none configured nobody may send. */
  tokens: readonly string[];
  /** Decides what was stored; its decisions stand when this returns. */
  onStored(ids: number[]): void;
}

const MAX_BYTES = 5 * 1024 * 1024;

/** Adds the route. */
export async function addFhirRoutes(app: FastifyInstance, context: FhirContext): Promise<void> {
  // In a context of its own: these content types and this limit are for machines alone.
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    const types = ['application/fhir+json', 'application/json'];
    scope.addContentTypeParser(types, { parseAs: 'buffer', bodyLimit: MAX_BYTES }, (_request, body, done) =>
      done(null, body),
    );
    scope.setErrorHandler((error, _request, reply) => {
      const status = (error as { statusCode?: number }).statusCode ?? 500;
      const code = status === 413 ? 'too-long' : status === 415 ? 'not-supported' : 'exception';
      return outcome(reply, status, 'error', code, 'The request cannot be taken in this form.');
    });
    scope.post('/fhir', { bodyLimit: MAX_BYTES }, async (request, reply) => {
      if (!mayWrite(context.tokens, request)) {
        context.log('security', 'refused', { code: 'FHIR_TOKEN', route: '/fhir', status: 401 });
        reply.header('www-authenticate', 'Bearer');
        return outcome(reply, 401, 'error', 'login', 'A bearer token of a registered machine is needed.');
      }
      return take(context, request.body as Buffer, reply);
    });
  });
}

/** Compares digests, so that neither length nor content of a token can be timed. */
function mayWrite(tokens: readonly string[], request: FastifyRequest): boolean {
  const given = /^Bearer ([\x21-\x7e]+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (given === undefined) return false;
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return tokens.map((token) => timingSafeEqual(digest(token), digest(given))).includes(true);
}

/** What is to become of a body, before it is stored. */
interface Verdict {
  messageId: string;
  state: 'stored' | 'ignored' | 'refused';
  code: string;
  reason: string;
  refusal?: FhirError;
}

function judge(body: Buffer, policy: DecisionPolicy): Verdict {
  let messageId = '';
  try {
    const bundle = parseBundle(utf8(body));
    messageId = bundle.identifier?.value ?? bundle.id ?? '';
    if (isOtherMessage(bundle)) {
      const reason = 'The message header names an event that brings no results; such messages are never decided.';
      return { messageId, state: 'ignored', code: 'TYPE_IGNORED', reason };
    }
    const marks = { askOnEntryCodes: policy.askOnEntryTests, selfReportMarkers: policy.selfReportMarkers };
    if (decodeBundle(bundle, marks).length === 0) {
      throw new FhirError(
        'required',
        'The Bundle holds no Observation, alone or in a DiagnosticReport.',
        'Bundle.entry',
      );
    }
    return { messageId, state: 'stored', code: 'WAITING', reason: 'Waits for its decision.' };
  } catch (error) {
    if (!(error instanceof FhirError)) throw error;
    return { messageId, state: 'refused', code: 'NOT_FHIR', reason: error.message, refusal: error };
  }
}

function utf8(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new FhirError('invalid', 'The body is not text in UTF-8.');
  }
}

function take(context: FhirContext, body: Buffer, reply: FastifyReply): FastifyReply {
  const { store } = context;
  const digest = store.keys.digest('message', body);
  const { messageId, refusal, ...fate } = judge(body, context.policy);
  const before = store.inbox.find('fhir', messageId, digest);
  const id =
    before?.id ??
    store.inbox.put({
      receivedAt: Math.floor(context.now() / 1000),
      transport: 'fhir',
      sender: 'fhir',
      controlId: messageId,
      type: 'Bundle',
      digest,
      raw: body,
      answer: [],
      ...fate,
    });
  if (refusal) return outcome(reply, 422, 'error', refusal.code, refusal.message, refusal.expression);
  if (!before && fate.state === 'stored') context.onStored([id]);
  return decided(context, id, fate.reason, reply);
}

/** The answer says what was decided, observation by observation, in words that hold nothing of the patient. */
function decided({ store }: FhirContext, id: number, otherwise: string, reply: FastifyReply): FastifyReply {
  const issues = store.decisions.ofMessage(id).map((decision) => ({
    severity: decision.action === 'hold' ? 'warning' : 'information',
    code: 'informational',
    details: { coding: [{ code: decision.reasonCode }], text: `${decision.action}: ${decision.reason}` },
    expression: [decision.place],
  }));
  const none = { severity: 'information', code: 'informational', details: { text: otherwise } };
  return reply
    .code(200)
    .type('application/fhir+json')
    .send({ resourceType: 'OperationOutcome', id: randomUUID(), issue: issues.length > 0 ? issues : [none] });
}

function outcome(
  reply: FastifyReply,
  status: number,
  severity: 'error',
  code: string,
  text: string,
  expression?: string,
): FastifyReply {
  const issue = { severity, code, details: { text }, ...(expression && { expression: [expression] }) };
  return reply
    .code(status)
    .type('application/fhir+json')
    .send({ resourceType: 'OperationOutcome', issue: [issue] });
}
