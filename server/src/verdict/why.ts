// One short sentence per effect: the facts that decide its two answers, with the lines they stand on. Histories tell how; this says why.
import type { EffectVerdict } from '../facts/verdict.ts';
import { lossCause, repetitionCause } from './causes.ts';
import type { Explored } from './explore.ts';
import { acknowledgementText, keyText, lineOf } from './wording.ts';
import type { World } from './world.ts';

/** The deciding facts, without a full stop, and the causes they come from. */
export function whyOf(world: World, explored: Explored): Pick<EffectVerdict, 'why' | 'causes'> {
  const lost = lossCause(world, explored);
  const repeated = repetitionCause(world, explored);
  const scoped = world.effect.attemptScoped ? 'happens once per attempt on purpose, so it does not count' : null;
  const clauses = [scoped, lost?.text ?? null, repeated?.text ?? neverRepeated(world, explored)];
  const causes = { ...(lost === null ? {} : { lost }), ...(repeated === null ? {} : { repeated }) };
  return { why: [...new Set(clauses)].filter((clause) => clause !== null).join('; '), causes };
}

function neverRepeated(world: World, explored: Explored): string {
  const { repeat } = world.effect;
  if (repeat.mask === 'natural' || repeat.mask === 'keyed') return repeat.why;
  if (!world.mayReturn) return 'nothing delivers the message again';
  const guard = world.marks[0];
  if (guard !== undefined) {
    const together = guard.transaction !== null && guard.transaction === world.effect.transaction;
    return together
      ? `marked by ${keyText(guard)} in its own transaction (${lineOf(world, guard.place)})`
      : `guarded by ${keyText(guard)} (${lineOf(world, guard.place)})`;
  }
  if (world.transactions[world.transaction]?.kind === 'kafka') return 'published in one Kafka transaction with the offsets';
  if (explored.lost.answer === 'never') return acknowledgementText(world);
  return 'once acknowledged, it is not delivered again';
}
