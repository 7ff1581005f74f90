import { TallystickError } from '@tallystick/protocol';
import { maxPage } from '../limits/limits.ts';
import type { ReadModel } from './store.ts';

/** Place of a row on the ledger, by which connections are ordered. */
export type Place = { readonly block: number; readonly index: number };

/** What a connection is asked for. */
export type PageRequest = {
  readonly first: number;
  readonly after?: string | null | undefined;
  readonly newestFirst: boolean;
};

/** One page. */
export type Page<T> = {
  readonly edges: { readonly cursor: string; readonly node: T }[];
  readonly nodes: T[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly totalCount: number;
};

/** Opaque cursor of a place. */
export function encodeCursor({ block, index }: Place): string {
  return Buffer.from(`${block}:${index}`).toString('base64url');
}

/** The place that a cursor stands for. @throws TallystickError `BAD_REQUEST` for anything that is no cursor of ours. */
export function decodeCursor(cursor: string): Place {
  const [, block, index] = /^(\d{1,10}):(\d{1,10})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (block === undefined || index === undefined) throw new TallystickError('BAD_REQUEST', { field: 'after' });
  return { block: Number(block), index: Number(index) };
}

/** A table that can be read page by page. Only constants go into these. */
export type Pageable<T> = {
  readonly table: string;
  /** Columns of a row's place. */
  readonly block: string;
  readonly index: string;
  readonly where?: string;
  readonly node: (row: Record<string, unknown>) => T;
};

/** A page of a table in ledger order (Relay cursor connections, forward only). @throws TallystickError `BAD_REQUEST`. */
export function readPage<T>(model: ReadModel, source: Pageable<T>, request: PageRequest): Page<T> {
  const { first, after, newestFirst } = request;
  if (first < 1 || first > maxPage) throw new TallystickError('BAD_REQUEST', { field: 'first' });
  const start = after === null || after === undefined ? undefined : decodeCursor(after);
  const condition = source.where ?? 'TRUE';
  const beyond = start === undefined ? 'TRUE' : `(${source.block}, ${source.index}) ${newestFirst ? '<' : '>'} (?, ?)`;
  const direction = newestFirst ? 'DESC' : 'ASC';
  const rows = model.db
    .prepare(
      `SELECT *, ${source.block} AS place_block, ${source.index} AS place_index FROM ${source.table}` +
        ` WHERE ${condition} AND ${beyond} ORDER BY ${source.block} ${direction}, ${source.index} ${direction} LIMIT ?`,
    )
    .all(...(start === undefined ? [] : [start.block, start.index]), first + 1);
  const total = model.db.prepare(`SELECT count(*) AS n FROM ${source.table} WHERE ${condition}`).get();
  const edges = rows.slice(0, first).map((row) => ({
    cursor: encodeCursor({ block: Number(row.place_block), index: Number(row.place_index) }),
    node: source.node(row),
  }));
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: { hasNextPage: rows.length > first, endCursor: edges.at(-1)?.cursor ?? null },
    totalCount: Number(total?.n),
  };
}
