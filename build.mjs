// Bundles the command, the language server and the extension into dist/. Nothing is needed at run time but Node.
import { build } from 'esbuild';
import { guardSources } from './server/guard-runtime/as-text.mjs';
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { leanTypescript } from './lean-typescript.mjs';

const production = process.argv.includes('--production');
const outdir = process.argv.find((argument) => argument.startsWith('--outdir='))?.slice('--outdir='.length) ?? 'dist';
const entries = { cli: 'server/src/cli/launch.ts', command: 'server/src/cli/main.ts', server: 'server/src/lsp/main.ts', extension: 'client/src/extension.ts' };

// V8 knows a bundle that its bytecode belongs to by its length alone.
rmSync(join(outdir, 'command.js.bytecode'), { force: true });

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

// An audit of the example compiles what most audits run.
if (production)
  spawnSync(process.execPath, ['--require', './compile-ahead.cjs', join(outdir, 'cli.js'), 'audit', 'examples/shop'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
