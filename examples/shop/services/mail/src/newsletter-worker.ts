import type { Job } from 'bullmq';
import { BaseWorker } from '@shop/messaging';
import { transport } from './transport.js';

interface Newsletter {
  readonly recipients: readonly string[];
  readonly text: string;
}

/** Wrong: nobody waits for the mails, so the job is complete before they are sent and their errors are seen by nobody. */
export class NewsletterWorker extends BaseWorker<Newsletter> {
  constructor() {
    super('newsletters', async (job: Job<Newsletter>) => {
      job.data.recipients.forEach(async (to) => {
        await transport.sendMail({ to, subject: 'News from the shop', text: job.data.text });
      });
    });
  }
}
