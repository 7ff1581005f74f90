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

/** Gives the tag's answers, frame by frame. */
type Answers = () => Promise<Uint8Array>;

function bytesOf(value: DataView): Uint8Array {
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice();
}

function late(): TagError {
  return new TagError('MALFORMED', 'no answer');
}

/** Answers by notifications: what firmware does. */
async function notifiedAnswers(device: BluetoothDevice, source: BluetoothRemoteGATTCharacteristic): Promise<Answers> {
  const reassembler = new Reassembler();
  const frames: Uint8Array[] = [];
  let wake: () => void = () => undefined;
  let broken: unknown = null;
  source.addEventListener('characteristicvaluechanged', () => {
    try {
      const frame = source.value === undefined ? null : reassembler.push(bytesOf(source.value));
      if (frame !== null) frames.push(frame);
    } catch (error) {
      broken = error;
    }
    wake();
  });
  device.addEventListener('gattserverdisconnected', () => {
    broken = new TagError('NOT_OPEN', 'disconnected');
    wake();
  });
  await source.startNotifications();
  return async () => {
    const deadline = Date.now() + ANSWER_MILLISECONDS;
    while (frames.length === 0 && broken === null && Date.now() < deadline) {
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, deadline - Date.now());
      });
    }
    const frame = frames.shift();
    if (frame === undefined) throw broken ?? late();
    return frame;
  };
}

/** Answers by reading, chunk by chunk, from a tag whose characteristic can be read as well (an empty value: not yet). */
function readAnswers(source: BluetoothRemoteGATTCharacteristic): Answers {
  const reassembler = new Reassembler();
  return async () => {
    const deadline = Date.now() + ANSWER_MILLISECONDS;
    while (Date.now() < deadline) {
      const chunk = bytesOf(await source.readValue());
      const frame = chunk.length === 0 ? null : reassembler.push(chunk);
      if (frame !== null) return frame;
    }
    throw late();
  };
}

/** Connects to a chosen tag's GATT service. @throws DOMException when it is out of reach or no tag of ours. */
export async function openGattLink(device: BluetoothDevice): Promise<FrameLink> {
  if (device.gatt === undefined) throw new DOMException('no GATT', 'NotSupportedError');
  const server = await device.gatt.connect();
  const service = await server.getPrimaryService(TAG_SERVICE_UUID);
  const write = await service.getCharacteristic(TAG_WRITE_UUID);
  const source = await service.getCharacteristic(TAG_NOTIFY_UUID);
  const answer = source.properties.read ? readAnswers(source) : await notifiedAnswers(device, source);
  return {
    async exchange(frame) {
      for (const chunk of chunksOf(frame, CHUNK_BYTES)) await write.writeValueWithResponse(chunk);
      return answer();
    },
    close: () => server.disconnect(),
  };
}
