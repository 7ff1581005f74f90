import { TAG_COMPANY_ID, TAG_NOTIFY_UUID, TAG_SERVICE_UUID, TAG_WRITE_UUID } from '@tallystick/protocol';
import type { CDPSession } from 'playwright';

/** Descriptor without which Chromium lets nobody subscribe to notifications (Client Characteristic Configuration). */
const CCCD_UUID = '00002902-0000-1000-8000-00805f9b34fb';

/** Every tag's name: one of its own would let it be followed. */
const NAME = 'Tallystick';

/** How a tag stands in the emulated neighbourhood of one browser: an address with its GATT profile. */
export interface Peripheral {
  readonly address: string;
}

/** `AA:BB:CC:DD:EE:FF` of six bytes. */
export function addressText(address: Uint8Array): string {
  return Array.from(address, (byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(':');
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/**
 * Puts a peripheral with the tag's profile into a browser.
 *
 * @param manufacturerData - what it broadcasts, null for nothing.
 * @param showsService - it shows its service to strangers' choosers.
 */
export async function addPeripheral(
  session: CDPSession,
  address: string,
  manufacturerData: Uint8Array | null,
  showsService: boolean,
): Promise<Peripheral> {
  await session.send('BluetoothEmulation.simulatePreconnectedPeripheral', {
    address,
    name: NAME,
    manufacturerData: manufacturerData === null ? [] : [{ key: TAG_COMPANY_ID, data: base64(manufacturerData) }],
    knownServiceUuids: showsService ? [TAG_SERVICE_UUID] : [],
  });
  const { serviceId } = await session.send('BluetoothEmulation.addService', { address, serviceUuid: TAG_SERVICE_UUID });
  await session.send('BluetoothEmulation.addCharacteristic', {
    serviceId,
    characteristicUuid: TAG_WRITE_UUID,
    properties: { write: true },
  });
  const { characteristicId } = await session.send('BluetoothEmulation.addCharacteristic', {
    serviceId,
    characteristicUuid: TAG_NOTIFY_UUID,
    properties: { notify: true, read: true },
  });
  await session.send('BluetoothEmulation.addDescriptor', { characteristicId, descriptorUuid: CCCD_UUID });
  return { address };
}

/** Has the browser hear an advertisement of a peripheral. */
export async function advertise(
  session: CDPSession,
  { address }: Peripheral,
  rssi: number,
  manufacturerData: Uint8Array,
): Promise<void> {
  await session.send('BluetoothEmulation.simulateAdvertisement', {
    entry: {
      deviceAddress: address,
      rssi,
      // Without appearance and TX power the browser's connection dies.
      scanRecord: {
        name: NAME,
        uuids: [],
        appearance: 0,
        txPower: 0,
        manufacturerData: [{ key: TAG_COMPANY_ID, data: base64(manufacturerData) }],
      },
    },
  });
}
