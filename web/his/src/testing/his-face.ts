import { resolve } from 'node:path';
import type { TestContext } from 'node:test';
import { startFaceProcess } from '@tallystick/ui/testing';
import { buildHis } from '../../build.ts';

let building: Promise<string> | undefined;

/** The build as the sources are now, made once for all tests of this process; `HIS_STATIC_DIR` names one to take instead. */
function builtHis(): Promise<string> {
  const given = process.env.HIS_STATIC_DIR;
  if (given !== undefined && given !== '') return Promise.resolve(given);
  const outDir = resolve(import.meta.dirname, '..', '..', 'out', 'test');
  building ??= buildHis({ outDir }).then(() => outDir);
  return building;
}

/**
 * The clinicians' view as it is given out in production, in front of no adapter at all.
 * @returns the origin
 */
export async function startHisFace(t: TestContext): Promise<string> {
  const env = { FACE: 'his', STATIC_DIR: await builtHis(), ADAPTER_URL: 'http://127.0.0.1:9' };
  return `http://127.0.0.1:${await startFaceProcess(t, env)}`;
}
