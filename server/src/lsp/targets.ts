// What stands under the cursor: an effect, an acknowledgement, a guard, a deciding option or a handler's own head. The innermost wins.
import type { Position } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { escapeWord } from '../base/escape-word.ts';
import type { Place } from '../base/place.ts';
import type { Reason } from '../facts/delivery.ts';
import type { HandlerReport } from '../facts/handler.ts';
import type { EffectFact, Step } from '../facts/steps.ts';
import type { EffectVerdict } from '../facts/verdict.ts';
import { compareExtent, isWithin } from './positions.ts';

export type Target =
  | { readonly kind: 'handler'; readonly place: Place; readonly report: HandlerReport }
  | {
      readonly kind: 'effect';
      readonly place: Place;
      readonly report: HandlerReport;
      readonly effect: EffectFact;
      readonly verdict: EffectVerdict;
    }
  | {
      readonly kind: 'settlement';
      readonly place: Place;
      readonly report: HandlerReport;
      readonly step: Step;
    }
  | { readonly kind: 'guard'; readonly place: Place; readonly report: HandlerReport }
  | {
      readonly kind: 'option';
      readonly place: Place;
      readonly report: HandlerReport;
      readonly reason: Reason;
    };

/** All targets under the position, innermost first; several when handlers share a helper function. */
export function targetsAt(reports: readonly HandlerReport[], file: string, document: TextDocument, position: Position): readonly Target[] {
  const found = reports.flatMap((report) => targetsOf(report, file, document)).filter((target) => isWithin(target.place, position));
  return found.toSorted((left, right) => compareExtent(left.place, right.place) || rank(left) - rank(right));
}

/** Of two things at the same place the one that says more comes first. */
function rank(target: Target): number {
  return ['effect', 'settlement', 'guard', 'option', 'handler'].indexOf(target.kind);
}

function targetsOf(report: HandlerReport, file: string, document: TextDocument): readonly Target[] {
  const here = <Found extends Target>(target: Found): readonly Found[] =>
    target.place.file === file ? [{ ...target, place: callHead(document, target.place) }] : [];
  const { handler, graph, verdict, guard } = report;
  return [
    ...(handler.place.file === file
      ? [{ kind: 'handler', place: fromName(document, functionHead(document, handler.place), handler.name), report } satisfies Target]
      : []),
    ...here({ kind: 'handler', place: handler.registration, report }),
    ...verdict.effects.flatMap((effectVerdict) => {
      const effect = graph.effects[effectVerdict.effect];
      return effect === undefined ? [] : here({ kind: 'effect', place: effect.place, report, effect, verdict: effectVerdict });
    }),
    ...graph.steps.flatMap((step) =>
      step.kind === 'acknowledge' || step.kind === 'reject' ? here({ kind: 'settlement', place: step.place, report, step }) : [],
    ),
    ...(guard === null ? [] : here({ kind: 'guard', place: guard.place, report })),
    ...verdict.delivery.why.flatMap((reason) =>
      reason.place?.file === file ? [{ kind: 'option', place: reason.place, report, reason } satisfies Target] : [],
    ),
  ];
}

/** A function from its start to the brace or arrow that opens its body: a cursor in the body is not on the handler. */
export function functionHead(document: TextDocument, place: Place): Place {
  return upTo(document, place, (text) => {
    let depth = 0;
    for (let index = 0; index < text.length; index++) {
      if ('([<'.includes(text.charAt(index))) depth++;
      else if (')]'.includes(text.charAt(index)) || (text.charAt(index) === '>' && text.charAt(index - 1) !== '=')) depth--;
      else if (depth <= 0 && text.startsWith('=>', index)) return index + 2;
      else if (depth <= 0 && text.charAt(index) === '{') return index;
    }
    return text.length;
  });
}

/** How far in front of a function its name is looked for: a type annotation may stand between. */
const farthest = 400;

/** `export const onOrder: Handler = async (...)`, `onOrder: async (...)`: the name that a function is given is where a reader points. */
function fromName(document: TextDocument, place: Place, name: string | null): Place {
  const word = name?.split('.').at(-1) ?? '';
  const start = document.offsetAt({ line: place.line - 1, character: place.column - 1 });
  const before = document.getText().slice(Math.max(0, start - farthest), start);
  const found = word === '' ? null : new RegExp(`(?<![\\w$])${escapeWord(word)}\\s*[?!]?\\s*[:=][^;{}]*$`).exec(before);
  if (found === null) return place;
  const from = document.positionAt(start - before.length + found.index);
  return { ...place, line: from.line + 1, column: from.character + 1 };
}

/** A call without its last argument list: hovering an argument is asking about the argument. */
export function callHead(document: TextDocument, place: Place): Place {
  return upTo(document, place, (text) => {
    if (!text.endsWith(')')) return firstLine(text);
    let depth = 0;
    for (let index = text.length - 1; index > 0; index--) {
      if (text.charAt(index) === ')') depth++;
      else if (text.charAt(index) === '(' && --depth === 0) return index;
    }
    return firstLine(text);
  });
}

function firstLine(text: string): number {
  const end = text.search(/\r?\n/u);
  return end < 0 ? text.length : end;
}

function upTo(document: TextDocument, place: Place, measure: (text: string) => number): Place {
  const start = { line: place.line - 1, character: place.column - 1 };
  const text = document.getText({
    start,
    end: { line: place.endLine - 1, character: place.endColumn - 1 },
  });
  const end = document.positionAt(document.offsetAt(start) + measure(text));
  return { ...place, endLine: end.line + 1, endColumn: end.character + 1 };
}
