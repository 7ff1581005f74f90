import { policyInForce, TallystickError, type WitnessEnvelope, type WitnessKind } from '@tallystick/protocol';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { policiesOf } from '../read-model/policies.ts';
import type { AuditDesk } from './desk.ts';

const kinds: ReadonlySet<string> = new Set<WitnessKind>(['anchor', 'answers', 'export', 'policy', 'exportKey', 'head']);

function isKind(text: string): text is WitnessKind {
  return kinds.has(text);
}

function answer(reply: FastifyReply, envelope: WitnessEnvelope | undefined, lasting: boolean): FastifyReply {
  if (envelope === undefined) {
    const { code, message } = new TallystickError('NOT_WITNESSED');
    return reply.code(404).header('cache-control', 'no-store').send({ error: { code, message } });
  }
  // A statement is signed once and never changes; which one is the newest does.
  reply.header('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache');
  return reply.send(envelope);
}

/** Adds `/witness/…`: the public key, the newest head, the risk policy in force, and any statement by kind and subject. */
export function addWitness(app: FastifyInstance, desk: AuditDesk, publicKey: string): void {
  const network = (): string => desk.network() ?? '';
  app.get('/witness/key', (_, reply) => reply.header('cache-control', 'no-cache').send({ publicKey }));
  app.get('/witness/head', (_, reply) => answer(reply, desk.store.newest(network(), 'head'), false));
  app.get('/witness/policy/current', (_, reply) => {
    const versions = policiesOf(desk.model, 'risk').map(({ record }) => record);
    const inForce = policyInForce(versions, desk.clock());
    const subject = `risk/${inForce?.version ?? 0}`;
    return answer(reply, desk.store.find(network(), 'policy', subject), false);
  });
  app.get<{ Params: { kind: string; '*': string } }>('/witness/:kind/*', (request, reply) => {
    const { kind, '*': subject } = request.params;
    return answer(reply, isKind(kind) ? desk.store.find(network(), kind, subject) : undefined, true);
  });
}
