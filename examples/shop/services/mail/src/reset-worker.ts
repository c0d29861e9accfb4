import type { Job } from 'bullmq';
import { BaseWorker, connection } from '@shop/messaging';
import { transport } from './transport.js';

interface Reset {
  readonly eventId: string;
  readonly to: string;
}

/** Wrong in a way that is easy to miss: the key is the mark, so a crash between the two lines loses the mail. */
export class ResetWorker extends BaseWorker<Reset> {
  constructor() {
    super('password-resets', async (job: Job<Reset>) => {
      const first = await connection.set(`reset:${job.data.eventId}`, '1', 'EX', 86_400, 'NX');
      if (first === null) return;
      await transport.sendMail({ to: job.data.to, subject: 'Reset your password', text: 'Follow the link.' });
    });
  }
}
