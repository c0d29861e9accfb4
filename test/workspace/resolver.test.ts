import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openWorkspace } from '../../server/src/workspace/open-workspace.ts';
import { inFolder } from './folder.ts';

type Expected = Readonly<Record<string, string | null>>;

/** Resolves each specifier as written in `from`; a package is expected as `package:name`. */
async function resolves(files: Readonly<Record<string, string>>, from: string, expected: Expected): Promise<void> {
  await inFolder(files, (root) => {
    const workspace = openWorkspace(root);
    if ('problem' in workspace) throw new Error(workspace.problem);
    const found: Record<string, string | null> = {};
    for (const specifier of Object.keys(expected)) {
      const resolution = workspace.resolve(from, specifier);
      found[specifier] = resolution === null ? null : resolution.kind === 'file' ? resolution.file : `package:${resolution.package}`;
    }
    assert.deepEqual(found, expected);
  });
}

test('resolves relative paths with any extension, as TypeScript does', async () => {
  const files = {
    'src/a.ts': '',
    'src/b.ts': '',
    'src/b.js': '',
    'src/c.tsx': '',
    'src/d/index.mts': '',
    'src/e.cjs': '',
    'src/index.ts': '',
    'src/g.service.ts': '',
    'data.json': '',
    'src/only.d.ts': '',
  };
  await resolves(files, 'src/a.ts', {
    './b': 'src/b.ts',
    './b.js': 'src/b.ts',
    './c.jsx': 'src/c.tsx',
    './c': 'src/c.tsx',
    './d': 'src/d/index.mts',
    './d/index.mjs': 'src/d/index.mts',
    './e.cjs': 'src/e.cjs',
    './e': 'src/e.cjs',
    '.': 'src/index.ts',
    './': 'src/index.ts',
    './g.service': 'src/g.service.ts',
    '../data.json': 'data.json',
    './only': null,
    '../../outside': null,
    './absent': null,
  });
});

test('takes a client that Prisma generates under a name of its own for Prisma, and an installed package for itself', async () => {
  const dependencies = { '@prisma/client': '^7.0.0', '@prisma/client-runtime-utils': '^7.0.0' };
  await resolves({ 'a.ts': '', 'package.json': JSON.stringify({ dependencies }) }, 'a.ts', {
    '@prisma/orders-client': 'package:@prisma/client',
    './generated/prisma/client': 'package:@prisma/client',
    'src/generated/prisma': 'package:@prisma/client',
    '@/generated/prisma/client': 'package:@prisma/client',
    '@shop/prisma': 'package:@shop/prisma',
    '@prisma/client-runtime-utils': 'package:@prisma/client-runtime-utils',
    '@prisma/adapter-pg': 'package:@prisma/adapter-pg',
  });
});

test('takes a package for the one of the folder, or of the name, that its dependency leads to', async () => {
  const files = {
    'packages/shared/package.json': JSON.stringify({ name: '@shop/shared', main: './dist/index.js' }),
    'packages/shared/src/index.ts': '',
    'api/package.json': JSON.stringify({
      dependencies: { 'service-shared': 'file:../packages/shared', common: 'workspace:@shop/shared@*', gone: 'file:../packages/gone', redis: '^4.0.0' },
    }),
    'api/a.ts': '',
  };
  await resolves(files, 'api/a.ts', {
    'service-shared': 'packages/shared/src/index.ts',
    common: 'packages/shared/src/index.ts',
    gone: 'package:gone',
    redis: 'package:redis',
  });
});

test('takes a package in a scope for the one of that name and version here, though nothing links the two', async () => {
  const files = {
    'common/package.json': JSON.stringify({ name: '@shop/common', version: '1.0.12', main: './build/index.js' }),
    'common/src/index.ts': '',
    'redis/package.json': JSON.stringify({ name: 'redis', version: '4.0.0' }),
    'redis/index.ts': '',
    'orders/package.json': JSON.stringify({ dependencies: { '@shop/common': '^1.0.3', redis: '^4.7.0' } }),
    'orders/a.ts': '',
    'legacy/package.json': JSON.stringify({ dependencies: { '@shop/common': '^0.9.0' } }),
    'legacy/a.ts': '',
  };
  await resolves(files, 'orders/a.ts', { '@shop/common': 'common/src/index.ts', redis: 'package:redis' });
  await resolves(files, 'legacy/a.ts', { '@shop/common': 'package:@shop/common' });
});

test('takes everything else for a package of the registry, by its name', async () => {
  await resolves({ 'a.ts': '' }, 'a.ts', {
    kafkajs: 'package:kafkajs',
    '@nestjs/common/x': 'package:@nestjs/common',
    fs: 'package:node:fs',
    'node:crypto': 'package:node:crypto',
    'fs/promises': 'package:node:fs',
    '@/x': null,
  });
});

test('follows tsconfig paths through extends, lists of them, packages and references', async () => {
  const files = {
    'tsconfig.base.json':
      '{ "compilerOptions": { "baseUrl": ".", "paths": { "@acme/*": ["libs/*/src"], "@acme/db": ["libs/database/src/index.ts"] } } } // comment',
    'libs/database/src/index.ts': '',
    'libs/events/src/index.ts': '',
    'apps/api/tsconfig.json': '{ "extends": ["../../tsconfig.base"], "compilerOptions": { "target": "es2020" } }',
    'apps/api/src/main.ts': '',
    'apps/web/tsconfig.json': '{ "files": [], "references": [{ "path": "./tsconfig.app.json" }] }',
    'apps/web/tsconfig.app.json': '{ "compilerOptions": { "paths": { "~/*": ["./src/*"] } } }',
    'apps/web/src/util.ts': '',
    'apps/loop/tsconfig.json': '{ "extends": "./tsconfig.json" }',
    'packages/config/package.json': '{ "name": "@acme/config" }',
    'packages/config/base.json': '{ "compilerOptions": { "baseUrl": "./src" } }',
    'packages/config/src/shared-thing.ts': '',
    'apps/ext/tsconfig.json': '{ "extends": "@acme/config/base.json" }',
  };
  await resolves(files, 'apps/api/src/main.ts', {
    '@acme/db': 'libs/database/src/index.ts',
    '@acme/events': 'libs/events/src/index.ts',
    '@acme/absent': 'package:@acme/absent',
  });
  await resolves(files, 'apps/web/src/x.ts', { '~/util': 'apps/web/src/util.ts' });
  await resolves(files, 'apps/loop/x.ts', { '@acme/db': 'libs/database/src/index.ts' });
  await resolves(files, 'apps/ext/x.ts', { 'shared-thing': 'packages/config/src/shared-thing.ts' });
});

test('follows the aliases of module-alias, also to build output', async () => {
  const files = {
    'api/package.json': '{ "_moduleAliases": { "@root": ".", "@services": "services", "@services/mail": "outgoing/mail", "@jobs": "dist/jobs" } }',
    'api/services/users.js': '',
    'api/outgoing/mail/index.js': '',
    'api/src/jobs/clock.ts': '',
    'web/main.js': '',
  };
  await resolves(files, 'api/app.js', {
    '@services/users': 'api/services/users.js',
    '@services/mail': 'api/outgoing/mail/index.js',
    '@root/services/users': 'api/services/users.js',
    '@jobs/clock': 'api/src/jobs/clock.ts',
    '@servicesque/users': 'package:@servicesque/users',
  });
  await resolves(files, 'web/main.js', { '@services/users': 'package:@services/users' });
});

test('looks where the scripts of a package let Node look, but for no package that it depends on', async () => {
  const files = {
    'api/package.json': '{ "scripts": { "start": "NODE_PATH=app/src node app" }, "dependencies": { "logger": "^1.0.0" } }',
    'api/app/src/services/mail.js': '',
    'api/app/src/logger.js': '',
    'web/package.json': '{ "scripts": { "start": "NODE_PATH=/usr/lib node app" } }',
    'web/app/src/services/mail.js': '',
  };
  await resolves(files, 'api/app/index.js', { 'services/mail': 'api/app/src/services/mail.js', logger: 'package:logger' });
  await resolves(files, 'web/app/index.js', { 'services/mail': 'package:services' });
});

test('finds the sources of workspace packages behind their exports and build output', async () => {
  const files = {
    'package.json': '{ "workspaces": ["packages/*"] }',
    'app/package.json':
      '{ "name": "app", "dependencies": { "@acme/queue": "workspace:*", "redis": "^4.0.0" }, "imports": { "#db": "./src/db.ts", "#lib/*": "./src/lib/*.js", "#kafka": "kafkajs" } }',
    'app/src/db.ts': '',
    'app/src/lib/x.ts': '',
    'packages/queue/package.json':
      '{ "name": "@acme/queue", "version": "1.0.0", "exports": { ".": { "import": "./dist/index.js" }, "./workers/*": "./dist/workers/*.js" } }',
    'packages/queue/src/index.ts': '',
    'packages/queue/src/workers/mail.ts': '',
    'packages/old/package.json': '{ "name": "@acme/old", "main": "lib/main.js" }',
    'packages/old/src/main.ts': '',
    'packages/old/src/extra.ts': '',
    'packages/bare/package.json': '{ "name": "@acme/bare" }',
    'packages/bare/index.js': '',
    'packages/redis/package.json': '{ "name": "redis", "version": "1.0.0" }',
    'packages/redis/index.js': '',
  };
  await resolves(files, 'app/src/main.ts', {
    '@acme/queue': 'packages/queue/src/index.ts',
    '@acme/queue/workers/mail': 'packages/queue/src/workers/mail.ts',
    '@acme/old': 'packages/old/src/main.ts',
    '@acme/old/lib/extra': 'packages/old/src/extra.ts',
    '@acme/bare': 'packages/bare/index.js',
    redis: 'package:redis',
    '#db': 'app/src/db.ts',
    '#lib/x': 'app/src/lib/x.ts',
    '#kafka': 'package:kafkajs',
    '@/db': 'app/src/db.ts',
    'src/db': 'app/src/db.ts',
  });
});

test('finds what an absolute path of the place of deployment is copied from', async () => {
  const files = {
    'shared/bus.js': '',
    'shared/log/index.js': '',
    'services/orders/src/main.js': '',
    'services/orders/src/lib/db.js': '',
    'services/mails/src/lib/db.js': '',
    'layers/common/nodejs/store.js': '',
    'index.js': '',
  };
  await resolves(files, 'services/orders/src/main.js', {
    '/app/shared/bus': 'shared/bus.js',
    '/usr/src/app/shared/bus.js': 'shared/bus.js',
    '/app/shared/log': 'shared/log/index.js',
    '/app/src/lib/db': 'services/orders/src/lib/db.js',
    '/app/lib/db': 'services/orders/src/lib/db.js',
    '/opt/nodejs/store': 'layers/common/nodejs/store.js',
    '/index': null,
    '/app/index': null,
    '/app/shared/absent': null,
  });
  await resolves(files, 'index.js', { '/app/lib/db': null });
});

test('finds a file whose name is spelled with other capitals, where none has the very name', async () => {
  const files = { 'src/a.ts': '', 'src/bus/RabbitMQConnection.ts': '', 'src/bus/rabbitConfig.ts': '', 'src/bus/RabbitConfig.ts': '' };
  await resolves(files, 'src/a.ts', {
    './bus/RabbitMqConnection': 'src/bus/RabbitMQConnection.ts',
    './bus/RabbitConfig': 'src/bus/RabbitConfig.ts',
    './bus/rabbitConfig': 'src/bus/rabbitConfig.ts',
    './bus/Missing': null,
  });
});
