import type { Bytes } from '../bytes.ts';

/** Version byte of the metadata: major version 1, minor 0 in the upper four bits (Bluetooth specification, 1.2, "Associated Encrypted Metadata"). */
export const METADATA_VERSION = 0x40;

/** What a broadcast says about itself, readable only once its key is published. */
export interface Metadata {
  /** Upper bits: major and minor version; 0x40 for version 1.0. */
  readonly version: number;
  /** Radiated power at the sender in dBm, -127..127; attenuation is this minus the RSSI. */
  readonly txPower: number;
}

/** The four metadata bytes: version, TX power as a signed byte, two reserved zero bytes. @throws RangeError for a power outside -127..127. */
export function encodeMetadata(txPower: number): Bytes {
  if (!Number.isInteger(txPower) || txPower < -127 || txPower > 127)
    throw new RangeError('TX power must be -127..127 dBm');
  return Uint8Array.of(METADATA_VERSION, txPower & 255, 0, 0);
}

/** Reads metadata; null when the major version is not 1, since the layout of another is unknown. */
export function decodeMetadata(metadata: Uint8Array): Metadata | null {
  const [version, power] = metadata;
  if (metadata.length !== 4 || version === undefined || power === undefined) return null;
  if (version >>> 6 !== METADATA_VERSION >>> 6) return null;
  return { version, txPower: (power << 24) >> 24 };
}
