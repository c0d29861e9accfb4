// The server's process: over the node channel when an editor starts it so, else over standard input and output.
import { createConnection } from 'vscode-languageserver/node';
import { tool } from '../report/tool.ts';
import { engineBackend } from './engine-backend.ts';
import { startServer } from './server.ts';

const hasChannel = ['--node-ipc', '--stdio', '--pipe', '--socket'].some((option) =>
  process.argv.some((given) => given === option || given.startsWith(`${option}=`)),
);
const connection = hasChannel ? createConnection() : createConnection(process.stdin, process.stdout);

startServer(connection, engineBackend, tool);
