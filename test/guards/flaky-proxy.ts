// Stands between workers and a store, and is out of order now and then: connections are cut, new ones refused.
import { connect, createServer, type Socket } from 'node:net';
import { portOf } from './stores.ts';

export interface FlakyProxy {
  /** The address with the proxy in the place of the server. */
  readonly address: string;
  readonly outages: () => number;
  close(): void;
}

export async function flakyProxy(address: string, upMs: number, downMs: number): Promise<FlakyProxy> {
  const target = new URL(address);
  const sockets = new Set<Socket>();
  let isDown = false;
  let outages = 0;
  const server = createServer((inner) => {
    if (isDown) return void inner.destroy();
    const outer = connect(Number(target.port), target.hostname);
    for (const socket of [inner, outer]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy()).on('close', () => [inner, outer].forEach((either) => sockets.delete(either) && either.destroy()));
    }
    inner.pipe(outer).pipe(inner);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const timer = setInterval(() => {
    isDown = true;
    outages += 1;
    for (const socket of sockets) socket.destroy();
    setTimeout(() => (isDown = false), downMs);
  }, upMs + downMs);
  const through = new URL(address);
  through.host = `127.0.0.1:${portOf(server.address())}`;
  return {
    address: through.href,
    outages: () => outages,
    close() {
      clearInterval(timer);
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
