export { BaseWorker } from './base-worker.js';
export { connection } from './connection.js';
