// An esbuild plugin: the guard's own source files as text, for the fix that writes them into a workspace. `import { sources } from 'guard-sources'`.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));

export const guardSources = {
  name: 'guard-sources',
  setup(build) {
    build.onResolve({ filter: /^guard-sources$/ }, ({ path }) => ({ path, namespace: 'guard-sources' }));
    build.onLoad({ filter: /.*/, namespace: 'guard-sources' }, () => {
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(ts|sql|prisma)$/.test(file) && !file.endsWith('.d.ts'));
      const sources = Object.fromEntries(files.sort().map((file) => [file.replaceAll('\\', '/'), readFileSync(join(folder, file), 'utf8')]));
      return { contents: `export const sources = ${JSON.stringify(sources)};`, loader: 'js' };
    });
  },
};
