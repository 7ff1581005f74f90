import { writeFileSync } from 'node:fs';
import encodeQR from 'qr';

const SIZE = 480;
const FRAMES = 5;
const WHITE = 235;
const BLACK = 16;
/** Modules of quiet around the code. */
const QUIET = 6;

/** Writes a video (YUV4MPEG2, grey) that shows a QR code, as Chromium takes it in the place of a camera. */
export function writeQrVideo(path: string, text: string): void {
  const modules = encodeQR(text, 'raw');
  const scale = Math.floor(SIZE / (modules.length + 2 * QUIET));
  const edge = Math.floor((SIZE - modules.length * scale) / 2);
  const luma = Buffer.alloc(SIZE * SIZE, WHITE);
  modules.forEach((row, y) => {
    row.forEach((dark, x) => {
      if (!dark) return;
      for (let dy = 0; dy < scale; dy++) {
        const start = (edge + y * scale + dy) * SIZE + edge + x * scale;
        luma.fill(BLACK, start, start + scale);
      }
    });
  });
  const chroma = Buffer.alloc((SIZE * SIZE) / 2, 128);
  const frame = Buffer.concat([Buffer.from('FRAME\n'), luma, chroma]);
  const header = Buffer.from(`YUV4MPEG2 W${SIZE} H${SIZE} F10:1 Ip A1:1 C420\n`);
  writeFileSync(path, Buffer.concat([header, ...Array.from({ length: FRAMES }, () => frame)]));
}
