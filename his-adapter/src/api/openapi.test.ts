import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SignIn } from '../auth/oidc.ts';
import type { ApiContext } from './context.ts';
import { openApiDocument } from './openapi.ts';
import { createApi } from './server.ts';

test('the document names every route of the server and no other', async () => {
  const found = new Set<string>();
  // Routes are declared without touching what they will work on.
  const context = { settings: { hisOrigin: 'http://127.0.0.1' } } as ApiContext;
  const app = await createApi(context, {} as SignIn, (method, url) => found.add(`${method} ${url}`));
  await app.ready();
  const documented = Object.entries(openApiDocument().paths as Record<string, object>).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
  );
  assert.deepEqual([...found].toSorted(), documented.toSorted());
  await app.close();
});

test('every operation behind sign-in says who may call it and what it answers', () => {
  const document = openApiDocument() as { paths: Record<string, Record<string, Record<string, unknown>>> };
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const operation of Object.values(operations)) {
      assert.ok(operation.summary, path);
      if (operation.security) assert.ok((operation['x-roles'] as unknown[]).length > 0, path);
    }
  }
});
