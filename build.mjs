// Bundles the command, the language server and the extension into dist/. Nothing is needed at run time but Node.
import { build } from 'esbuild';
import { guardSources } from './server/guard-runtime/as-text.mjs';
import { existsSync } from 'node:fs';
import { leanTypescript } from './lean-typescript.mjs';

const production = process.argv.includes('--production');
const outdir = process.argv.find((argument) => argument.startsWith('--outdir='))?.slice('--outdir='.length) ?? 'dist';
const entries = { cli: 'server/src/cli/main.ts', server: 'server/src/lsp/main.ts', extension: 'client/src/extension.ts' };

await build({
  entryPoints: Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(file))),
  outdir,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['vscode'],
  // jsonc-parser's main is a UMD file that no bundler can follow.
  mainFields: ['module', 'main'],
  minify: production,
  keepNames: false,
  sourcemap: !production,
  logLevel: 'warning',
  loader: { '.css': 'text', '.html': 'text' },
  plugins: [guardSources, leanTypescript],
});

// The page of the audit report runs in a webview: a browser, with no Node.
await build({
  entryPoints: { 'report-page': 'client/page/report.ts' },
  outdir,
  bundle: true,
  platform: 'browser',
  format: 'iife',
  target: 'es2022',
  minify: production,
  logLevel: 'warning',
});
