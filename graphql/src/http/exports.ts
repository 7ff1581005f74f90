import { TallystickError } from '@tallystick/protocol';
import type { FastifyInstance } from 'fastify';
import type { ExportFiles } from '../exports/files.ts';
import { publicExport } from '../exports/public-record.ts';
import { recordsOfType } from '../read-model/rows.ts';
import type { ReadModel } from '../read-model/store.ts';

/** Adds `/exports/index.json` and the files, immutable under names that name their content. `clock` gives Unix seconds. */
export function addExports(app: FastifyInstance, model: ReadModel, files: ExportFiles, clock: () => number): void {
  app.get('/exports/index.json', (request, reply) => {
    const records = recordsOfType(model, 'export').map((stored) => ({
      ...publicExport(stored),
      status: files.available(stored.record) ? 'available' : 'expired',
    }));
    const available = records.filter(({ status }) => status === 'available').length;
    const etag = `"${records.at(-1)?.sha256 ?? 'empty'}-${records.length}-${available}"`;
    reply.header('etag', etag).header('cache-control', 'no-cache');
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    return reply.send({ network: model.network() ?? null, records });
  });

  app.get<{ Params: { name: string } }>('/exports/:name', (request, reply) => {
    const found = files.byName(request.params.name);
    if (found === 'GONE' || found === 'NOT_FOUND') throw new TallystickError(found);
    const etag = `"${found.record.sha256}"`;
    const lifetime = Math.max(0, found.record.purgeAfter - clock());
    reply.header('etag', etag).header('cache-control', `public, max-age=${lifetime}, immutable`);
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    return reply.type('application/zip').send(Buffer.from(found.bytes));
  });
}
