/** The OpenAPI 3.1 document of the clinician API, made from the table of routes. */
import { z } from 'zod';
import type { Route } from './route.ts';
import { routes } from './routes.ts';
import { errorShape, session } from './schemas.ts';

type Json = Record<string, unknown>;

/** Routes outside the table: those by which one signs in and out, and the document itself. */
const openRoutes: { method: string; path: string; summary: string; status: number; response?: z.ZodType }[] = [
  { method: 'get', path: '/api/openapi.json', summary: 'This document', status: 200, response: z.looseObject({}) },
  { method: 'get', path: '/api/auth/login', summary: 'Begin to sign in: leads to the issuer', status: 302 },
  { method: 'get', path: '/api/auth/callback', summary: 'End of signing in: leads back to the page', status: 302 },
  {
    method: 'post',
    path: '/api/auth/logout',
    summary: 'Sign out',
    status: 200,
    response: z.object({ endSessionUrl: z.string().optional() }),
  },
  { method: 'get', path: '/api/session', summary: 'Who is signed in', status: 200, response: session },
];

/** Builds the document. */
export function openApiDocument(): Json {
  const paths: Record<string, Json> = {};
  for (const { method, path, summary, status, response } of openRoutes) {
    paths[path] = { ...paths[path], [method]: operation({ summary, status, ...(response && { response }) }) };
  }
  for (const route of routes) {
    const path = route.url.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: routeOperation(route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Tallystick clinician API', version: '1' },
    components: {
      schemas: { Error: schemaOf(errorShape, 'output') },
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'his_session' } },
    },
    paths,
  };
}

function routeOperation(route: Route): Json {
  const parameters = [...parametersOf(route.params, 'path'), ...parametersOf(route.query, 'query')];
  if (route.method === 'POST') {
    parameters.push({ name: 'x-csrf-token', in: 'header', required: true, schema: { type: 'string' } });
  }
  return {
    ...operation({ summary: route.summary, status: 200, response: route.response }),
    security: [{ session: [] }],
    'x-roles': route.roles,
    ...(parameters.length > 0 && { parameters }),
    ...(route.body && {
      requestBody: { required: true, content: { 'application/json': { schema: schemaOf(route.body, 'input') } } },
    }),
  };
}

function operation({ summary, status, response }: { summary: string; status: number; response?: z.ZodType }): Json {
  const error = { description: 'Refused', content: json({ $ref: '#/components/schemas/Error' }) };
  const answer = response ? { content: json(schemaOf(response, 'output')) } : {};
  return { summary, responses: { [status]: { description: 'Done', ...answer }, default: error } };
}

function parametersOf(schema: z.ZodType | undefined, place: 'path' | 'query'): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Record<string, unknown>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, shape]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: shape,
  }));
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _meta, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}

function json(schema: Json): Json {
  return { 'application/json': { schema } };
}
