import { intervalAt, TAG_COMPANY_ID, TAG_SERVICE_UUID, tagFilters } from '@tallystick/protocol';
import type { PhoneContext } from '../core/context.ts';
import { identifiersBetween } from '../core/keys.ts';
import type { PairedTag } from '../store/settings.ts';
import { Cancelled } from './trouble.ts';

type Filter = BluetoothLEScanFilter;

async function choose(filters: readonly Filter[]): Promise<BluetoothDevice> {
  try {
    return await navigator.bluetooth.requestDevice({
      filters: [...filters],
      optionalServices: [TAG_SERVICE_UUID],
      optionalManufacturerData: [TAG_COMPANY_ID],
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError' && !/adapter/i.test(error.message)) {
      throw new Cancelled(error);
    }
    throw error;
  }
}

/** Lets the person choose a tag whose button was just pressed: only then does it show its service to strangers. */
export function chooseNewTag(): Promise<BluetoothDevice> {
  return choose([{ services: [TAG_SERVICE_UUID] }]);
}

/** Filters for the own tag, to be made before the tap that opens the chooser: it broadcasts one of these identifiers now. */
export async function ownTagFilters(context: PhoneContext, tag: PairedTag): Promise<Filter[]> {
  const times = new Set([context.clock.now(), context.clock.platform() + tag.clockOffset]);
  const filters: Filter[] = [];
  for (const time of times) {
    const interval = intervalAt(time);
    const near = await identifiersBetween(context, 0, interval - 1, interval + 2);
    filters.push(...tagFilters(near.map(({ rpi }) => rpi)));
  }
  // Without identifiers left it broadcasts nothing; then a press of its button makes it show its service.
  const until = tag.identifiersUntil;
  if (until === null || intervalAt(context.clock.now()) >= until) filters.push({ services: [TAG_SERVICE_UUID] });
  return filters;
}

/** Lets the person choose the own tag: the chooser shows no other. */
export function chooseOwnTag(filters: readonly Filter[]): Promise<BluetoothDevice> {
  return choose(filters);
}
