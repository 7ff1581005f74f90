import type { StoredTek } from '../store/schema.ts';

/** Where a simulated person is. */
export type Whereabouts = 'away' | 'close' | 'near' | 'far';

/** A simulated person of the practice radio, with real keys. */
export interface Neighbour {
  readonly name: string;
  readonly whereabouts: Whereabouts;
  readonly teks: readonly StoredTek[];
}

/** The practice radio's world. */
export interface Neighbourhood {
  readonly neighbours: readonly Neighbour[];
}
