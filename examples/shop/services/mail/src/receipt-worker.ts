import type { Job } from 'bullmq';
import { BaseWorker } from '@shop/messaging';
import { transport } from './transport.js';

interface Receipt {
  readonly eventId: string;
  readonly to: string;
  readonly text: string;
}

/** Wrong: after a stall or a retry the customer gets the receipt twice. */
export class ReceiptWorker extends BaseWorker<Receipt> {
  constructor() {
    super('receipts', sendReceipt);
  }
}

async function sendReceipt(job: Job<Receipt>): Promise<void> {
  await transport.sendMail({ to: job.data.to, subject: 'Your receipt', text: job.data.text });
}
