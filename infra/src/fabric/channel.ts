import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { asAdministrator, type Commander, osnadmin, runProgram } from './commands.ts';
import type { Layout } from './layout.ts';
import { logFile, until } from './processes.ts';
import type { Start } from './start.ts';
import { noteJoined } from './unjoined.ts';

/** File of a channel's block 0. */
const genesisFile = (layout: Layout, channel: string): string => join(layout.folder, `${channel}.block`);

/** Makes the channel's block 0 unless it is there; true when it was made now. */
export async function makeGenesis(commander: Commander, channel: string): Promise<boolean> {
  const { layout } = commander;
  const file = genesisFile(layout, channel);
  if (existsSync(file)) return false;
  const args = ['-configPath', join(layout.folder, 'config'), '-profile', 'tallystick'];
  await runProgram(commander, 'configtxgen', [...args, '-channelID', channel, '-outputBlock', file]);
  return true;
}

/** Waits until an orderer or a peer says that it is healthy. */
export function healthy(
  layout: Layout,
  node: { readonly name: string; readonly operationsPort: number },
  signal: AbortSignal,
): Promise<void> {
  const check = (): Promise<boolean> =>
    fetch(`http://127.0.0.1:${node.operationsPort}/healthz`, { signal: AbortSignal.timeout(1000) }).then(
      (response) => response.ok,
      () => false,
    );
  return until(`${node.name} becoming healthy (log: ${logFile(layout.folder, node.name)})`, 30, check, signal);
}

/** Has every orderer and every peer in the channel. A node is healthy some moments before it listens for clients. */
export async function joinChannel(commander: Commander, channel: string, start: Start): Promise<void> {
  const { layout } = commander;
  const genesis = genesisFile(layout, channel);
  await Promise.all(
    layout.orderers.map(async (orderer) => {
      const listed = await start.eventually(20, () => osnadmin(commander, orderer, ['channel', 'list']));
      if (!listed.includes(`"${channel}"`)) {
        await osnadmin(commander, orderer, ['channel', 'join', '--channelID', channel, '--config-block', genesis]);
      }
      noteJoined(orderer.folder);
    }),
  );
  await Promise.all(
    layout.peers.map(async ({ organisation, folder }) => {
      const listed = await start.eventually(20, () => asAdministrator(commander, organisation, ['channel', 'list']));
      if (!listed.split('\n').includes(channel)) {
        await asAdministrator(commander, organisation, ['channel', 'join', '-b', genesis]);
      }
      noteJoined(folder);
    }),
  );
}
