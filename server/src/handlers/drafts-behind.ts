// One registration whose function hands each message on to one of several.
import type ts from 'typescript';
import type { Delegation } from './delegates.ts';
import type { Draft } from './draft.ts';
import type { Answer, Context } from './outward.ts';

/** A draft as the function behind has it. */
type Drafted = (context: Context, shown: Answer, delegate: ts.CallExpression | null) => Draft;

/** One for each function that the message is handed on to. */
export function draftsBehind({ call, answers, from }: Delegation, draft: Drafted): readonly Draft[] {
  return answers.map((behind) => {
    const { relays = [] } = behind;
    const last = relays.at(-1);
    if (!last) return { ...draft(behind.context, behind, behind.by ?? call), delegateFrom: from };
    const between = relays.map(({ fn }, at) => ({ call: relays[at - 1]?.call ?? call, runs: fn }));
    return { ...draft(behind.context, behind, last.call), between };
  });
}
