/** The Java client of `test/java`: Maven finds its libraries, and Java compiles it as it starts. */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const PROJECT = path.resolve(import.meta.dirname, '../../test/java');
const MAIN = path.join(PROJECT, 'src/main/java/client/Main.java');
/** Both are milliseconds; the libraries are some 20 MB. */
const RESOLVE_TIMEOUT = 180_000;
const RUN_TIMEOUT = 120_000;

/** A program's end. */
export type Ended = { status: number | null; out: string; err: string };

/** The class path of the client's libraries, or why there is none here. */
export function javaLibraries(folder: string): { classPath: string } | { missing: string } {
  for (const program of ['java', 'mvn']) {
    const { error } = spawnSync(program, ['--version'], { stdio: 'ignore' });
    if (error) return { missing: `${program} is not installed (Debian: default-jdk-headless, maven)` };
  }
  const file = path.join(folder, 'classpath');
  const args = ['-B', '-q', '-ntp', 'dependency:build-classpath', `-Dmdep.outputFile=${file}`];
  // Offline first: once they have been fetched nobody is asked any more.
  for (const offline of [['-o'], []]) {
    const { status } = spawnSync('mvn', [...offline, ...args], {
      cwd: PROJECT,
      stdio: 'ignore',
      timeout: RESOLVE_TIMEOUT,
    });
    if (status === 0) return { classPath: readFileSync(file, 'utf8').trim() };
  }
  return { missing: 'Maven could neither find the client’s libraries in its cache nor fetch them' };
}

/** Compiles and runs the client. */
export async function runJavaClient(classPath: string, targetFile: string): Promise<Ended> {
  const child = spawn('java', ['-cp', classPath, MAIN, targetFile], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: RUN_TIMEOUT,
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  const status = await new Promise<number | null>((done) => child.on('close', done));
  return { status, out, err };
}
