import proxy from '@fastify/http-proxy';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** One prefix that a face passes on. */
export interface Passage {
  /** Path prefix, the same on both sides. */
  readonly prefix: string;
  readonly upstream: string;
  readonly methods: readonly ('GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS')[];
  /** Longest request body in bytes; a body without a stated length is refused. */
  readonly bodyLimit: number;
  /** Whether cookies go through. On the phones' face they never do, in either direction. */
  readonly cookies: boolean;
  /** What is said (503) when the service behind does not answer. */
  readonly unavailable: { readonly code: string; readonly message: string };
}

type Headers = Record<string, string | string[] | undefined>;

function without(headers: Headers, names: readonly string[]): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name.toLowerCase())));
}

/** Refuses a body that is too long, or that does not say how long it is. */
function checkLength(request: FastifyRequest, reply: FastifyReply, limit: number): FastifyReply | undefined {
  const length = Number(request.headers['content-length'] ?? '0');
  if (request.headers['transfer-encoding'] !== undefined) {
    return reply.code(411).send({ error: { code: 'BAD_REQUEST', message: 'Say how long the body is.' } });
  }
  if (length > limit) {
    return reply.code(413).send({ error: { code: 'BAD_REQUEST', message: `A body has at most ${limit} bytes here.` } });
  }
  return undefined;
}

/**
 * Passes one prefix on to the service behind it. The service learns the client's address from `x-forwarded-for`, which is
 * set here, taken from a trusted proxy and never from the client, and sees no other forwarding header.
 */
export async function passOn(app: FastifyInstance, passage: Passage): Promise<void> {
  const { prefix, upstream, methods, bodyLimit, cookies, unavailable } = passage;
  await app.register(proxy, {
    upstream,
    prefix,
    rewritePrefix: prefix,
    httpMethods: [...methods],
    preHandler: (request, reply, done) => {
      if (checkLength(request, reply, bodyLimit) === undefined) done();
    },
    replyOptions: {
      timeout: 60_000,
      rewriteRequestHeaders: (request, headers) => ({
        ...without(headers as Headers, [
          'forwarded',
          'x-forwarded-for',
          'x-forwarded-host',
          'x-forwarded-proto',
          'x-real-ip',
          ...(cookies ? [] : ['cookie', 'authorization']),
        ]),
        'x-forwarded-for': request.ip,
      }),
      rewriteHeaders: (headers) => (cookies ? headers : without(headers as Headers, ['set-cookie'])),
      onError: (reply) => {
        reply.code(503).header('retry-after', '2').send({ error: unavailable });
      },
    },
  });
}
