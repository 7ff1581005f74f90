'use client';
import { Button, Disclosure } from '@tallystick/ui';
import type { JSX } from 'react';
import type { z } from 'zod';
import { type OpenQuery, queryUrl } from './data/query.ts';

function save(text: string, name: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** What stands behind a figure: the query, and the same numbers to take away. */
export function Behind({
  query,
  name,
  csv,
  level = 3,
}: {
  query: OpenQuery<z.ZodType>;
  /** File name without its ending. */
  name: string;
  csv?: string;
  level?: 2 | 3;
}): JSX.Element {
  return (
    <Disclosure title="The query behind it, and the numbers to take away" level={level}>
      <div className="ts-stack">
        <pre className="open-query">{query.text}</pre>
        {query.variables === undefined ? null : <pre className="open-query">{JSON.stringify(query.variables)}</pre>}
        <div className="ts-cluster">
          <a className="ts-button" data-variant="secondary" href={queryUrl(query)} download={`${name}.json`}>
            Download JSON
          </a>
          {csv === undefined ? null : (
            <Button icon="download" onPress={() => save(csv, `${name}.csv`, 'text/csv')}>
              Download CSV
            </Button>
          )}
        </div>
      </div>
    </Disclosure>
  );
}
