import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { Layout, Orderer, Organisation, Peer } from './layout.ts';
import { organisationFolder } from './material.ts';
import type { FabricPrograms, ProgramName } from './programs.ts';

/** What Fabric's programs are run with: which ones, on which network, and until when. */
export type Commander = { readonly programs: FabricPrograms; readonly layout: Layout; readonly signal?: AbortSignal };

/** Runs one of Fabric's programs; rejects with what it printed. */
export function runProgram(
  { programs, signal }: Commander,
  name: ProgramName,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const limits = { timeout: 60_000, maxBuffer: 16 << 20, ...(signal === undefined ? {} : { signal }) };
    const options = { env: { PATH: process.env.PATH ?? '', ...env }, ...limits };
    execFile(programs.program[name], args, options, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout + stderr);
      if (signal?.aborted) return reject(signal.reason);
      reject(new Error(`${name} ${args.slice(0, 4).join(' ')} failed: ${(stderr || stdout).trim().slice(-800)}`));
    });
  });
}

/** `peer` as an organisation's administrator, towards that organisation's peer. */
export function asAdministrator(
  commander: Commander,
  organisation: Organisation,
  args: readonly string[],
): Promise<string> {
  const { layout } = commander;
  const peer = peerOf(layout, organisation);
  return runProgram(commander, 'peer', args, {
    FABRIC_CFG_PATH: join(layout.folder, 'config'),
    FABRIC_LOGGING_SPEC: 'error',
    CORE_PEER_LOCALMSPID: organisation.mspId,
    CORE_PEER_MSPCONFIGPATH: join(organisationFolder(layout, organisation), 'admin', 'msp'),
    CORE_PEER_ADDRESS: `127.0.0.1:${peer.port}`,
    CORE_PEER_TLS_ENABLED: 'true',
    CORE_PEER_TLS_ROOTCERT_FILE: join(peer.folder, 'tls-root.pem'),
  });
}

/** `osnadmin` towards one orderer. */
export function osnadmin(commander: Commander, orderer: Orderer, args: readonly string[]): Promise<string> {
  const admin = join(organisationFolder(commander.layout, orderer.organisation), 'admin');
  return runProgram(commander, 'osnadmin', [
    ...args,
    '-o',
    `127.0.0.1:${orderer.adminPort}`,
    '--ca-file',
    join(orderer.folder, 'tls-root.pem'),
    '--client-cert',
    join(admin, 'tls.pem'),
    '--client-key',
    join(admin, 'tls.key'),
  ]);
}

/** Arguments that lead `peer` to an orderer. */
export function towardsOrderer(layout: Layout, channel: string): string[] {
  const orderer = layout.orderers[0]!;
  return ['-C', channel, '-o', `127.0.0.1:${orderer.port}`, '--tls', '--cafile', join(orderer.folder, 'tls-root.pem')];
}

/** Arguments that make `peer` collect endorsements from every peer. */
export function towardsPeers(layout: Layout): string[] {
  return layout.peers.flatMap((peer) => [
    '--peerAddresses',
    `127.0.0.1:${peer.port}`,
    '--tlsRootCertFiles',
    join(peer.folder, 'tls-root.pem'),
  ]);
}

/** The peer of an organisation. */
export function peerOf(layout: Layout, organisation: Organisation): Peer {
  const peer = layout.peers.find((candidate) => candidate.organisation === organisation);
  if (peer === undefined) throw new Error(`${organisation.name} has no peer`);
  return peer;
}
