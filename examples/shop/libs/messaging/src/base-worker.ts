import { Worker, type Job } from 'bullmq';
import { connection } from './connection.js';

/** What every worker of the shop extends. */
export abstract class BaseWorker<T> {
  readonly worker: Worker<T>;

  constructor(queue: string, processor: (job: Job<T>) => Promise<void>) {
    this.worker = new Worker<T>(queue, processor, { connection, concurrency: 5 });
    this.worker.on('failed', (job, error) => console.error(`${queue} ${job?.id} failed`, error));
  }
}
