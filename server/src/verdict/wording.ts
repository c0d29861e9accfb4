// The few phrases that reasons share: lines, keys, and where the acknowledgement stands.
import type { Place } from '../base/place.ts';
import type { MarkFact, Step } from '../facts/steps.ts';
import type { World } from './world.ts';

/** "line 30", or "mail.ts:20" when it stands in another file than the effect. */
export function lineOf(world: World, place: Place): string {
  return place.file === world.effect.place.file ? `line ${place.line}` : `${place.file.split('/').at(-1) ?? place.file}:${place.line}`;
}

export function keyText(fact: MarkFact): string {
  return fact.key === null ? 'the message' : fact.key.startsWith('`') ? fact.key : `\`${fact.key}\``;
}

/** Where the acknowledgement stands, seen from the effect. */
export function acknowledgementText(world: World): string {
  const call = world.nodes
    .map((node) => world.graph.steps[node.step])
    .find((step): step is Extract<Step, { kind: 'acknowledge' }> => step?.kind === 'acknowledge');
  if (call?.stored === true) return `the broker hears of it only later that the message is done (${lineOf(world, call.place)})`;
  if (call !== undefined) return `the acknowledgement comes after it (${lineOf(world, call.place)})`;
  switch (world.delivery.acknowledged) {
    case 'explicit':
      return world.graph.truncated ? 'no acknowledgement was seen as far as the handler was followed' : 'nothing acknowledges the message';
    case 'on-delivery':
    case 'never':
      return 'the message may be handed over again';
    default:
      return world.delivery.promise === 'ignored' && world.graph.isAsync
        ? 'the message is acknowledged without waiting for the handler, and may come again'
        : 'the message is acknowledged only after the handler has ended';
  }
}
