import { type Bytes, readU32be, u32be } from '../bytes.ts';
import { TallystickError } from '../errors.ts';
import type { TemporaryExposureKey } from '../keys/temporary-exposure-key.ts';
import { publicationSlotBytes, publicationSlots } from '../ledger/diagnoses.ts';

const USED = 1;

/**
 * The 30 slots of a publication, 720 bytes whatever the number of keys: used ones first, in the order given, each flag 1 ‖ key 16 ‖
 * rolling start u32be ‖ rolling period u8 ‖ two zero bytes; empty ones all zero.
 *
 * @throws TallystickError `TOO_MANY_KEYS` or `KEY_LENGTH`; RangeError for numbers that do not fit.
 */
export function encodeSlots(keys: readonly TemporaryExposureKey[]): Bytes {
  if (keys.length > publicationSlots) throw new TallystickError('TOO_MANY_KEYS');
  const slots = new Uint8Array(publicationSlots * publicationSlotBytes);
  keys.forEach(({ key, rollingStart, rollingPeriod }, i) => {
    if (key.length !== 16) throw new TallystickError('KEY_LENGTH', { field: `keys[${i}]` });
    if (!Number.isInteger(rollingPeriod) || rollingPeriod < 0 || rollingPeriod > 255) {
      throw new TallystickError('KEY_PERIOD', { field: `keys[${i}]` });
    }
    slots.set([USED, ...key, ...u32be(rollingStart), rollingPeriod], i * publicationSlotBytes);
  });
  return slots;
}

/**
 * The keys in 720 bytes of slots. One set of keys in one order has one encoding: used slots come first, whatever else a slot could hold
 * is refused.
 *
 * @throws TallystickError `BAD_REQUEST` with the slot as field.
 */
export function decodeSlots(slots: Uint8Array): TemporaryExposureKey[] {
  if (slots.length !== publicationSlots * publicationSlotBytes) {
    throw new TallystickError('BAD_REQUEST', { field: 'keys', message: 'A publication has 30 slots of 24 bytes.' });
  }
  const keys: TemporaryExposureKey[] = [];
  for (let i = 0; i < publicationSlots; i++) {
    const slot = slots.subarray(i * publicationSlotBytes, (i + 1) * publicationSlotBytes);
    const empty = slot.every((byte) => byte === 0);
    const used = slot[0] === USED && slot[22] === 0 && slot[23] === 0 && keys.length === i;
    if (!empty && !used) {
      throw new TallystickError('BAD_REQUEST', { field: `keys[${i}]`, message: 'A slot is neither used nor empty.' });
    }
    if (used) {
      keys.push({ key: slot.slice(1, 17), rollingStart: readU32be(slot, 17), rollingPeriod: slot[21]! });
    }
  }
  return keys;
}
