import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { generate } from '@graphql-codegen/cli';
import { isObjectType, parse, validate } from 'graphql';
import config from '../../codegen.ts';
import { exampleQueries } from '../graphiql/examples.ts';
import { executableSchema } from '../http/graphql.ts';

const room = resolve(import.meta.dirname, '..', '..');

describe('the schema', () => {
  it('is the one that the generated types were made from', async () => {
    const outputs = await generate({ ...config, cwd: room, silent: true }, false);
    for (const { filename, content } of outputs as { filename: string; content: string }[]) {
      assert.equal(
        readFileSync(resolve(room, filename), 'utf8'),
        content,
        'run npm run codegen -w @tallystick/graphql',
      );
    }
    assert.equal((outputs as unknown[]).length, 1);
  });

  it('describes every query, mutation and type', () => {
    for (const face of ['api', 'auditor'] as const) {
      const schema = executableSchema(face);
      for (const root of [schema.getQueryType(), schema.getMutationType()]) {
        for (const field of Object.values(root?.getFields() ?? {})) assert.ok(field.description, field.name);
      }
      for (const type of Object.values(schema.getTypeMap())) assert.ok(type.description, type.name);
    }
  });

  it('has mutations on the API and findings on the Auditor, and neither on the other', () => {
    const [api, auditor] = [executableSchema('api'), executableSchema('auditor')];
    assert.deepEqual(Object.keys(api.getMutationType()?.getFields() ?? {}).sort(), [
      'acknowledgeExposure',
      'commitEncounters',
      'publishDiagnosis',
    ]);
    assert.equal(auditor.getMutationType(), undefined);
    const queries = (schema: typeof api): string[] => Object.keys(schema.getQueryType()?.getFields() ?? {});
    assert.equal(queries(api).includes('audit'), false);
    assert.deepEqual(
      queries(auditor).filter((name) => !queries(api).includes(name)),
      ['audit'],
    );
  });

  it('is what the ten example queries ask', () => {
    const examples = exampleQueries();
    assert.equal(examples.length, 10);
    for (const { name, query } of examples) {
      assert.deepEqual(validate(executableSchema('api'), parse(query)), [], join('examples', name));
    }
  });

  it('gives every object a field that is not null, so that an answer is never empty', () => {
    for (const type of Object.values(executableSchema('api').getTypeMap())) {
      if (!isObjectType(type) || type.name.startsWith('__') || type.name === 'Query') continue;
      assert.ok(
        Object.values(type.getFields()).some((field) => String(field.type).endsWith('!')),
        type.name,
      );
    }
  });
});
