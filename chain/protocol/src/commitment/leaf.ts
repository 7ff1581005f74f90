import { sha256 } from '@noble/hashes/sha2.js';
import { type Bytes, u8, u32be } from '../bytes.ts';
import { labelledHash } from '../label.ts';

/** Everything that a leaf commits to. */
export interface EncounterLeaf {
  /** 16 random bytes. */
  readonly salt: Uint8Array;
  /** 16 bytes as heard. */
  readonly rpi: Uint8Array;
  /** 4 bytes as heard. */
  readonly aem: Uint8Array;
  /** ENIN of the first sighting. */
  readonly firstInterval: number;
  /** Length of the encounter. */
  readonly seconds: number;
  /** dB, 0..255, as {@link Encounter} rounds it. */
  readonly attenuation: number;
  /** Ed25519 public key of the leaf's holder, 32 bytes. */
  readonly holderPublicKey: Uint8Array;
}

function sized(bytes: Uint8Array, length: number, name: string): Uint8Array {
  if (bytes.length !== length) throw new RangeError(`${name} has ${bytes.length} bytes instead of ${length}`);
  return bytes;
}

/**
 * The leaf of an encounter, 32 bytes: SHA-256(label('leaf') ‖ salt ‖ RPI ‖ AEM ‖ first interval u32be ‖ seconds u32be ‖
 * attenuation u8 ‖ SHA-256(holder public key)).
 *
 * @throws RangeError for a field of another size or range.
 */
export function leafHash(leaf: EncounterLeaf): Bytes {
  return labelledHash(
    'leaf',
    sized(leaf.salt, 16, 'salt'),
    sized(leaf.rpi, 16, 'RPI'),
    sized(leaf.aem, 4, 'AEM'),
    u32be(leaf.firstInterval),
    u32be(leaf.seconds),
    u8(leaf.attenuation),
    sha256(sized(leaf.holderPublicKey, 32, 'holder public key')),
  );
}
