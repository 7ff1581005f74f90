import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import type { ExampleQuery } from './examples.ts';

/** What this page uses of the browser; the room's other files run on Node and know no DOM. */
type Browser = {
  readonly document: { getElementById(id: string): Parameters<typeof createRoot>[0] };
  readonly Worker: new (url: string) => unknown;
  MonacoEnvironment?: { getWorker(id: string, label: string): unknown };
};
const browser = globalThis as unknown as Browser;

/** Filled in by the build. */
declare const EXAMPLES: readonly ExampleQuery[];

const workers: Readonly<Record<string, string>> = { json: 'json.worker.js', graphql: 'graphql.worker.js' };
browser.MonacoEnvironment = {
  getWorker: (_, label) => new browser.Worker(`/graphiql/${workers[label] ?? 'editor.worker.js'}`),
};

createRoot(browser.document.getElementById('graphiql')).render(
  createElement(GraphiQL, {
    fetcher: createGraphiQLFetcher({ url: '/graphql' }),
    defaultTabs: EXAMPLES.map(({ query }) => ({ query })),
    shouldPersistHeaders: false,
  }),
);
