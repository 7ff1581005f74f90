import { randomBytes } from 'node:crypto';
import { openLedger } from '@tallystick/ledger';
import { keysOfSeed, organisations } from '@tallystick/protocol';
import { authoriseKeys, type PublishInput, pastKeys, publication } from '../api/patient.ts';
import { publish } from '../api/requests.ts';
import { readTarget } from '../network/index.ts';
import { type Figures, percentile } from './statistics.ts';
import { createTurns } from './turns.ts';

/** Keys in each publication: all but the days under embargo. */
const keysOfPatient = 12;
/** Publications and authorisations under way at once. */
const most = 64;

/** Authorisations of the hospital, each with the signed request of its patient's phone. */
async function prepare(targetFile: string, count: number): Promise<PublishInput[]> {
  const target = readTarget(targetFile);
  const hospital = await openLedger({ target, organisation: organisations.health, user: 'adapter' });
  const turns = createTurns(most);
  try {
    return await Promise.all(
      Array.from({ length: count }, () =>
        turns(async () => {
          const keys = keysOfSeed(Uint8Array.from(randomBytes(32)));
          const authorisation = await authoriseKeys(hospital, keys);
          return publication({ keys, authorisation }, pastKeys(keysOfPatient));
        }),
      ),
    );
  } finally {
    await hospital.close();
  }
}

/** Publications through the API: first a few one after the other, then all others as fast as they are taken. */
export async function publicationFigures(url: string, targetFile: string, count: number): Promise<Figures> {
  const requests = await prepare(targetFile, count);
  const timed = async (input: PublishInput): Promise<number> => {
    const sent = performance.now();
    await publish(url, input);
    return performance.now() - sent;
  };
  const alone: number[] = [];
  for (const input of requests.splice(0, Math.ceil(count / 20))) alone.push(await timed(input));
  const turns = createTurns(most);
  const start = performance.now();
  const together = await Promise.all(requests.map((input) => turns(() => timed(input))));
  const seconds = (performance.now() - start) / 1000;
  return {
    'publications: at rest, p50, ms': percentile(alone, 0.5),
    'publications: per second': together.length / seconds,
    'publications: p50, ms': percentile(together, 0.5),
    'publications: p99, ms': percentile(together, 0.99),
  };
}
