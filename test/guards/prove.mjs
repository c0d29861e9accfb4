// usage: node test/guards/prove.mjs [part of a subject's name ...]
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { guardSources } from '../../server/guard-runtime/as-text.mjs';

const outfile = '.cache/guards/prove.cjs';
await build({
  entryPoints: ['test/guards/prove.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  packages: 'external',
  plugins: [guardSources],
  logLevel: 'error',
});
process.exit(
  spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { stdio: 'inherit', env: { ...process.env, NODE_NO_WARNINGS: '1' } }).status ?? 1,
);
