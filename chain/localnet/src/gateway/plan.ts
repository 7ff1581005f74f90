/** Which organisations have to endorse: the smallest sets whose peers satisfy every policy in question. */
import type { SimulationResults } from '../ledger/simulator.ts';
import type { Chaincode } from '../lifecycle.ts';
import { evaluate, keyPolicy, type Member, type Policy } from '../msp/policy.ts';
import { requiredPolicies } from '../validation/endorsement.ts';

/** Sets of MSP ids, in the order in which they are tried. */
export type Layouts = string[][];

/** What a plan may come to. */
export type Plan = { layouts: Layouts } | { unprotected: string[] } | { impossible: true };

/**
 * Plans from a first simulation.
 * @param peers the organisations that have a peer
 * @param own the organisation whose endorsement is there already; layouts with it come first
 */
export function planFrom(
  results: SimulationResults,
  options: { chaincode: Chaincode; peers: string[]; own: string; hasTransient: boolean },
): Plan {
  const { chaincode, peers, own, hasTransient } = options;
  const policies = requiredPolicies(
    chaincode,
    results.writesPublicly,
    results.collectionsByDefault,
    results.keyPolicies.map(keyPolicy),
  );
  const holders = (collections: Iterable<string>): string[] => {
    const members = [...collections].map((name) => chaincode.collections.get(name)!.members);
    return peers.filter((mspId) => members.every((set) => set.has(mspId)));
  };
  // Who simulates must hold what is read; who gets transient data must be allowed to hold what it becomes.
  const readers = holders(results.collectionsRead);
  const trusted = hasTransient ? holders([...results.collectionsRead, ...results.collectionsWritten]) : readers;
  const layouts = minimalSets(trusted, policies);
  if (layouts.length > 0) return { layouts: preferring(own, layouts) };
  if (hasTransient && minimalSets(readers, policies).length > 0) {
    return { unprotected: [...results.collectionsWritten].filter((name) => !results.collectionsRead.has(name)) };
  }
  return { impossible: true };
}

/** All sets of organisations that satisfy the policies and of which nobody can be left out. */
export function minimalSets(mspIds: string[], policies: Policy[]): Layouts {
  const found: Layouts = [];
  for (let size = 1; size <= mspIds.length; size += 1) {
    for (const set of combinations(mspIds, size)) {
      if (found.some((smaller) => smaller.every((mspId) => set.includes(mspId)))) continue;
      if (policies.every((policy) => evaluate(policy, set.map(peerOf)))) found.push(set);
    }
  }
  return found;
}

function combinations(items: string[], size: number): string[][] {
  if (size === 0) return [[]];
  return items.flatMap((item, at) => combinations(items.slice(at + 1), size - 1).map((rest) => [item, ...rest]));
}

function preferring(own: string, layouts: Layouts): Layouts {
  const shuffled = layouts.map((layout) => ({ layout, order: Math.random() - (layout.includes(own) ? 1 : 0) }));
  return shuffled.sort((a, b) => a.order - b.order).map(({ layout }) => layout);
}

function peerOf(mspId: string): Member {
  return { mspId, role: 'peer' };
}
