import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type CanonicalValue, canonicalJson, dayAt, fromUtf8 } from '@tallystick/protocol';
import fc from 'fast-check';
import type { Proposal, Simulation } from './testing/memory-ledger.ts';
import { keyOf } from './testing/refusals.ts';
import { dayKey, noise, oneTimeKeys, people, type Request, requests, start, World } from './testing/world.ts';

const seed = fc.integer({ min: 0, max: 1_000_000 });
const onset = fc.option(fc.integer({ min: dayAt(start) - 20, max: dayAt(start) + 5 }), { nil: null });

/** A request of any kind, with what must have happened before it. */
type Attempt = readonly [given: readonly Request[], request: Request];
const attempt: fc.Arbitrary<Attempt> = fc.oneof(
  fc.tuple(seed, fc.integer({ min: 1, max: 40 })).map(([s, n]) => [[], requests.anchor(s, n)] satisfies Attempt),
  fc.tuple(seed, onset).map(([s, day]) => [[], requests.authorise(s, { onset: day })] satisfies Attempt),
  seed.map(
    (s) =>
      [
        [requests.authorise(`${s}a`)],
        requests.authorise(`${s}b`, { supersedes: oneTimeKeys(`${s}a`).id }),
      ] satisfies Attempt,
  ),
  fc.tuple(seed, onset, fc.uniqueArray(fc.integer({ min: -1, max: 20 }), { maxLength: 30 })).map(([s, day, ages]) => {
    const keys = ages.map((age) => dayKey(`${s} ${age}`, age));
    return [[requests.authorise(s, { onset: day })], requests.publish(s, keys)] satisfies Attempt;
  }),
  seed.map((s) => [[requests.authorise(s)], requests.revoke(s)] satisfies Attempt),
  seed.map((s) => [[], requests.exportFile({ sha256: noise(s), real: s })] satisfies Attempt),
  fc.tuple(seed, fc.integer({ min: 1, max: 40 })).map(([s, n]) => [[], requests.answers(s, n)] satisfies Attempt),
  seed.map(
    (s) => [[requests.anchor(s)], requests.purge('roots', [keyOf(requests.anchor(s))], people.api)] satisfies Attempt,
  ),
  seed.map(() => [[], requests.proposeRisk(1)] satisfies Attempt),
);

/** What somebody may do to a request on the way: change, drop or add a field of the argument or of the private value. */
const tampering = fc.option(
  fc.record({
    where: fc.constantFrom('argument', 'private'),
    at: fc.nat({ max: 10 }),
    what: fc.oneof(fc.constant(undefined), fc.jsonValue({ maxDepth: 1 }), fc.constant(noise('tampered'))),
  }),
  { freq: 2 },
);

type Change = typeof tampering extends fc.Arbitrary<infer T> ? T : never;

function tampered(request: Request, change: Change): Request {
  const target = change === null ? undefined : request[change.where as 'argument' | 'private'];
  if (change === null || target === undefined) return request;
  const names = Object.keys(target as object);
  const name = names[change.at % (names.length + 1)] ?? 'extra';
  return { ...request, [change.where]: { ...(target as object), [name]: change.what as CanonicalValue } };
}

/** The proposal; what is no canonical JSON any more travels as plain JSON. */
function proposalOf(world: World, request: Request): Proposal {
  const text = (value: unknown): string => {
    try {
      return canonicalJson(value as CanonicalValue);
    } catch {
      return JSON.stringify(value);
    }
  };
  const { private: secret, ...open } = request;
  const proposal = world.proposal(open as Request, [text(request.argument)]);
  const transient = secret === undefined ? [] : ([['private', new TextEncoder().encode(text(secret))]] as const);
  return { ...proposal, transient: new Map(transient) };
}

async function worldWith(given: readonly Request[]): Promise<World> {
  const world = await World.begin();
  await world.must(...given);
  return world;
}

/** Every text that must expire: the strings in the private value, its inner encodings, in hex, base64 and raw form. */
function secretsOf(value: unknown, spoken: string): string[] {
  if (typeof value === 'string') {
    // What the client itself said in public is no secret (a tampered private field may repeat it).
    if (value.length < 8 || spoken.includes(value)) return [];
    const bytes = Buffer.from(value, 'hex');
    if (bytes.length !== value.length / 2) return [value];
    const keys = Array.from({ length: Math.floor(bytes.length / 24) }, (_, i) =>
      bytes.subarray(24 * i + 1, 24 * i + 17),
    );
    const inner = [bytes, ...keys.filter((key) => key.some((byte) => byte !== 0))];
    return inner.flatMap((each) => [
      each.toString('hex'),
      each.toString('base64').slice(0, 20),
      each.toString('latin1'),
    ]);
  }
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap((each) => secretsOf(each, spoken));
}

/** All that stands for ever, or travels outside the collections. */
function publicOutput({ answer, errorText, reads, writes, purges, privateWrites }: Simulation): string {
  const written = [...writes].flatMap(([key, value]) => [key, fromUtf8(value), Buffer.from(value).toString('latin1')]);
  return [answer ?? '', errorText, ...reads, ...written, ...purges, ...privateWrites.keys()].join('\n');
}

suite('for every request, honest or tampered with', () => {
  test('two endorsers come to the same, whatever their clocks and environments say', async () => {
    await fc.assert(
      fc.asyncProperty(attempt, tampering, async ([given, request], change) => {
        const world = await worldWith(given);
        const proposal = proposalOf(world, tampered(request, change));
        const [now, random, zone] = [Date.now, Math.random, process.env.TZ];
        try {
          const one = await world.ledger.simulate(proposal);
          Date.now = () => 0;
          Math.random = () => 0;
          process.env.CORE_PEER_LOCALMSPID = 'HealthMSP';
          process.env.TZ = 'Pacific/Kiritimati';
          const other = await world.ledger.simulate(proposal);
          assert.deepEqual(other, one);
        } finally {
          [Date.now, Math.random] = [now, random];
          delete process.env.CORE_PEER_LOCALMSPID;
          if (zone === undefined) delete process.env.TZ;
          else process.env.TZ = zone;
        }
      }),
      { numRuns: 150 },
    );
  });

  test('nothing that must expire stands in argument, return value, error, or public state', async () => {
    let refused = 0;
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(attempt, tampering, async ([given, request], change) => {
        const world = await worldWith(given);
        const sent = tampered(request, change);
        const simulation = await world.ledger.simulate(proposalOf(world, sent));
        const output = publicOutput(simulation);
        for (const secret of secretsOf(sent.private, JSON.stringify(sent.argument))) {
          assert.ok(!output.includes(secret), `${request.name} shows a private text`);
        }
        // Private values of what came before, which the rules may have read.
        for (const [, value] of world.ledger.privateState) {
          const spoken = JSON.stringify(sent.argument);
          for (const secret of secretsOf(JSON.parse(fromUtf8(value)), spoken)) assert.ok(!output.includes(secret));
        }
        assert.doesNotMatch(output, /"(onset|reportType|report|salt|seed|roots|keys|answers|reason|test)":/);
        if (simulation.error === undefined) accepted += 1;
        else refused += 1;
      }),
      { numRuns: 300 },
    );
    assert.ok(refused > 20 && accepted > 20, `${accepted} accepted, ${refused} refused: both kinds must be seen`);
  });

  test('every refusal is one of the stable codes, and writes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(attempt, tampering, async ([given, request], change) => {
        const world = await worldWith(given);
        const { answer, error, errorText, writes, privateWrites, purges } = await world.ledger.simulate(
          proposalOf(world, tampered(request, change)),
        );
        if (answer !== undefined) return;
        assert.equal(errorText, error?.toText());
        assert.notEqual(error?.code, 'INTERNAL');
        assert.deepEqual([writes.size, privateWrites.size, purges.length], [0, 0, 0]);
      }),
      { numRuns: 150 },
    );
  });
});
