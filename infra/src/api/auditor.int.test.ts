import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import type { WitnessEnvelope } from '@tallystick/protocol';
import { dataOf } from './client.ts';
import { authorise, pastKeys, publication } from './patient.ts';
import { commit, exportIndex, publish } from './requests.ts';
import { eventually, startSystem, type TestService, type TestSystem } from './system.ts';

type Finding = { code: string; subject: string; resolved: number | null };

const findings = async ({ url }: TestService): Promise<Finding[]> =>
  (await dataOf<{ audit: { findings: Finding[] } }>(url, '{ audit { findings { code subject resolved } } }')).audit
    .findings;

const statement = async ({ url }: TestService, path: string): Promise<WitnessEnvelope | undefined> => {
  const response = await fetch(`${url}/witness/${path}`);
  return response.status === 200 ? ((await response.json()) as WitnessEnvelope) : undefined;
};

/** Stands between the Auditor and the API, and lies about files as it is told. */
async function startLiar(): Promise<{
  server: Server;
  url: string;
  target: string;
  mode: 'honest' | 'missing' | 'altered';
}> {
  const liar = { server: createServer(), url: '', target: '', mode: 'honest' as 'honest' | 'missing' | 'altered' };
  liar.server.on('request', async (request, response) => {
    if (liar.mode === 'missing') return response.writeHead(404).end();
    const answer = await fetch(`${liar.target}${request.url}`);
    const body = Buffer.from(await answer.arrayBuffer());
    if (liar.mode === 'altered') body[body.length >> 1]! ^= 1;
    return response.writeHead(answer.status).end(body);
  });
  await new Promise<void>((done) => liar.server.listen(0, '127.0.0.1', done));
  liar.url = `http://127.0.0.1:${(liar.server.address() as AddressInfo).port}`;
  return liar;
}

describe('the Auditor against an API that lies', () => {
  let system: TestSystem;
  let liar: Awaited<ReturnType<typeof startLiar>>;
  before(async () => {
    liar = await startLiar();
    system = await startSystem({ windowSeconds: 1, auditor: { API_URL: liar.url, SERVING_GRACE_SECONDS: '1' } });
    liar.target = system.api.url;
  });
  after(async () => {
    await system.stop();
    liar.server.close();
  });

  it('signs no export whose file is altered or missing, says so, and signs it once it is right', async () => {
    liar.mode = 'altered';
    await publish(system.api.url, publication(await authorise(system.hospital), pastKeys(2)));
    await eventually('the export', async () =>
      (await exportIndex(system.api.url)).records.length > 0 ? true : undefined,
    );
    const found = (code: string): Promise<Finding> =>
      eventually(code, async () => (await findings(system.auditor)).find((finding) => finding.code === code));
    assert.deepEqual(await found('EXPORT_ALTERED'), {
      code: 'EXPORT_ALTERED',
      subject: 'export/0000000001',
      resolved: null,
    });
    assert.equal(await statement(system.auditor, 'export/1'), undefined);
    liar.mode = 'missing';
    assert.equal((await found('EXPORT_MISSING')).resolved, null);
    assert.equal(await statement(system.auditor, 'export/1'), undefined);
    liar.mode = 'honest';
    await eventually('the statement', () => statement(system.auditor, 'export/1'));
    for (const { resolved } of await findings(system.auditor)) assert.notEqual(resolved, null);
  });

  it('keeps its statements over a restart, and dates nothing that it only caught up with', async () => {
    const { anchorRoot } = await commit(system.api.url);
    const path = `anchor/${anchorRoot}`;
    const first = await eventually('the statement', () => statement(system.auditor, path));
    await system.auditor.stop();
    const missed = await commit(system.api.url);
    const again = await system.startAuditor('auditor');
    assert.deepEqual(await statement(again, path), first);
    const late = await eventually('the late statement', () => statement(again, `anchor/${missed.anchorRoot}`));
    assert.ok(late.statement.kind === 'anchor' && late.statement.body.firstSeen === null);
    assert.ok(first.statement.kind === 'anchor' && first.statement.body.firstSeen !== null);
    const key = (await (await fetch(`${again.url}/witness/key`)).json()) as { publicKey: string };
    assert.equal(key.publicKey, system.witnessKey);
    assert.notEqual(await statement(again, 'policy/current'), undefined);
    const head = await eventually('a head', () => statement(again, 'head'));
    assert.ok(head.statement.kind === 'head' && Math.abs(head.statement.body.time - Date.now() / 1000) < 5);
    assert.equal((await findings(again)).filter(({ resolved }) => resolved === null).length, 0);
    await again.stop();
  });
});

describe('the Auditor while the API is away', () => {
  let system: TestSystem;
  before(async () => {
    system = await startSystem({
      channel: { retentionSeconds: 3, alignToDay: false },
      auditor: { PURGE_GRACE_SECONDS: '1' },
    });
  });
  after(() => system.stop());

  it('reports what should have been purged, and purges it itself where it is told to', async () => {
    await commit(system.api.url);
    await system.api.stop();
    const overdue = await eventually('the finding', async () =>
      (await findings(system.auditor)).find(({ code }) => code === 'PURGE_OVERDUE'),
    );
    assert.deepEqual([overdue.subject, overdue.resolved], ['roots', null]);
    const zealous = await system.startAuditor('zealous', { SEND_OVERDUE_PURGES: '1' });
    await eventually('the purge', async () =>
      (await findings(system.auditor)).some(({ resolved }) => resolved !== null) ? true : undefined,
    );
    await zealous.stop();
  });
});
