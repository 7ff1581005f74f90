import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostName, redirectTarget } from './host.ts';

test('the host name stands without port, in lower case', () => {
  assert.equal(hostName('LocalHost:3000'), 'localhost');
  assert.equal(hostName('127.0.0.1'), '127.0.0.1');
  assert.equal(hostName('[::1]:3000'), '[::1]');
  assert.equal(hostName(undefined), undefined);
  assert.equal(hostName('a:b:c'), undefined);
});

test('any other host is sent to the one origin, health checks are not', () => {
  const origin = 'http://localhost:3000';
  assert.equal(redirectTarget({ host: 'localhost:3000', url: '/stats' }, origin), undefined);
  assert.equal(redirectTarget({ host: '127.0.0.1:3000', url: '/healthz' }, origin), undefined);
  assert.equal(redirectTarget({ host: '127.0.0.1:3000', url: '/readyz?x' }, origin), undefined);
  assert.equal(redirectTarget({ host: '127.0.0.1:3000', url: '/a?b=1' }, origin), 'http://localhost:3000/a?b=1');
  assert.equal(redirectTarget({ host: undefined, url: '/' }, origin), 'http://localhost:3000/');
});

test('a path that looks like a host does not lead away from the origin', () => {
  assert.equal(
    redirectTarget({ host: 'x', url: '//evil.example/a' }, 'http://localhost:1'),
    'http://localhost:1/evil.example/a',
  );
});
