import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openSession } from '../../server/src/engine/session.ts';
import { inFolder } from '../workspace/folder.ts';

const service = (transport: string): Record<string, string> => ({
  'package.json': '{"dependencies":{"@nestjs/microservices":"11"}}',
  'main.ts': `import { NestFactory } from '@nestjs/core';
import { Transport } from '@nestjs/microservices';
NestFactory.createMicroservice({}, { transport: Transport.${transport}, options: {} });
`,
  'orders.ts': `import { EventPattern } from '@nestjs/microservices';
export class Orders {
  @EventPattern('orders') async placed(order: object) { console.log(order); }
}
`,
});

for (const [transport, source] of [
  ['KAFKA', /server-kafka/],
  ['RMQ', /server-rmq/],
] as const)
  test(`of a package's sources, the one that is about the handler's transport is named: ${transport}`, async () => {
    await inFolder(service(transport), async (root) => {
      const [report] = await openSession(root).handlers();
      assert.match(report?.handler.delivery.why[0]?.source ?? '', source);
    });
  });
