import { TallystickError } from '@tallystick/protocol';
import type { FastifyInstance } from 'fastify';
import { blockBytes, findBlock } from '../read-model/ledger-rows.ts';
import type { ReadModel } from '../read-model/store.ts';

/** Adds `/blocks` (height) and `/blocks/<n>` (`common.Block` as it was delivered). */
export function addBlocks(app: FastifyInstance, model: ReadModel): void {
  app.get('/blocks', (_, reply) =>
    reply.header('cache-control', 'no-cache').send({ network: model.network() ?? null, height: model.height() }),
  );
  app.get<{ Params: { number: string } }>('/blocks/:number', (request, reply) => {
    const number = /^\d{1,10}$/.test(request.params.number) ? Number(request.params.number) : Number.NaN;
    const bytes = Number.isNaN(number) ? undefined : blockBytes(model, number);
    const block = bytes === undefined ? undefined : findBlock(model, number);
    if (bytes === undefined || block === undefined) throw new TallystickError('NOT_FOUND');
    return reply
      .type('application/octet-stream')
      .header('etag', `"${block.headerHash}"`)
      .header('cache-control', 'public, max-age=31536000, immutable')
      .send(Buffer.from(bytes));
  });
}
