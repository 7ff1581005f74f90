/** Orders to a running network on standard input, one a line: who is to go away, and who is to come back. */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Localnet } from './localnet.ts';

/** One order; `node` is an organisation's MSP id, or `orderer`. */
export type Order = { action: 'stop' | 'start'; node: string; noticedAfter: number; servesAfter: number };

const ORDERER = 'orderer';

/**
 * Parses `stop NODE [noticedAfter=MS]` or `start NODE [noticedAfter=MS] [servesAfter=MS]`.
 * @throws Error with a sentence for what is wrong
 */
export function parseOrder(line: string): Order {
  const [action, node, ...settings] = line.trim().split(/\s+/);
  if ((action !== 'stop' && action !== 'start') || node === undefined) {
    throw new Error('An order is: stop NODE or start NODE, with an MSP id or orderer as the node.');
  }
  const order: Order = { action, node, noticedAfter: 0, servesAfter: 0 };
  const allowed = [...(node === ORDERER ? [] : ['noticedAfter']), ...(action === 'start' ? ['servesAfter'] : [])];
  for (const setting of settings) {
    const [, name, value] = /^(\w+)=(\d{1,8})$/.exec(setting) ?? [];
    if (name === undefined || !allowed.includes(name))
      throw new Error(`${setting} does not belong to ${action} ${node}.`);
    order[name as 'noticedAfter' | 'servesAfter'] = Number(value);
  }
  return order;
}

/** Carries out orders as they come, and answers each with a line of JSON when it has taken effect. */
export function takeOrders(input: Readable, localnet: Localnet, answer: (line: string) => void): void {
  createInterface({ input }).on('line', (line) => {
    if (line.trim() === '') return;
    carryOut(localnet, line).then(
      ({ action, node }) => answer(JSON.stringify({ event: action === 'stop' ? 'stopped' : 'started', node })),
      (error: Error) => answer(JSON.stringify({ event: 'refused', order: line, why: error.message })),
    );
  });
}

async function carryOut(localnet: Localnet, line: string): Promise<Order> {
  const order = parseOrder(line);
  const { action, node, noticedAfter, servesAfter } = order;
  if (node === ORDERER) await (action === 'stop' ? localnet.stopOrderer() : localnet.startOrderer({ servesAfter }));
  else if (action === 'stop') localnet.stopPeer(node, { noticedAfter });
  else await localnet.startPeer(node, { noticedAfter, servesAfter });
  return order;
}
