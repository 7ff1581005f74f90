/**
 * What two networks' read models of one logical history must have in common. Left out or renamed is only what cannot be the
 * same on two networks, or on one network at two times:
 *
 * - blocks without a transaction that the contract writes in (configuration, lifecycle of the chaincode, the reading calls with
 *   which `npm run fabric` proves that transactions are committed), and with them the numbers of blocks: those that are left
 *   are counted from 0;
 * - hashes and bytes of blocks: they hold certificates, signatures and the clients' claims of time;
 * - transaction ids, which are hashes over a random number: each is called by its order on the ledger;
 * - times that come from a transaction's claim: its own, and what a record derives from it (`purgeAfter`, `inForceFrom`);
 * - who endorsed where the client leaves the choice to the gateway (transactions without a private collection), and the order
 *   in which endorsements came in.
 *
 * Everything else is held to be equal: every record and private value, their order, creators, roles, functions, endorsers of
 * what is private, validation codes, purges, positions and provenance.
 */

import { transactionFunctions } from '@tallystick/protocol';

type Row = Record<string, unknown>;
type Line = { readonly table: string; readonly row: Row };

function parsed(line: string): Line {
  const space = line.indexOf(' ');
  return { table: line.slice(0, space), row: JSON.parse(line.slice(space + 1)) as Row };
}

const derivedTimes: ReadonlySet<string> = new Set(['purgeAfter', 'inForceFrom']);

function record(row: Row): Row {
  const json = JSON.stringify(JSON.parse(String(row.json)), (key, value: unknown) =>
    derivedTimes.has(key) ? 'a time' : value,
  );
  return { ...row, purge_after: row.purge_after === null ? null : 'a time', json };
}

function transaction(row: Row): Row {
  const { timestamp: _, ...rest } = row;
  const chosenByGateway = /^policy:/.test(String(row.function));
  const endorsers = (JSON.parse(String(row.endorsers)) as string[]).sort();
  return { ...rest, endorsers: chosenByGateway ? endorsers.length : endorsers };
}

/** The lines of a dump (`dumpReadModel`) without what two networks cannot have in common, sorted. */
export function normalised(dump: readonly string[]): string[] {
  const lines = dump.map(parsed);
  const ours = lines.filter(
    ({ table, row }) => table === 'transactions' && Object.hasOwn(transactionFunctions, String(row.function)),
  );
  const blocks = [...new Set(ours.map(({ row }) => Number(row.block)))].sort((a, b) => a - b);
  const ids = ours.map(({ row }) => String(row.tx_id));
  const place = (block: unknown): unknown => (block === null ? null : blocks.indexOf(Number(block)));
  const kept = lines.flatMap(({ table, row }): Line[] => {
    if (table === 'blocks') {
      const number = place(row.number);
      return number === -1 ? [] : [{ table, row: { number, transactions: row.transactions } }];
    }
    if (table === 'records')
      return [{ table, row: { ...record(row), block: place(row.block), purged_in: place(row.purged_in) } }];
    if (!('block' in row)) return [{ table, row }];
    const block = place(row.block);
    return block === -1 ? [] : [{ table, row: { ...(table === 'transactions' ? transaction(row) : row), block } }];
  });
  return kept
    .map(({ table, row }) => {
      const text = `${table} ${JSON.stringify(row)}`;
      return ids.reduce((line, id, at) => line.replaceAll(id, `transaction ${at}`), text);
    })
    .sort();
}
