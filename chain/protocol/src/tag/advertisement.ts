import { type Bytes, concat } from '../bytes.ts';

/** Bluetooth's company identifier for tests and own use: Tallystick owns none. */
export const TAG_COMPANY_ID = 0xffff;

/** Bytes of the manufacturer data after the company identifier: RPI and AEM. */
export const ADVERTISEMENT_BYTES = 20;

/** What an advertisement carries. */
export interface Advertisement {
  /** 16 bytes. */
  readonly rpi: Uint8Array;
  /** 4 bytes. */
  readonly aem: Uint8Array;
}

/** Manufacturer data (without company identifier): RPI ‖ AEM. */
export function encodeAdvertisement({ rpi, aem }: Advertisement): Bytes {
  if (rpi.length !== 16 || aem.length !== 4) throw new RangeError('an RPI has 16, an AEM 4 bytes');
  return concat(rpi, aem);
}

/** Reads manufacturer data (without company identifier); null when it is none of ours. */
export function decodeAdvertisement(data: Uint8Array): { rpi: Bytes; aem: Bytes } | null {
  if (data.length !== ADVERTISEMENT_BYTES) return null;
  return { rpi: Uint8Array.from(data.subarray(0, 16)), aem: Uint8Array.from(data.subarray(16)) };
}

/**
 * The whole legacy advertisement, 27 of 31 bytes: flags (general discoverable, no BR/EDR), then manufacturer specific data (Bluetooth Core
 * Specification Supplement, A, 1.3 and 1.4). The service UUID goes into the scan response.
 */
export function advertisementPacket(advertisement: Advertisement): Bytes {
  const data = encodeAdvertisement(advertisement);
  const flags = Uint8Array.of(2, 0x01, 0x06);
  return concat(flags, Uint8Array.of(data.length + 3, 0xff, TAG_COMPANY_ID & 255, TAG_COMPANY_ID >>> 8), data);
}

/** A filter as Web Bluetooth's `requestDevice` takes it. */
export interface AdvertisementFilter {
  readonly manufacturerData: { readonly companyIdentifier: number; readonly dataPrefix: Bytes }[];
}

/** Filters that let the browser's chooser show only the own tag: it broadcasts one of these RPIs now (the interval's and its neighbours'). */
export function tagFilters(rpis: readonly Uint8Array[]): AdvertisementFilter[] {
  return rpis.map((rpi) => ({
    manufacturerData: [{ companyIdentifier: TAG_COMPANY_ID, dataPrefix: Uint8Array.from(rpi) }],
  }));
}
