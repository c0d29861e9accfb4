// Inlay hints behind effects, off by default: the effect's answers in two or three words.
import { InlayHintKind, type InlayHint, type Range } from 'vscode-languageserver';
import type { Ask } from '../ask.ts';
import { effectHover } from '../texts/effect.ts';
import type { EffectVerdict } from '../../facts/verdict.ts';
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
          label: hintOf(verdict),
          kind: InlayHintKind.Type,
          paddingLeft: true,
          tooltip,
        },
      ];
    }),
  );
  return firstAtEachPosition(hints);
}

function hintOf(verdict: EffectVerdict): string {
  const words = [
    ...(verdict.lost === 'exposed' ? ['may be lost'] : verdict.lost === 'window' ? ['lost in a crash window'] : []),
    ...(verdict.repeated === 'exposed' ? ['may repeat'] : verdict.repeated === 'window' ? ['repeats in a crash window'] : []),
  ];
  return words.length > 0 ? words.join(', ') : 'once';
}

/** A helper called by several handlers gets the first one's hint. */
function firstAtEachPosition(hints: readonly InlayHint[]): InlayHint[] {
  const seen = new Map<string, InlayHint>();
  for (const hint of hints) {
    const key = `${hint.position.line}:${hint.position.character}`;
    if (!seen.has(key)) seen.set(key, hint);
  }
  return [...seen.values()];
}
