// Applies every fix to every handler of the given folders, in memory, and checks what a user would: that it parses, changes nothing else, does nothing twice, can be undone,
// and that the audit afterwards says what the title promised. Fetches and writes nothing.
// usage: node test/repositories/apply-fixes.mjs [--verbose] FOLDER...
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { guardSources } from '../../server/guard-runtime/as-text.mjs';

const outfile = '.cache/repositories/apply-fixes.cjs';
await build({
  entryPoints: ['test/repositories/apply-fixes.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  packages: 'external',
  plugins: [guardSources],
  logLevel: 'error',
});
process.exit(spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { stdio: 'inherit' }).status ?? 1);
