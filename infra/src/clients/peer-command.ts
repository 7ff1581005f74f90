import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NetworkTarget } from '@tallystick/ledger';
import { writeMsp } from '../fabric/material.ts';
import type { FabricPrograms } from '../fabric/programs.ts';
import { type Ended, runToEnd } from '../testing/run-to-end.ts';

/** Fabric's `peer` command as one user of an organisation, towards that organisation's peer. */
export class PeerCommand {
  readonly #programs: FabricPrograms;
  readonly #target: NetworkTarget;
  readonly #folder: string;

  /** @param folder where local MSP folders are written */
  constructor(programs: FabricPrograms, target: NetworkTarget, folder: string) {
    this.#programs = programs;
    this.#target = target;
    this.#folder = folder;
  }

  /** Runs it as `user`; `at` is the MSP id whose peer is asked, the user's own without it. */
  run(mspId: string, user: string, args: readonly string[], at = mspId): Promise<Ended> {
    const peer = this.#organisation(at);
    const env = {
      PATH: process.env.PATH ?? '',
      FABRIC_CFG_PATH: this.#programs.configFolder,
      FABRIC_LOGGING_SPEC: 'error',
      CORE_PEER_LOCALMSPID: mspId,
      CORE_PEER_MSPCONFIGPATH: this.#mspFolder(mspId, user),
      CORE_PEER_ADDRESS: peer.endpoint,
      CORE_PEER_TLS_ENABLED: 'true',
      CORE_PEER_TLS_ROOTCERT_FILE: peer.tlsRoot,
    };
    return runToEnd(this.#programs.program.peer, args, { env, cwd: this.#folder });
  }

  /** Options that lead to the orderer, which on localnet is any of its endpoints. */
  get towardsOrderer(): string[] {
    const { endpoint, tlsRoot } = this.#target.organisations[0]!;
    return ['-o', endpoint, '--tls', '--cafile', tlsRoot];
  }

  /** Options that ask the peers of these organisations for their endorsements. */
  towardsPeers(...mspIds: readonly string[]): string[] {
    const peers = mspIds.map((mspId) => this.#organisation(mspId));
    return peers.flatMap(({ endpoint, tlsRoot }) => ['--peerAddresses', endpoint, '--tlsRootCertFiles', tlsRoot]);
  }

  #organisation(mspId: string): NetworkTarget['organisations'][number] {
    return this.#target.organisations.find((each) => each.mspId === mspId)!;
  }

  #mspFolder(mspId: string, user: string): string {
    const folder = join(this.#folder, mspId, user);
    if (existsSync(folder)) return folder;
    const { mspRoot, tlsRoot, users } = this.#organisation(mspId);
    const { certificate, key } = users[user]!;
    const text = (file: string): string => readFileSync(file, 'utf8');
    writeMsp(folder, { msp: text(mspRoot), tls: text(tlsRoot) }, { certificate: text(certificate), key: text(key) });
    return folder;
  }
}
