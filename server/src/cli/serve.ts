// Starts the language server, which is a bundle of its own beside this one, so that the audit command need not load it.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** `server --stdio`: speaks the language server protocol until the client closes it. */
export async function serve(): Promise<number> {
  const server = join(__dirname, 'server.js');
  if (!existsSync(server)) throw new Error(`the language server is not built (${server} is missing)`);
  // A bundle that is run from bytecode can't import.
  createRequire(server)(server);
  return 0;
}
