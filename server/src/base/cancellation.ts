// Long jobs give the event loop a turn now and then and stop when nobody wants their answer any more.

/** What a caller hands to a long job; the shape is that of a language server's token. */
export interface Cancellation {
  readonly isCancellationRequested: boolean;
}

/** A job that nobody cancels. */
export const neverCancelled: Cancellation = { isCancellationRequested: false };

/** Thrown by a job whose caller has lost interest; faces turn it into "no answer". */
export class Cancelled extends Error {
  constructor() {
    super('cancelled');
    this.name = 'Cancelled';
  }
}

/** Lets waiting requests run, then throws `Cancelled` if the job is no longer wanted. */
export async function breathe(cancellation: Cancellation): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  if (cancellation.isCancellationRequested) throw new Cancelled();
}
