// The few phrases that reasons share: lines, keys, and where the acknowledgement stands.
import type { Place } from '../base/place.ts';
import type { MarkFact, Step } from '../facts/steps.ts';
import type { Happening } from './turn.ts';
import type { World } from './world.ts';

/** "line 30", or "mail.ts:20" when it stands in another file than the effect. */
export function lineOf(world: World, place: Place): string {
  return place.file === world.effect.place.file ? `line ${place.line}` : `${place.file.split('/').at(-1) ?? place.file}:${place.line}`;
}

export function keyText(fact: MarkFact): string {
  return fact.key === null ? 'the message' : fact.key.startsWith('`') ? fact.key : `\`${fact.key}\``;
}

/** Where the acknowledgement stands, seen from the effect: the one that is lost in the history, else the first in sight. */
export function acknowledgementText(world: World, history: readonly Happening[] = []): string {
  const lost = history.findIndex(({ kind }) => kind === 'acknowledgement-lost');
  const [call] = [...history.slice(lost, lost + 1), ...world.nodes.map((_, node) => ({ node }))].flatMap((at) => acknowledgementAt(world, at));
  if (call?.stored === true) return `the broker hears of it only later that the message is done (${lineOf(world, call.place)})`;
  const isBehind = lost < 0 || history.slice(0, lost).some((met) => 'node' in met && world.nodes[met.node]?.kind === 'effect');
  if (call !== undefined) return `the acknowledgement ${isBehind ? 'comes after it' : 'does not wait for it'} (${lineOf(world, call.place)})`;
  switch (world.delivery.acknowledged) {
    case 'explicit':
      return world.graph.truncated || world.delivery.unseen !== undefined
        ? 'no acknowledgement was seen as far as the handler was followed'
        : 'nothing acknowledges the message';
    case 'on-delivery':
    case 'never':
      return 'the message may be handed over again';
    default:
      return world.delivery.promise === 'ignored' && world.graph.isAsync
        ? 'the message is acknowledged without waiting for the handler, and may come again'
        : 'the message is acknowledged only after the handler has ended';
  }
}

function acknowledgementAt(world: World, met: Happening | { readonly node: number }): readonly Extract<Step, { kind: 'acknowledge' }>[] {
  const step = 'node' in met ? world.graph.steps[world.nodes[met.node]?.step ?? -1] : undefined;
  return step?.kind === 'acknowledge' ? [step] : [];
}
