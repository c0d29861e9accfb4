// The emulator as a process of its own, which outlives the workers that are killed. Tells its parent the port; ends with it.
// usage: main.cjs [seconds that a transaction may last, the server's transactionLifetimeLimitSeconds]
import type { AddressInfo } from 'node:net';
import { startServer } from './server.ts';

const server = startServer({ lifetimeMs: Number(process.argv[2] ?? 60) * 1_000 });
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit(0));
