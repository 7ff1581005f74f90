import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { startFaceProcess } from '@tallystick/ui/testing';
import { buildHis } from '../../build.ts';

/**
 * The clinicians' view as it is given out in production, in front of no adapter at all.
 * `HIS_STATIC_DIR` names a build that is there already; otherwise it is built.
 * @returns the origin
 */
export async function startHisFace(t: TestContext): Promise<string> {
  let staticDir = process.env.HIS_STATIC_DIR;
  if (staticDir === undefined || staticDir === '') {
    const folder = mkdtempSync(join(tmpdir(), 'tallystick-his-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    staticDir = join(folder, 'out');
    await buildHis({ outDir: staticDir });
  }
  const port = await startFaceProcess(t, { FACE: 'his', STATIC_DIR: staticDir, ADAPTER_URL: 'http://127.0.0.1:9' });
  return `http://127.0.0.1:${port}`;
}
