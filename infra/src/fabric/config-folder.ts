import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Capabilities } from './capabilities.ts';
import { configtx } from './configtx.ts';
import type { Layout } from './layout.ts';
import type { FabricPrograms } from './programs.ts';

/** The external builder for chaincode as a service: three scripts that hand the address on. */
const builderScripts = {
  detect: '#!/bin/sh\nexec grep -q \'"type":"ccaas"\' "$2/metadata.json"\n',
  build: '#!/bin/sh\nset -e\ncp "$1/connection.json" "$3/connection.json"\n',
  release:
    '#!/bin/sh\nset -e\nmkdir -p "$2/chaincode/server"\ncp "$1/connection.json" "$2/chaincode/server/connection.json"\n',
};

/** Folder of the external builder. */
export const builderFolder = (layout: Layout): string => join(layout.folder, 'builder');

/** Writes the folder that FABRIC_CFG_PATH names, and the external builder. */
export function writeConfigFolder(programs: FabricPrograms, layout: Layout, capabilities: Capabilities): void {
  const folder = join(layout.folder, 'config');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const core = readFileSync(join(programs.configFolder, 'core.yaml'), 'utf8');
  // Fabric ignores an empty environment variable here, and its health check then waits for a Docker engine.
  const withoutDocker = core.replace(/^( *endpoint: )unix:\/\/\/var\/run\/docker\.sock$/m, '$1""');
  writeFileSync(join(folder, 'core.yaml'), withoutDocker);
  copyFileSync(join(programs.configFolder, 'orderer.yaml'), join(folder, 'orderer.yaml'));
  writeFileSync(join(folder, 'configtx.yaml'), configtx(layout, capabilities));
  const bin = join(builderFolder(layout), 'bin');
  mkdirSync(bin, { recursive: true });
  for (const [name, script] of Object.entries(builderScripts)) {
    writeFileSync(join(bin, name), script);
    chmodSync(join(bin, name), 0o755);
  }
}
