import { channelName } from '@tallystick/protocol';
import { asAdministrator, type Commander, osnadmin } from './commands.ts';
import { chaincodeProcess, type Layout, type Orderer, type Peer } from './layout.ts';
import { committed } from './lifecycle.ts';
import type { Chaincode } from './process-definitions.ts';
import { pidOf } from './process-notes.ts';
import type { FabricPrograms } from './programs.ts';

/** What is known of one process: what it says, and whether it works. */
type Answer = { readonly text: string; readonly works: boolean };

/** Whether an orderer leads, by its metrics: Raft's name for it or BFT's; undefined when they say nothing of the channel. */
export function leads(metrics: string, channel: string): boolean | undefined {
  const line = new RegExp(`^consensus_(?:etcdraft|BFT)_is_leader\\{channel="${channel}"\\} (\\d)`, 'm').exec(metrics);
  return line === null ? undefined : line[1] === '1';
}

async function ordererAnswer(commander: Commander, orderer: Orderer): Promise<Answer> {
  const [text, metrics] = await Promise.all([
    osnadmin(commander, orderer, ['channel', 'list', '--channelID', channelName]),
    fetch(`http://127.0.0.1:${orderer.operationsPort}/metrics`, { signal: AbortSignal.timeout(20_000) }).then(
      (response) => response.text(),
    ),
  ]);
  const { height, status } = JSON.parse(text.slice(text.indexOf('{'))) as { height: number; status: string };
  const role = leads(metrics, channelName) ? ', leader' : '';
  return { text: `height ${height}, ${status}${role}`, works: status === 'active' };
}

async function peerAnswer(commander: Commander, { organisation }: Peer): Promise<Answer> {
  const text = await asAdministrator(commander, organisation, ['channel', 'getinfo', '-c', channelName]);
  const { height } = JSON.parse(text.slice(text.indexOf('{'))) as { height: number };
  return { text: `height ${height}`, works: true };
}

/** Asks the contract through its peer: so it is known to work, and not only to run. */
async function contractAnswer(commander: Commander, peer: Peer, { name, version, proof }: Chaincode): Promise<Answer> {
  const call = JSON.stringify({ Args: [proof.name, ...proof.arguments] });
  const query = ['chaincode', 'query', '-C', channelName, '-n', name, '-c', call];
  const [agreed] = await Promise.all([
    committed(commander, channelName, name, peer.organisation),
    asAdministrator(commander, peer.organisation, query),
  ]);
  if (agreed === undefined) return { text: 'nothing is agreed', works: false };
  const text = `${name} ${agreed.version}, sequence ${agreed.sequence}, answers`;
  if (agreed.version === version) return { text, works: true };
  return { text: `${text}; this checkout has ${version}, which \`up\` rolls out`, works: true };
}

const notRunning = 'not running';

/** Prints processes, heights, leader and contract; answers 0 when all of it works, otherwise 1. */
export async function statusOf(
  programs: FabricPrograms,
  layout: Layout,
  chaincode: Chaincode,
  say: (line: string) => void,
): Promise<number> {
  const commander: Commander = { programs, layout };
  const asked = [
    ...layout.orderers.map((orderer) => ({ name: orderer.name, ask: () => ordererAnswer(commander, orderer) })),
    ...layout.peers.flatMap((peer) => [
      { name: peer.name, ask: () => peerAnswer(commander, peer) },
      { name: chaincodeProcess(peer), ask: () => contractAnswer(commander, peer, chaincode) },
    ]),
  ];
  const answers = await Promise.all(
    asked.map(async ({ name, ask }) => {
      const pid = pidOf(layout.folder, name);
      if (pid === undefined) return { name, text: notRunning, works: false };
      const { text, works } = await ask().catch(() => ({ text: 'does not answer', works: false }));
      return { name, text: `process ${pid}, ${text}`, works };
    }),
  );
  say(`${layout.ordering}, ports from ${layout.portBase}, Fabric ${programs.version}`);
  for (const { name, text } of answers) say(`${name.padEnd(22)} ${text}`);
  if (answers.some(({ text }) => text === notRunning)) say('`npm run fabric -- up` starts what does not run.');
  return answers.every(({ works }) => works) ? 0 : 1;
}
