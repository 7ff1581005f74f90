import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createClientLimiter } from './client-limiter.ts';
import { createTokenBucket } from './token-bucket.ts';

describe('a token bucket', () => {
  it('gives its burst, then what is earned back, and says how long to wait', () => {
    const bucket = createTokenBucket({ burst: 3, perSecond: 0.5 }, 0);
    for (let i = 0; i < 3; i++) assert.deepEqual(bucket.take(1, 0), { taken: true });
    assert.deepEqual(bucket.take(1, 0), { taken: false, retryAfter: 2 });
    assert.deepEqual(bucket.take(1, 1_999), { taken: false, retryAfter: 1 });
    assert.deepEqual(bucket.take(1, 2_000), { taken: true });
  });

  it('neither earns nor loses anything when the clock steps back', () => {
    const bucket = createTokenBucket({ burst: 2, perSecond: 1 }, 10_000);
    assert.equal(bucket.take(1, 10_000).taken, true);
    assert.equal(bucket.take(1, 5_000).taken, true);
    assert.deepEqual(bucket.take(1, 10_000), { taken: false, retryAfter: 1 });
  });

  it('never gives more than burst and rate allow, however it is asked', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 50, maxLength: 200 }), (steps) => {
        const bucket = createTokenBucket({ burst: 5, perSecond: 2 }, 0);
        let now = 0;
        let latest = 0;
        let taken = 0;
        for (const step of steps) {
          now += step;
          latest = Math.max(latest, now);
          if (bucket.take(1, now).taken) taken += 1;
        }
        assert.ok(taken <= 5 + (latest / 1000) * 2 + 1e-6);
      }),
    );
  });

  it('lets whoever waits as long as it says succeed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.double({ min: 0.05, max: 20, noNaN: true }),
        (burst, perSecond) => {
          const bucket = createTokenBucket({ burst, perSecond }, 0);
          for (let i = 0; i < burst; i++) bucket.take(1, 0);
          const verdict = bucket.take(1, 0);
          assert.ok(!verdict.taken && bucket.take(1, verdict.retryAfter * 1000 + 1).taken);
        },
      ),
    );
  });
});

describe('buckets by client address', () => {
  const once = { burst: 1, perSecond: 0.001 };

  it('are one for each client, and an IPv6 client cannot escape within its /64', () => {
    const limiter = createClientLimiter(once, () => 0);
    assert.equal(limiter.take('192.0.2.1', 1).taken, true);
    assert.equal(limiter.take('192.0.2.1', 1).taken, false);
    assert.equal(limiter.take('::ffff:192.0.2.1', 1).taken, false);
    assert.equal(limiter.take('192.0.2.2', 1).taken, true);
    assert.equal(limiter.take('2001:db8:0:1::5', 1).taken, true);
    assert.equal(limiter.take('2001:0db8::1:9:9:9:9', 1).taken, false);
    assert.equal(limiter.take('2001:db8:0:2::5', 1).taken, true);
  });

  it('are forgotten with their key after an hour', () => {
    let now = 1_000;
    const limiter = createClientLimiter(once, () => now);
    limiter.take('192.0.2.1', 1);
    assert.equal(limiter.size(), 1);
    now += 3_600_000;
    assert.equal(limiter.take('192.0.2.1', 1).taken, true);
    assert.equal(limiter.size(), 1);
  });

  it('are bounded in number', () => {
    const limiter = createClientLimiter(once, () => 0, 10);
    for (let i = 0; i < 100; i++) limiter.take(`192.0.2.${i}`, 1);
    assert.equal(limiter.size(), 10);
  });
});
