import { readFileSync } from 'node:fs';
import { ledgerConfig, networkTarget, ordererRoots, type ParsedConfig, readPem } from '../config.ts';
import { newestBlock } from '../follow/height.ts';
import { blocksWithPrivateData } from '../follow/stream.ts';
import { openPeers } from '../peers/connection.ts';
import { membersOf } from '../verify/members.ts';
import { ourPolicies } from '../verify/policy.ts';
import { type Fault, type Pins, Walk } from '../verify/walk.ts';
import type { VerifyOptions } from './options.ts';

/** What a verification found. */
export type Verification = { readonly counts: Walk['counts']; readonly faults: readonly Fault[] };

function configOf({ target: file, organisation, user }: VerifyOptions): ParsedConfig {
  const target = networkTarget.parse(JSON.parse(readFileSync(file, 'utf8')));
  const users = target.organisations.find(({ mspId }) => mspId === organisation)?.users ?? {};
  return ledgerConfig.parse({ target, organisation, user: user ?? Object.keys(users)[0] ?? '' });
}

function pinsOf({ target }: ParsedConfig, network: string | undefined): Pins {
  const roots = target.organisations.map(({ mspId, mspRoot }) => [mspId, readPem(mspRoot, `${mspId}’s root`)]);
  return {
    channel: target.channel,
    members: membersOf(Object.fromEntries(roots)),
    orderers: membersOf(ordererRoots(target)),
    policies: ourPolicies,
    ...(network === undefined ? {} : { network }),
  };
}

/** Verifies all blocks up to the newest that stands when it begins; stops at the first that is wrong. */
export async function verify(options: VerifyOptions): Promise<Verification> {
  const config = configOf(options);
  const peers = openPeers(config);
  const walk = new Walk(pinsOf(config, options.network));
  try {
    const peer = peers.get(config.organisation)!;
    const last = await newestBlock(peer);
    const events = await blocksWithPrivateData(peer, 0);
    try {
      for await (const delivered of events) {
        const faults = walk.check(delivered);
        if (faults.length > 0 || delivered.block.number >= last) return { counts: walk.counts, faults };
      }
    } finally {
      events.close();
    }
    throw new Error('the peer ended the stream');
  } finally {
    peers.close();
  }
}
