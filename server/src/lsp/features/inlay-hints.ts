// Inlay hints behind effects, off by default: the effect's answers in two or three words.
import { InlayHintKind, type InlayHint, type Range } from 'vscode-languageserver';
import type { Ask } from '../ask.ts';
import { effectHover } from '../texts/effect.ts';
import { comparePlaces, type Place } from '../../base/place.ts';
import type { HandlerReport } from '../../facts/handler.ts';
import type { Answer } from '../../facts/vocabulary.ts';
import { worst } from '../../verdict/judge.ts';
import { overlaps, toRange } from '../positions.ts';

export async function inlayHints(ask: Ask, range: Range): Promise<InlayHint[]> {
  if (!ask.settings.inlayHints.enabled) return [];
  const reports = await ask.folder.session.handlersTouching(ask.file, ask.cancellation);
  const hints = reports.flatMap((report) =>
    report.verdict.effects.flatMap((verdict): readonly InlayHint[] => {
      const effect = report.graph.effects[verdict.effect];
      if (effect === undefined || effect.place.file !== ask.file || !overlaps(effect.place, range)) return [];
      const tooltip = {
        kind: 'markdown',
        value: effectHover(ask.folder.root, report, effect, verdict),
      } as const;
      return [
        {
          position: toRange(effect.place).end,
          label: hintOf(answersAt(reports, effect.place)),
          kind: InlayHintKind.Type,
          paddingLeft: true,
          tooltip,
        },
      ];
    }),
  );
  return firstAtEachPosition(hints);
}

interface Answers {
  readonly lost: Answer;
  readonly repeated: Answer;
}

/** The worst of what all handlers that get here say. */
function answersAt(reports: readonly HandlerReport[], place: Place): Answers {
  const here = reports.flatMap(({ graph, verdict }) =>
    verdict.effects.filter(({ effect }) => {
      const fact = graph.effects[effect];
      return fact !== undefined && comparePlaces(fact.place, place) === 0;
    }),
  );
  return { lost: worst(here.map(({ lost }) => lost)), repeated: worst(here.map(({ repeated }) => repeated)) };
}

function hintOf({ lost, repeated }: Answers): string {
  const words = [
    ...(lost === 'exposed' ? ['may be lost'] : lost === 'window' ? ['lost in a crash window'] : []),
    ...(repeated === 'exposed' ? ['may repeat'] : repeated === 'window' ? ['repeats in a crash window'] : []),
  ];
  return words.length > 0 ? words.join(', ') : 'once';
}

/** A helper called by several handlers gets one hint. */
function firstAtEachPosition(hints: readonly InlayHint[]): InlayHint[] {
  const seen = new Map<string, InlayHint>();
  for (const hint of hints) {
    const key = `${hint.position.line}:${hint.position.character}`;
    if (!seen.has(key)) seen.set(key, hint);
  }
  return [...seen.values()];
}
