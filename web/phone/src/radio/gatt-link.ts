import {
  chunksOf,
  Reassembler,
  TAG_NOTIFY_UUID,
  TAG_SERVICE_UUID,
  TAG_WRITE_UUID,
  TagError,
} from '@tallystick/protocol';

/** A connection with a tag on which frames go to and fro, one answer to each. */
export interface FrameLink {
  /** Sends a frame. @returns the tag's answer. @throws TagError `MALFORMED` when none comes in time, DOMException of the platform. */
  exchange(frame: Uint8Array): Promise<Uint8Array>;
  /** Ends the connection. */
  close(): void;
}

/** Bytes of one written value: what every platform's negotiated MTU takes, far above the default of 20. */
const CHUNK_BYTES = 180;
const ANSWER_MILLISECONDS = 10_000;

/** Connects to a chosen tag's GATT service. @throws DOMException when it is out of reach or no tag of ours. */
export async function openGattLink(device: BluetoothDevice): Promise<FrameLink> {
  if (device.gatt === undefined) throw new DOMException('no GATT', 'NotSupportedError');
  const server = await device.gatt.connect();
  const service = await server.getPrimaryService(TAG_SERVICE_UUID);
  const write = await service.getCharacteristic(TAG_WRITE_UUID);
  const notify = await service.getCharacteristic(TAG_NOTIFY_UUID);
  const reassembler = new Reassembler();
  let waiter: { resolve: (frame: Uint8Array) => void; reject: (error: unknown) => void } | null = null;

  notify.addEventListener('characteristicvaluechanged', () => {
    const { value } = notify;
    if (value === undefined) return;
    try {
      const frame = reassembler.push(new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice());
      if (frame !== null) waiter?.resolve(frame);
    } catch (error) {
      waiter?.reject(error);
    }
  });
  device.addEventListener('gattserverdisconnected', () => waiter?.reject(new TagError('NOT_OPEN', 'disconnected')), {
    once: true,
  });
  await notify.startNotifications();

  return {
    async exchange(frame) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const answer = new Promise<Uint8Array>((resolve, reject) => {
        waiter = { resolve, reject };
        timer = setTimeout(() => reject(new TagError('MALFORMED', 'no answer')), ANSWER_MILLISECONDS);
      });
      // A write that fails is thrown below; then nobody waits for the answer any more.
      answer.catch(() => undefined);
      try {
        for (const chunk of chunksOf(frame, CHUNK_BYTES)) await write.writeValueWithResponse(chunk);
        return await answer;
      } finally {
        clearTimeout(timer);
        waiter = null;
      }
    },
    close: () => server.disconnect(),
  };
}
