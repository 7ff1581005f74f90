import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The part of axe's answer that is used here. */
interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly help: string;
    readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary?: string }[];
  }[];
}

const rules = {
  all: { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
  colours: { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } },
};

/**
 * Everything that axe finds on a page by WCAG 2.2 A and AA and its own best practices, or by its rules about colours alone,
 * one line each; empty when nothing.
 */
export async function axeFindings(page: Page, which: keyof typeof rules = 'all'): Promise<string[]> {
  // Evaluated through the debugging protocol, so that the page's own policy stays in force.
  if (!(await page.evaluate(`'axe' in window`))) await page.evaluate(source);
  const results = await page.evaluate<AxeResults>(`axe.run(document, ${JSON.stringify(rules[which])})`);
  return results.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(
      (node) =>
        `${id}: ${help} at ${node.target.join(' ')} (${node.failureSummary?.split('\n').slice(1).join('; ').trim() ?? ''})`,
    ),
  );
}

/** Runs in the page, and stands as text so that rooms without the browser's types can use this module. */
const widerThanTheWindow = `(() => {
  if (document.documentElement.scrollWidth <= window.innerWidth) return [];
  return [...document.querySelectorAll('body *')]
    .filter((element) => element.getBoundingClientRect().right > window.innerWidth + 1)
    .map((element) => element.tagName + ' ' + element.className)
    .slice(0, 5);
})()`;

/** What makes the page wider than the window, named by tag and classes; empty when nothing does. */
export async function overflowing(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(widerThanTheWindow);
}
