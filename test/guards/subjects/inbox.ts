// What all inbox subjects share: the steps of a run whose effect is a row written in the transaction of the mark.
import { step, type Delivery } from '../subject.ts';

/** `mark` is the guard's; `write` is the effect, through the same transaction. */
export async function inTransaction(
  delivery: Delivery,
  mark: () => Promise<boolean> | boolean,
  write: (message: string, id: number) => Promise<unknown>,
): Promise<void> {
  step(delivery, 'before-claim');
  if (!(await mark())) return;
  step(delivery, 'after-claim');
  step(delivery, 'before-effect');
  await write(delivery.message, delivery.id);
  step(delivery, 'after-effect');
}

/** Sends the commit, then dies or loses its connection before the answer. */
export async function committing<T>(delivery: Delivery, commit: () => Promise<T>, cut: () => void): Promise<T> {
  const committed = commit();
  step(delivery, 'in-completion');
  if (delivery.plan.cutCompletion) cut();
  const answer = await committed;
  step(delivery, 'after-completion');
  return answer;
}
