import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig } from './config.ts';

test('the phone face is read from its environment', () => {
  assert.deepEqual(
    readConfig({
      FACE: 'phone',
      PORT: '3000',
      STATIC_DIR: 'out',
      API_URL: 'http://127.0.0.1:3002/',
      WITNESS_URL: 'http://127.0.0.1:3005',
    }),
    {
      face: 'phone',
      port: 3000,
      staticDir: 'out',
      origin: undefined,
      trustedProxy: undefined,
      apiUrl: 'http://127.0.0.1:3002',
      witnessUrl: 'http://127.0.0.1:3005',
      networkFile: undefined,
    },
  );
});

test('who may speak for clients is an address or a network', () => {
  const his = { FACE: 'his', PORT: '0', STATIC_DIR: 'out', ADAPTER_URL: 'http://127.0.0.1:3003' };
  for (const TRUSTED_PROXY of ['10.0.0.7', '10.42.0.0/16', 'fd00::/8']) {
    assert.equal(readConfig({ ...his, TRUSTED_PROXY }).trustedProxy, TRUSTED_PROXY);
  }
  assert.throws(() => readConfig({ ...his, TRUSTED_PROXY: 'everybody' }), /TRUSTED_PROXY/);
});

test('all faults are told at once, by name', () => {
  assert.throws(() => readConfig({ FACE: 'his', PORT: 'x', ADAPTER_URL: 'ftp://a' }), /PORT.*STATIC_DIR.*ADAPTER_URL/s);
  assert.throws(() => readConfig({ PORT: '1' }), /FACE/);
});
