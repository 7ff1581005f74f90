import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { buildGraphiql, exampleQueries } from '@tallystick/graphql';
import { dayAt, firstIntervalOfDay, intervalAt, isErrorCode, type TemporaryExposureKey } from '@tallystick/protocol';
import { type GraphqlAnswer, graphql } from './client.ts';
import { authorise, pastKeys, publication, revoke } from './patient.ts';
import { mutations, publish, randomHex } from './requests.ts';
import { eventually, startSystem, type TestSystem } from './system.ts';

const now = (): number => Math.floor(Date.now() / 1000);

describe('what the API refuses', () => {
  let system: TestSystem;
  const graphiqlDir = mkdtempSync(join(tmpdir(), 'tallystick-graphiql-'));
  before(async () => {
    await buildGraphiql(graphiqlDir);
    system = await startSystem({ windowSeconds: 3_600, api: { GRAPHIQL_DIR: graphiqlDir } });
  });
  after(async () => {
    await system.stop();
    rmSync(graphiqlDir, { recursive: true });
  });

  /** The one error of an answer; it must be one of ours and show nothing of the inside. */
  const errorOf = (answer: GraphqlAnswer<unknown>): { code: string; field: string | undefined; status: number } => {
    assert.equal(answer.errors.length, 1, JSON.stringify(answer.errors));
    const { message, extensions } = answer.errors[0]!;
    assert.ok(isErrorCode(extensions.code), extensions.code);
    assert.equal('stacktrace' in extensions, false);
    assert.doesNotMatch(message, /node_modules|\.ts:\d/);
    return { code: extensions.code, field: extensions.field, status: answer.status };
  };
  const refused = async (query: string, variables: Record<string, unknown> = {}): Promise<ReturnType<typeof errorOf>> =>
    errorOf(await graphql(system.api.url, query, variables));
  const codeOf = async (query: string, variables: Record<string, unknown> = {}): Promise<string> =>
    (await refused(query, variables)).code;

  it('a root of the wrong length, or one that is no bytes', async () => {
    assert.deepEqual(await refused(mutations.commit, { root: randomHex(31) }), {
      code: 'ROOT_LENGTH',
      field: 'root',
      status: 200,
    });
    for (const root of ['xyz', randomHex(32).toUpperCase(), 7, null]) {
      assert.equal(await codeOf(mutations.commit, { root }), 'BAD_REQUEST');
    }
  });

  it('an unknown field, an unknown argument, and what is no GraphQL', async () => {
    assert.equal(await codeOf('{ network { secrets } }'), 'BAD_REQUEST');
    assert.equal(await codeOf('{ block(number: 1, colour: "red") { number } }'), 'BAD_REQUEST');
    assert.equal(await codeOf('{ network '), 'BAD_REQUEST');
    assert.equal(await codeOf(''), 'BAD_REQUEST');
  });

  it('a query that is too deep, too wide or too dear', async () => {
    const deep = `{ __type(name: "Block") ${'{ fields { type '.repeat(9)} { name } ${'} }'.repeat(9)} }`;
    assert.ok(['QUERY_TOO_COMPLEX', 'BAD_REQUEST'].includes(await codeOf(deep)));
    const ofTypes = `{ __type(name: "Block") { fields { type { ${'ofType { '.repeat(15)} name ${'} '.repeat(15)} } } } }`;
    assert.equal(await codeOf(ofTypes), 'QUERY_TOO_COMPLEX');
    const aliases = Array.from({ length: 11 }, (_, i) => `a${i}: network { id }`).join(' ');
    assert.deepEqual(await refused(`{ ${aliases} }`), { code: 'QUERY_TOO_COMPLEX', field: 'aliases', status: 400 });
    const dear = '{ blocks(first: 100) { nodes { transactions { records { key type content } } } } }';
    assert.equal((await refused(dear)).field, 'cost');
    assert.equal(await codeOf(`{ ${'network { id } '.repeat(1_000)} }`), 'BAD_REQUEST', 'too many tokens');
  });

  it('pages that are too long, and cursors that are none', async () => {
    assert.equal((await refused('{ blocks(first: 101) { totalCount } }')).field, 'first');
    assert.equal((await refused('{ blocks(after: "x") { totalCount } }')).field, 'after');
  });

  it('a wrong, used, expired or revoked code, and another’s signature', async () => {
    const patient = await authorise(system.hospital);
    const other = await authorise(system.hospital);
    const input = publication(patient, pastKeys(2));
    const unknown = { ...input, authorisation: randomHex(16) };
    assert.equal(await codeOf(mutations.publish, { input: unknown }), 'CODE_UNKNOWN');
    const stolen = { ...publication({ ...patient, keys: other.keys }, pastKeys(2)) };
    assert.equal(await codeOf(mutations.publish, { input: stolen }), 'SIGNATURE_INVALID');
    await publish(system.api.url, input);
    assert.equal(await codeOf(mutations.publish, { input: publication(patient, pastKeys(2)) }), 'CODE_USED');
    await revoke(system.hospital, other.authorisation);
    assert.equal(await codeOf(mutations.publish, { input: publication(other, pastKeys(2)) }), 'CODE_REVOKED');
    const brief = await authorise(system.hospital, { expires: now() + 2 });
    await eventually(
      'an expired code',
      async () => ((await statusOf(brief.authorisation)) === 'EXPIRED' ? true : undefined),
      10,
    );
    assert.equal(await codeOf(mutations.publish, { input: publication(brief, pastKeys(2)) }), 'CODE_EXPIRED');
  });

  const statusOf = async (id: string): Promise<string | undefined> =>
    (
      await graphql<{ authorisation: { status: string } }>(
        system.api.url,
        'query ($id: Bytes!) { authorisation(id: $id) { status } }',
        { id },
      )
    ).data?.authorisation.status;

  it('keys that break a rule, each by its name', async () => {
    const patient = await authorise(system.hospital);
    const [first] = pastKeys(1) as [TemporaryExposureKey];
    const twin = { ...pastKeys(1)[0]!, rollingStart: first.rollingStart + 6 };
    const cases: [string, readonly TemporaryExposureKey[]][] = [
      ['KEYS_MISSING', []],
      ['KEY_DUPLICATE', [first, first]],
      ['KEY_OVERLAP', [first, twin]],
      ['KEY_IN_FUTURE', [{ ...first, rollingStart: intervalAt(now()) + 1 }]],
      ['KEY_TOO_OLD', [{ ...first, rollingStart: firstIntervalOfDay(dayAt(now()) - 17) }]],
      ['KEY_PERIOD', [{ ...first, rollingPeriod: 145 }]],
    ];
    for (const [code, keys] of cases) {
      assert.equal(await codeOf(mutations.publish, { input: publication(patient, keys) }), code);
    }
    const input = publication(patient, pastKeys(30));
    assert.deepEqual(
      await refused(mutations.publish, { input: { ...input, keys: `${input.keys}${'00'.repeat(24)}` } }),
      {
        code: 'TOO_MANY_KEYS',
        field: 'keys',
        status: 200,
      },
    );
    assert.equal((await refused(mutations.publish, { input: { ...input, salt: '00' } })).field, 'salt');
    assert.equal(await statusOf(patient.authorisation), 'ISSUED', 'a refusal uses no code up');
  });

  it('answers of impossible days, and bits that are none', async () => {
    const input = { day: dayAt(now()), id: randomHex(16), bit: 1 };
    for (const day of [dayAt(now()) + 2, dayAt(now()) - 16]) {
      assert.equal((await refused(mutations.acknowledge, { input: { ...input, day } })).field, 'day');
    }
    assert.equal((await refused(mutations.acknowledge, { input: { ...input, bit: 2 } })).field, 'bit');
    assert.equal((await refused(mutations.acknowledge, { input: { ...input, id: '00' } })).field, 'id');
  });

  const send = (init: RequestInit, query = ''): Promise<Response> => fetch(`${system.api.url}/graphql${query}`, init);
  const json = { 'content-type': 'application/json' };
  const codesIn = async (response: Response): Promise<string[]> =>
    ((await response.json()) as { errors: { extensions: { code: string } }[] }).errors.map(
      ({ extensions }) => extensions.code,
    );

  it('batches, bodies that are too large or not JSON, and forms of other pages', async () => {
    const body = JSON.stringify({ query: '{ network { id } }' });
    const batch = await send({ method: 'POST', headers: json, body: `[${body},${body}]` });
    assert.deepEqual([batch.status, await codesIn(batch)], [400, ['BAD_REQUEST']]);
    const large = await send({ method: 'POST', headers: json, body: JSON.stringify({ query: ' '.repeat(70_000) }) });
    assert.deepEqual([large.status, await codesIn(large)], [413, ['BAD_REQUEST']]);
    const broken = await send({ method: 'POST', headers: json, body: '{"query":' });
    assert.deepEqual([broken.status, await codesIn(broken)], [400, ['BAD_REQUEST']]);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const form = await send({ method: 'POST', headers: { 'content-type': type }, body });
      assert.deepEqual([type, form.status, await codesIn(form)], [type, 415, ['BAD_REQUEST']]);
    }
    const nothing = await send({ method: 'POST', headers: json });
    assert.equal(nothing.status, 400);
  });

  it('mutations by GET, and anything but GET from another origin', async () => {
    const mutation = `?query=${encodeURIComponent(`mutation { commitEncounters(root: "${randomHex(32)}") { block } }`)}`;
    const byGet = await send({}, mutation);
    assert.deepEqual([byGet.status, await codesIn(byGet)], [405, ['BAD_REQUEST']]);
    const query = await send({ headers: { origin: 'https://example.org' } }, '?query=%7Bnetwork%7Bid%7D%7D');
    assert.equal(query.status, 200);
    assert.equal(query.headers.get('access-control-allow-origin'), '*');
    const post = await send({
      method: 'POST',
      headers: { ...json, origin: 'https://example.org' },
      body: JSON.stringify({ query: '{ network { id } }' }),
    });
    assert.equal(post.headers.get('access-control-allow-origin'), null);
    const preflight = await send({
      method: 'OPTIONS',
      headers: { origin: 'https://example.org', 'access-control-request-method': 'POST' },
    });
    assert.equal(preflight.headers.get('access-control-allow-methods'), 'GET');
  });

  it('whatever does not exist', async () => {
    for (const path of [
      '/blocks/999999',
      '/blocks/-1',
      '/blocks/x',
      '/exports/1-0000000000000000.zip',
      '/exports/x',
      '/x',
    ]) {
      const response = await fetch(`${system.api.url}${path}`);
      assert.deepEqual([path, response.status, await codesIn(response)], [path, 404, ['NOT_FOUND']]);
    }
    assert.equal(await codeOf('{ provenance(of: "export/0000000099") { of } }'), 'NOT_FOUND');
    for (const path of ['/witness/anchor/00', '/witness/export/1', '/witness/nonsense/1']) {
      const response = await fetch(`${system.auditor.url}${path}`);
      const { error } = (await response.json()) as { error: { code: string } };
      assert.deepEqual([path, response.status, error.code], [path, 404, 'NOT_WITNESSED']);
    }
  });

  it('mutations to the Auditor, and operators’ figures to whoever was passed on', async () => {
    const answer = await graphql(system.auditor.url, mutations.commit, { root: randomHex(32) });
    assert.equal(errorOf(answer).code, 'BAD_REQUEST');
    const passedOn = await fetch(`${system.api.url}/status`, { headers: { 'x-forwarded-for': '192.0.2.1' } });
    assert.equal(passedOn.status, 404);
    const status = (await (await fetch(`${system.api.url}/status`)).json()) as Record<string, unknown>;
    assert.deepEqual(status.queues, { commitments: 0, answers: 0 });
    assert.equal(status.lag, 0);
  });

  it('nothing of the ten example queries, on either service, nor of GraphiQL’s files', async () => {
    for (const { name, query } of exampleQueries()) {
      for (const { url } of [system.api, system.auditor]) {
        const { errors, data } = await graphql(url, query);
        assert.deepEqual(errors, [], name);
        assert.ok(data);
      }
    }
    const page = await fetch(`${system.api.url}/graphiql`);
    assert.equal(page.status, 200);
    assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'/);
    const html = await page.text();
    assert.doesNotMatch(html, /https?:/, 'nothing from elsewhere');
    for (const [, path = ''] of html.matchAll(/(?:src|href)="(\/[^"]+)"/g)) {
      assert.equal((await fetch(`${system.api.url}${path}`)).status, 200, path);
    }
    assert.match(await (await fetch(`${system.api.url}/schema.graphql`)).text(), /commitEncounters\(root: Bytes!\)/);
  });

  it('too many requests of one client, and too many commitments of all, saying when to come again', async () => {
    const limited = await system.startReplica('limited', {
      CLIENT_BURST: '40',
      CLIENT_PER_SECOND: '1',
      COMMITMENTS_PER_MINUTE: '2',
      TRUSTED_PROXY: '127.0.0.1',
    });
    const from = (address: string, query: string, variables = {}): Promise<Response> =>
      fetch(`${limited.url}/graphql`, {
        method: 'POST',
        headers: { ...json, 'x-forwarded-for': address },
        body: JSON.stringify({ query, variables }),
      });
    const statuses: number[] = [];
    for (let i = 0; i < 3; i++)
      statuses.push((await from('192.0.2.1', mutations.commit, { root: randomHex(32) })).status);
    assert.deepEqual(statuses, [200, 200, 429]);
    const ceiling = await from('192.0.2.1', mutations.commit, { root: randomHex(32) });
    assert.ok(Number(ceiling.headers.get('retry-after')) >= 1);
    assert.deepEqual(await codesIn(ceiling), ['RATE_LIMITED']);

    let last: Response | undefined;
    for (let i = 0; i < 60; i++) last = await from('192.0.2.2', '{ network { id } }');
    assert.equal(last?.status, 429);
    assert.ok(Number(last?.headers.get('retry-after')) >= 1);
    assert.deepEqual(await codesIn(last!), ['RATE_LIMITED']);
    assert.equal((await from('192.0.2.3', '{ network { id } }')).status, 200, 'another client is not held up');
    assert.equal((await fetch(`${limited.url}/healthz`)).status, 200);
    await limited.stop();
  });
});
