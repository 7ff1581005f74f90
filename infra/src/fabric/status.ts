import { channelName } from '@tallystick/protocol';
import { asAdministrator, osnadmin } from './commands.ts';
import type { Layout } from './layout.ts';
import { pidOf } from './processes.ts';
import type { FabricPrograms } from './programs.ts';

/** Prints processes, heights and chaincode; answers 0 when every process runs, otherwise 1. */
export async function statusOf(programs: FabricPrograms, layout: Layout, say: (line: string) => void): Promise<number> {
  let all = true;
  const line = async (name: string, facts: () => Promise<string>): Promise<void> => {
    const pid = pidOf(layout.folder, name);
    if (pid === undefined) all = false;
    const detail =
      pid === undefined ? 'not running' : `process ${pid}, ${await facts().catch(() => 'does not answer')}`;
    say(`${name.padEnd(22)} ${detail}`);
  };
  for (const orderer of layout.orderers) {
    await line(orderer.name, async () => {
      const text = await osnadmin(programs, layout, orderer, ['channel', 'list', '--channelID', channelName]);
      const { height, status } = JSON.parse(text.slice(text.indexOf('{'))) as { height: number; status: string };
      return `height ${height}, ${status}`;
    });
  }
  for (const peer of layout.peers) {
    await line(peer.name, async () => {
      const text = await asAdministrator(programs, layout, peer.organisation, [
        'channel',
        'getinfo',
        '-c',
        channelName,
      ]);
      const { height } = JSON.parse(text.slice(text.indexOf('{'))) as { height: number };
      return `height ${height}`;
    });
    await line(`chaincode.${peer.organisation.name}`, async () => `listens at ${peer.chaincodePort}`);
  }
  return all ? 0 : 1;
}
