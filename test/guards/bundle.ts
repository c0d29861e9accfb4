// Test code that runs in a process of its own is bundled first: Node 20 does not take TypeScript.
import { buildSync } from 'esbuild';
import { basename, dirname } from 'node:path';

/** Answers with the bundle's file. */
export function bundle(entry: string): string {
  const name = basename(entry) === 'main.ts' ? basename(dirname(entry)) : basename(entry, '.ts');
  const outfile = `.cache/guards/${name}.cjs`;
  buildSync({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'cjs', target: 'node20', packages: 'external', logLevel: 'error' });
  return outfile;
}
