// What libraries of results make of promises, `ResultAsync.fromPromise(work(), toError)`, and the steps that go on with one: an error stops nothing until somebody looks.
import ts from 'typescript';
import { resultLibraries } from '../models/packages-by-role.ts';
import { bare } from '../syntax/bare.ts';
import type { FunctionValue } from '../provenance/values.ts';
import { isInert } from './inert.ts';
import { isFalse, isTrue, memberOf, type Known } from './known.ts';
import { apisOf } from './matching-rows.ts';
import { resultThatIs } from './result-values.ts';
import { mergeOutcomes, outcomesOf, statesOf, type Outcome, type State } from './state.ts';
import { enterCatch } from './try-statement.ts';
import { withExits, type Scope, type Walk } from './walk.ts';

/** `fromPromise(work(), toError)`: what fails in it comes to a result that is an error. */
export function walkResultMade(w: Walk, states: readonly State[], node: ts.CallExpression, name: string, scope: Scope): readonly Outcome[] | null {
  const [work] = node.arguments;
  if (!/^(?:fromPromise|combine|combineWithAllErrors)$/.test(name) || work === undefined || isInert(work)) return null;
  if (!apisOf(w.program.valueOf(bare(node.expression), scope.env)).some((api) => resultLibraries.has(api.package))) return null;
  if (name !== 'fromPromise') return combined(w, states, bare(work), scope);
  const throws: Outcome[] = [];
  const ends = w.visit.expression(w, states, work, { ...withExits(scope, { throws }), catches: [] });
  const failed = mergeOutcomes(throws).map((thrown) => enterCatch(w, thrown, node, null));
  return [...outcomesOf(statesOf(ends), resultThatIs(true)), ...outcomesOf(failed, resultThatIs(false))];
}

/** `ResultAsync.combine([send(order), save(order)])`: one error makes it one. */
function combined(w: Walk, states: readonly State[], list: ts.Expression, scope: Scope): readonly Outcome[] | null {
  if (!ts.isArrayLiteralExpression(list)) return null;
  const start = outcomesOf(states, resultThatIs(true));
  return list.elements.reduce(
    (before, element) =>
      isInert(element)
        ? before
        : mergeOutcomes(
            before.flatMap((outcome) =>
              w.visit
                .expression(w, [outcome.state], element, scope)
                .map(({ state, known }) => ({ state, known: isResult(known, true) ? outcome.known : known })),
            ),
          ),
    start,
  );
}

/** On the way of success these run their function: with its own result, or with none that matters. */
const onSuccess: ReadonlyMap<string, 'own' | 'same'> = new Map([
  ['andThen', 'own'],
  ['asyncAndThen', 'own'],
  ['map', 'same'],
  ['asyncMap', 'same'],
  ['andTee', 'same'],
]);
const onError: ReadonlyMap<string, 'own' | 'same'> = new Map([
  ['orElse', 'own'],
  ['mapErr', 'same'],
  ['orTee', 'same'],
]);

/** `result.andThen(next)`, `result.mapErr(log)`, `result.match(sent, failed)` of a result that is known to be one or the other. */
export function walkResultStep(
  w: Walk,
  state: State,
  node: ts.CallExpression,
  name: string,
  receiver: Known | undefined,
  scope: Scope,
): readonly Outcome[] | null {
  const went = isResult(receiver, true);
  if (!went && !isResult(receiver, false)) return null;
  if (/^(?:_unsafeUnwrap|unwrap|expect)$/.test(name) && !went) {
    scope.exits.throws.push({ state, known: { is: 'thrown', why: 'raised' }, from: scope.caught });
    return [];
  }
  const functions = (argument: ts.Expression | undefined): readonly FunctionValue[] =>
    argument === undefined ? [] : w.program.functionsOf(w.program.valueOf(bare(argument), scope.env)).filter((fn) => fn.node.body !== undefined);
  const run = (argument: ts.Expression | undefined): readonly Outcome[] | null => {
    const known = functions(argument);
    return known.length === 0 ? null : mergeOutcomes(known.flatMap((fn) => w.visit.run(w, [state], { fn, args: [], awaited: true, site: node }, scope)));
  };
  if (name === 'match') return run(node.arguments[went ? 0 : 1]);
  const does = onSuccess.get(name) ?? onError.get(name);
  if (does === undefined) return null;
  if (onSuccess.has(name) !== went) return [{ state, known: receiver }];
  const ran = run(node.arguments[0]);
  return ran === null || does === 'own' ? ran : outcomesOf(statesOf(ran), receiver);
}

function isResult(known: Known | undefined, went: boolean): boolean {
  return known?.is === 'object' && memberOf(known, 'isOk') === (went ? isTrue : isFalse);
}
