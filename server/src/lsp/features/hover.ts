// Hover: a handler's picture on its head, an effect's own verdict on the effect, what an acknowledgement, a guard or an option means.
import type { Hover, Position } from 'vscode-languageserver';
import type { Ask } from '../ask.ts';
import { samePlace, toRange } from '../positions.ts';
import { targetsAt, type Target } from '../targets.ts';
import { effectHover } from '../texts/effect.ts';
import { handlerHover } from '../texts/handler.ts';
import { guardHover, optionHover } from '../texts/option.ts';
import { settlementHover } from '../texts/settlement.ts';
import { isAtRisk } from '../words.ts';

/** A helper shared by many handlers would make a page: the first ones are enough in a hover. */
const mostTargets = 2;

export async function hover(ask: Ask, position: Position): Promise<Hover | null> {
  if (!ask.settings.hover.enabled) return null;
  const reports = await ask.folder.session.handlersTouching(ask.file, ask.cancellation);
  const targets = targetsAt(reports, ask.file, ask.document, position);
  const first = targets[0];
  if (first === undefined) return null;
  const same = targets.filter((target) => target.kind === first.kind && samePlace(target.place, first.place));
  const texts = await Promise.all(same.slice(0, mostTargets).map((target) => textOf(ask, target)));
  const more = same.length > mostTargets ? [`… and ${same.length - mostTargets} more handlers come through here.`] : [];
  return {
    contents: { kind: 'markdown', value: [...texts, ...more].join('\n\n---\n\n') },
    range: toRange(first.place),
  };
}

async function textOf(ask: Ask, target: Target): Promise<string> {
  const root = ask.folder.root;
  switch (target.kind) {
    case 'handler':
      return handlerHover(root, target.report, await fixTitle(ask, target));
    case 'effect':
      return effectHover(root, target.report, target.effect, target.verdict);
    case 'settlement':
      return settlementHover(root, target.report, target.step);
    case 'guard':
      return guardHover(root, target.report);
    case 'option':
      return optionHover(root, target.report, target.reason);
  }
}

/** The best fix for a handler at risk. */
async function fixTitle(ask: Ask, { report }: Target): Promise<string | null> {
  if (!isAtRisk(report)) return null;
  const fixes = await ask.backend.fixesAt(ask.folder.session, report.handler.place, ask.cancellation);
  return fixes.find((fix) => fix.kind === 'quickfix' && fix.isPreferred)?.title ?? null;
}
