import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../dev/options.ts';

/** The project's documents, relative to the root. */
export const documents: readonly string[] = [
  'README.md',
  ...globSync('docs/**/*.md', { cwd: repositoryRoot }).map((path) => path.replaceAll('\\', '/')),
].sort();

/** Text of a file, by its path from the root. */
export const textOf = (path: string): string => readFileSync(join(repositoryRoot, path), 'utf8');

/** The part of a document below a heading, up to the next heading of its level or above. @throws Error when there is none. */
export function section(text: string, heading: string): string {
  const lines = text.split('\n');
  const from = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '') === heading);
  if (from < 0) throw new Error(`there is no heading "${heading}"`);
  const level = lines[from]!.indexOf(' ');
  const rest = lines.slice(from + 1);
  const to = rest.findIndex((line) => /^#+ /.test(line) && line.indexOf(' ') <= level);
  return rest.slice(0, to < 0 ? undefined : to).join('\n');
}

/** Rows of the first table whose first column is called so, cells trimmed. @throws Error when there is none. */
export function tableRows(text: string, firstColumn: string): string[][] {
  const lines = text.split('\n');
  const head = lines.findIndex((line) => line.startsWith(`| ${firstColumn} |`));
  if (head < 0) throw new Error(`there is no table of "${firstColumn}"`);
  const rows = lines.slice(head + 2);
  const end = rows.findIndex((line) => !line.startsWith('|'));
  return rows.slice(0, end < 0 ? undefined : end).map((line) =>
    line
      .slice(1, line.lastIndexOf('|'))
      .split('|')
      .map((cell) => cell.trim()),
  );
}

/** Texts between backquotes. */
export const quoted = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, text]) => text!);

/** Anchors of a document's headings, as they are made of the headings' words. */
export function anchors(text: string): Set<string> {
  const headings = text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#+ (.+)$/gm);
  return new Set([...headings].map(([, title]) => anchorOf(title!)));
}

function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

/** One command of a document, without what stands behind `#`. */
export type DocumentedCommand = { readonly document: string; readonly command: string; readonly comment: string };

/** The lines of a document's `sh` blocks; a line that ends in `\` goes on in the next. */
export function commandsOf(document: string): DocumentedCommand[] {
  const blocks = [...textOf(document).matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, body]) => body!);
  return blocks.flatMap((body) =>
    body
      .replace(/\\\n\s*/g, '')
      .split('\n')
      .map((line) => {
        const [command = '', comment = ''] = line.split(/\s+# /);
        return { document, command: command.trim(), comment: comment.trim() };
      })
      .filter(({ command }) => command !== '' && !command.startsWith('#')),
  );
}
