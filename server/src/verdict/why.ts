// One short sentence per effect: the facts that decide its two answers, with the lines they stand on. Histories tell how; this says why.
import type { MarkFact } from '../facts/steps.ts';
import type { Cause, EffectVerdict } from '../facts/verdict.ts';
import { lossCause, repetitionCause } from './causes.ts';
import type { Explored } from './explore.ts';
import { acknowledgementText, keyText, lineOf } from './wording.ts';
import type { World } from './world.ts';

/** The deciding facts, without a full stop, and the causes they come from. */
export function whyOf(world: World, explored: Explored): Pick<EffectVerdict, 'why' | 'causes'> {
  const lost = lossCause(world, explored);
  const repeated = repetitionCause(world, explored);
  const scoped = world.effect.attemptScoped ? 'happens once per attempt on purpose, so it does not count' : null;
  const clauses = [scoped, lost?.text ?? null, repeated?.text ?? neverRepeated(world, explored, lost)];
  const causes = { ...(lost === null ? {} : { lost }), ...(repeated === null ? {} : { repeated }) };
  return { why: [...new Set(clauses)].filter((clause) => clause !== null).join('; '), causes };
}

/** Nothing where what loses it is also what keeps it from being repeated, and has been told. */
function neverRepeated(world: World, explored: Explored, lost: Cause | null): string | null {
  const { repeat } = world.effect;
  if (repeat.mask === 'natural' || repeat.mask === 'keyed') return repeat.why;
  if (lost !== null && (lost.code === 'marked-first' || lost.code === 'colliding-key' || lost.code === 'acknowledged-first')) return null;
  if (!world.mayReturn && !world.delivery.replicas) return 'nothing delivers the message again';
  const guard = world.marks[0];
  if (guard !== undefined) return guardText(world, guard);
  if (world.transactions[world.transaction]?.kind === 'kafka') return 'published in one Kafka transaction with the offsets';
  if (explored.lost.answer === 'never') return acknowledgementText(world);
  return 'once acknowledged, it is not delivered again';
}

/** What holds, and what it does not catch: an event that the producer published twice has two offsets, two message IDs. */
function guardText(world: World, guard: MarkFact): string {
  const together = guard.transaction !== null && guard.transaction === world.effect.transaction;
  const by = guard.key === null ? '' : ` by ${keyText(guard)}`;
  const text = `${together ? 'marked' : 'guarded'}${by}${together ? ' in its own transaction' : ''} (${lineOf(world, guard.place)})`;
  return guard.key === null || guard.keyCoversDuplicatePublish ? text : `${text}, a key that does not catch an event published twice`;
}
