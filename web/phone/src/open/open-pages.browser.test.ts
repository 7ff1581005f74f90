import { test } from 'node:test';
import { lookAtStates, openBrowser, type PageState, startFaceProcess } from '@tallystick/ui/testing';
import { builtPhone } from '../testing/built.ts';
import { provenance } from './testing/stubbed-answers.ts';
import { type Behaviour, stubOpenApi } from './testing/stubbed-api.ts';

const walk = `/provenance?of=${encodeURIComponent(provenance.of)}`;

/** The named list: page × state. Each is looked at in both themes and at both widths. */
const states: readonly (PageState & { readonly behaviour: Behaviour })[] = [
  { name: 'stats', path: '/stats', behaviour: 'full', sees: 'so somebody could invent some' },
  { name: 'stats-loading', path: '/stats', behaviour: 'silent', sees: 'Counting' },
  { name: 'stats-empty', path: '/stats', behaviour: 'empty', sees: 'No answers yet.' },
  { name: 'stats-offline', path: '/stats', behaviour: 'offline', sees: 'The service cannot be reached.' },
  {
    name: 'stats-query',
    path: '/stats',
    behaviour: 'full',
    sees: 'query Statistics',
    reach: async (page) => {
      await page.getByText('Answers and estimates by day').waitFor();
      await page
        .getByRole('button', { name: /The query behind it/ })
        .first()
        .click();
    },
  },
  { name: 'ledger', path: '/ledger', behaviour: 'full', sees: 'Block 57' },
  { name: 'ledger-loading', path: '/ledger', behaviour: 'silent', sees: 'Fetching the blocks' },
  { name: 'ledger-empty', path: '/ledger', behaviour: 'empty', sees: 'No block yet.' },
  { name: 'ledger-refused', path: '/ledger', behaviour: 'refusing', sees: 'The service did not answer this question.' },
  {
    name: 'ledger-transaction',
    path: '/ledger',
    behaviour: 'full',
    sees: 'acknowledgements:record',
    reach: (page) => page.getByRole('button', { name: 'More' }).first().click(),
  },
  { name: 'provenance', path: '/provenance', behaviour: 'full', sees: 'Begin with one of the newest records' },
  { name: 'provenance-empty', path: '/provenance', behaviour: 'empty', sees: 'Nothing to walk through yet.' },
  { name: 'provenance-walk', path: walk, behaviour: 'full', sees: 'every statement of the provenance' },
  { name: 'provenance-offline', path: walk, behaviour: 'offline', sees: 'The service cannot be reached.' },
];

test('the open pages: no accessibility violation, no overflow, no broken policy in any state', async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const dead = 'http://127.0.0.1:9';
  const port = await startFaceProcess(t, {
    FACE: 'phone',
    STATIC_DIR: await builtPhone(),
    API_URL: dead,
    WITNESS_URL: dead,
  });
  await lookAtStates(t, {
    browser,
    origin: `http://localhost:${port}`,
    states,
    options: { serviceWorkers: 'block' },
    prepare: (context, { behaviour }) => stubOpenApi(context, behaviour),
  });
});
