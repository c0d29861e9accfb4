import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openSession } from '../../server/src/engine/session.ts';
import { inFolder } from '../workspace/folder.ts';

const source = `import amqp from 'amqplib';
import { Observable } from 'rxjs';
const channel = await (await amqp.connect('amqp://x')).createChannel();
function createSource(queue: string) {
  return new Observable<{ body: string; ack(): void }>((subscriber) => {
    channel.consume(queue, (message) => subscriber.next({ body: message!.content.toString(), ack: () => channel.ack(message!) }));
  });
}
export function useQueue(queue: string) {
  const arriving$ = createSource(queue);
  return { arriving$, queue };
}
`;

const consumer = `import { tap } from 'rxjs';
import { useQueue } from '../../../packages/queues/source';
const manager = useQueue('orders');
manager.arriving$.pipe(tap(async (order) => { await fetch('http://x', { method: 'POST', body: order.body }); order.ack(); })).subscribe();
`;

test('whoever subscribes to what a function gives out is found among many who subscribe to something else, nearer by', async () => {
  const others = Array.from({ length: 70 }, (_, index) => [
    `packages/queues/page-${index}.ts`,
    `import { of } from 'rxjs';\nof(${index}).subscribe((count) => console.log(count));\n`,
  ]);
  const files = {
    'package.json': '{"dependencies":{"amqplib":"0.10.3","rxjs":"7"}}',
    'packages/queues/source.ts': source,
    'apps/orders/src/consumer.ts': consumer,
  };
  await inFolder({ ...files, ...Object.fromEntries(others) }, async (root) => {
    const found = await openSession(root).handlers();
    assert.deepEqual(
      found.map(({ handler }) => handler.place.file),
      ['apps/orders/src/consumer.ts'],
    );
  });
});
