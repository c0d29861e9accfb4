// How a write behaves when done twice, where the word for what it does says all.
import type { EffectFact } from '../../facts/steps.ts';

type Repeat = EffectFact['repeat'];

export const natural = (why: string): Repeat => ({ mask: 'natural', why });
export const exposed = (why: string): Repeat => ({ mask: 'exposed', why });

export function byWord(write: 'send' | 'insert' | 'set' | 'upsert' | 'delete' | 'relative'): Repeat {
  switch (write) {
    case 'send':
      return exposed('no idempotency key');
    case 'insert':
      return exposed('each run adds another row');
    case 'relative':
      return exposed('it depends on the stored value');
    case 'set':
      return natural('it sets an absolute value');
    case 'upsert':
      return natural('a second run finds what the first wrote');
    case 'delete':
      return natural('what is gone stays gone');
  }
}
