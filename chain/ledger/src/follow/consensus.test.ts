import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TallystickError } from '@tallystick/protocol';
import type { Block } from '../block/block.ts';
import {
  asConsenter,
  type MadeContent,
  type MadeOrderer,
  madeMembers,
  madeNext,
  madeOrderer,
} from '../testing/made-channel.ts';
import { consensusAfter } from './consensus.ts';

const orderers = Array.from({ length: 8 }, (_, at) => madeOrderer(at + 1));
const first = orderers.slice(0, 4);
const second = orderers.slice(2, 6);
const third = orderers.slice(4, 8);

type Step = { content: MadeContent; config: number; signers: readonly MadeOrderer[] };
const text = (config: number, signers: readonly MadeOrderer[]): Step => ({ content: { text: 'x' }, config, signers });

/** Blocks 0 to 8: the configuration changes with block 3 and with block 6. */
const steps: readonly Step[] = [
  { content: { consenters: first }, config: 0, signers: [] },
  text(0, first),
  text(0, first),
  { content: { consenters: second }, config: 3, signers: first },
  text(3, second),
  text(3, second),
  { content: { consenters: third }, config: 6, signers: second },
  text(6, third),
  text(6, third),
];

function chain(changed: Readonly<Record<number, Partial<Step>>> = {}): Block[] {
  const blocks: Block[] = [];
  for (const [at, step] of steps.entries()) {
    const { content, config, signers } = { ...step, ...changed[at] };
    blocks.push(madeNext(blocks.at(-1), content, config, signers.map(asConsenter)));
  }
  return blocks;
}

function lookUp(blocks: readonly Block[], number: number, network?: Uint8Array) {
  const asked: number[] = [];
  const read = (at: number): Promise<Block> => {
    asked.push(at);
    return Promise.resolve(blocks[at]!);
  };
  const consensus = consensusAfter(number, { read, orderers: madeMembers(orderers), network });
  return { asked, ids: consensus.then(({ consenters }) => consenters.map(({ id }) => id)) };
}

const otherNetwork = (error: TallystickError): boolean => error.code === 'OTHER_NETWORK';

test('the configuration after any block is found from that block, through every configuration before it', async () => {
  const blocks = chain();
  const expected = [first, first, first, second, second, second, third, third, third];
  for (const [number, consenters] of expected.entries()) {
    const { ids } = lookUp(blocks, number, blocks[0]!.headerHash);
    assert.deepEqual(
      await ids,
      consenters.map(({ id }) => id),
      `after block ${number}`,
    );
  }
  const { asked, ids } = lookUp(blocks, 8);
  await ids;
  assert.deepEqual(asked, [8, 6, 5, 3, 2, 0]);
});

test('block 0 has to be the one that the network is known by', async () => {
  const blocks = chain();
  await assert.rejects(lookUp(blocks, 8, new Uint8Array(32)).ids, otherNetwork);
});

test('a configuration that those before it did not sign is not believed', async () => {
  await assert.rejects(lookUp(chain({ 6: { signers: third } }), 8).ids, otherNetwork);
  await assert.rejects(lookUp(chain({ 3: { signers: second.slice(0, 2) } }), 8).ids, otherNetwork);
});

test('a block that leaves the newest configuration out is refused, for its signers are not those of the older one', async () => {
  await assert.rejects(lookUp(chain({ 8: { config: 3 } }), 8).ids, otherNetwork);
  await assert.rejects(lookUp(chain({ 5: { config: 0 } }), 8).ids, otherNetwork);
});

test('a block that names what is no configuration, or a later block, is refused', async () => {
  await assert.rejects(lookUp(chain({ 8: { config: 7 } }), 8).ids, otherNetwork);
  await assert.rejects(lookUp(chain({ 5: { config: 6 } }), 5).ids, otherNetwork);
  await assert.rejects(lookUp(chain({ 0: { content: { text: 'no configuration' } } }), 2).ids, otherNetwork);
});

test('a peer that answers with another block than was asked for is refused', async () => {
  const blocks = chain();
  await assert.rejects(lookUp([...blocks.slice(0, 8), blocks[7]!], 8).ids, otherNetwork);
});
