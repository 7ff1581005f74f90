import { copyFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { exampleQueries } from './examples.ts';

const require = createRequire(import.meta.url);

/** Folder of an installed package, for entry points that its `exports` name only in part. */
function packageFolder(name: string): string {
  return dirname(require.resolve(`${name}/package.json`));
}

/**
 * Bundles GraphiQL with the example queries into a folder: page, styles, fonts and Monaco's workers. Nothing is fetched, then or later.
 *
 * @param outDir - an empty folder.
 */
export async function buildGraphiql(outDir: string): Promise<void> {
  const monaco = packageFolder('monaco-editor');
  const options: BuildOptions = {
    bundle: true,
    minify: true,
    outdir: outDir,
    platform: 'browser',
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'error',
    loader: { '.ttf': 'file' },
    define: { 'process.env.NODE_ENV': '"production"', EXAMPLES: JSON.stringify(exampleQueries()) },
  };
  await build({
    ...options,
    format: 'esm',
    // Monaco loads its languages on demand.
    splitting: true,
    entryPoints: {
      page: join(import.meta.dirname, 'page.ts'),
      style: join(packageFolder('graphiql'), 'dist', 'style.css'),
    },
  });
  await build({
    ...options,
    format: 'iife',
    entryPoints: {
      'editor.worker': join(monaco, 'esm', 'vs', 'editor', 'editor.worker.js'),
      'json.worker': join(monaco, 'esm', 'vs', 'language', 'json', 'json.worker.js'),
      'graphql.worker': join(packageFolder('monaco-graphql'), 'esm', 'graphql.worker.js'),
    },
  });
  copyFileSync(join(import.meta.dirname, 'index.html'), join(outDir, 'index.html'));
}
