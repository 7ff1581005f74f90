import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type Answer, errorCodes, TallystickError } from '@tallystick/protocol';
import { startFaceProcess } from '@tallystick/ui/testing';
import { TestLedger } from './ledger.ts';

/** An answer on its way to the phone. */
export interface Answered {
  status: number;
  body: unknown;
}

/** Changes answers on their way, by path: how a test lies. */
export type Lie = (path: string, answered: Answered) => Answered | 'hang up';

/** A phone's face before a ledger in memory. */
export interface TestServices {
  readonly origin: string;
  readonly ledger: TestLedger;
  /** Lies from now on, null for the truth. */
  lie(lie: Lie | null): void;
  /** Paths that were asked for. */
  readonly asked: readonly string[];
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function graphql(ledger: TestLedger, text: string): unknown {
  const { query, variables } = JSON.parse(text) as { query: string; variables: Record<string, never> };
  const field = /\{\s*(\w+)/.exec(query)?.[1] ?? '';
  const resolvers: Record<string, () => unknown> = {
    network: () => ({ id: ledger.network, time: Math.floor(Date.now() / 1000) }),
    riskPolicy: () => ledger.policy,
    commitEncounters: () => ledger.commit(variables.root ?? ''),
    publishDiagnosis: () => ledger.publish(variables.input as never),
    acknowledgeExposure: () => ledger.answer(variables.input as unknown as Answer),
    transaction: () => {
      const endorsement = ledger.evidence.get(variables.id ?? '');
      return endorsement === undefined ? null : { endorsement };
    },
    authorisation: () => {
      const found = ledger.authorisations.get(variables.id ?? '');
      return found === undefined ? null : { status: found.status, expires: found.expires };
    },
  };
  try {
    return { data: { [field]: resolvers[field]?.() } };
  } catch (error) {
    const code = error instanceof TallystickError ? error.code : 'INTERNAL';
    return { data: null, errors: [{ message: errorCodes[code], extensions: { code } }] };
  }
}

async function answer(ledger: TestLedger, path: string, request: IncomingMessage): Promise<Answered> {
  const notFound = { status: 404, body: { error: { code: 'NOT_FOUND' } } };
  const [, root, kind = '', ...subject] = path.split('/');
  if (root === 'graphql') return { status: 200, body: graphql(ledger, await bodyOf(request)) };
  if (root === 'witness') {
    const envelope = ledger.statement(kind, subject.length === 0 ? undefined : subject.join('/'));
    return envelope === null
      ? { status: 404, body: { error: { code: 'NOT_WITNESSED' } } }
      : { status: 200, body: envelope };
  }
  if (root !== 'exports') return notFound;
  if (kind === 'index.json') {
    const records = ledger.exports.map(({ record, name }) => ({ ...record, name, status: 'available' }));
    return { status: 200, body: { network: ledger.network, records } };
  }
  const file = ledger.exports.find(({ name }) => name === kind)?.file;
  return file === undefined ? notFound : { status: 200, body: file };
}

/** Starts the real face over a built phone, before API and Auditor that run on a ledger in memory; all end with the test. */
export async function startServices(t: TestContext, staticDir: string): Promise<TestServices> {
  const ledger = new TestLedger();
  const asked: string[] = [];
  let lying: Lie | null = null;
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? '/';
    asked.push(path);
    const truth = await answer(ledger, path, request);
    const told = lying === null ? truth : lying(path, truth);
    if (told === 'hang up') return void request.socket.destroy();
    const bytes = told.body instanceof Uint8Array;
    response.writeHead(told.status, { 'content-type': bytes ? 'application/zip' : 'application/json' });
    response.end(bytes ? told.body : JSON.stringify(told.body));
  };
  const server = createServer((request, response) => void handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as { port: number };
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-phone-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const networkFile = join(folder, 'network.json');
  writeFileSync(networkFile, JSON.stringify(ledger.pins));
  const url = `http://127.0.0.1:${port}`;
  const face = await startFaceProcess(t, {
    FACE: 'phone',
    STATIC_DIR: staticDir,
    API_URL: url,
    WITNESS_URL: url,
    NETWORK_FILE: networkFile,
  });
  return {
    origin: `http://localhost:${face}`,
    ledger,
    asked,
    lie: (lie) => {
      lying = lie;
    },
  };
}
