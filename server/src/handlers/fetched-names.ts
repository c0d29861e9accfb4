// The names in a function that hold the messages it fetches: what the fetching call is assigned to, and what is made of that.
import ts from 'typescript';
import type { FunctionValue } from '../provenance/values.ts';
import { namesFrom } from './message-names.ts';

export function fetchedNames(fn: FunctionValue['node'], fetch: ts.Node): ReadonlySet<string> {
  const seeds = namesHolding(fn, fetch);
  return fn.body ? namesFrom(fn.body, seeds) : new Set(seeds);
}

/** The names that hold the fetched messages: what the fetch is assigned to, or the callback's parameters. */
export function namesHolding(fn: FunctionValue['node'], fetch: ts.Node): readonly string[] {
  const names: string[] = [];
  for (let at: ts.Node = fetch; at !== fn && at.parent; at = at.parent) {
    if (ts.isVariableDeclaration(at)) addBindings(at.name, names);
    if (ts.isForOfStatement(at.parent) && at.parent.expression === at && ts.isVariableDeclarationList(at.parent.initializer))
      for (const { name } of at.parent.initializer.declarations) addBindings(name, names);
    if (ts.isBinaryExpression(at) && ts.isIdentifier(at.left)) names.push(at.left.text);
    if (ts.isCallExpression(at))
      for (const argument of at.arguments) if (ts.isFunctionLike(argument)) for (const parameter of argument.parameters) addBindings(parameter.name, names);
  }
  return names.length > 0 ? names : commandHolders(fn, fetch);
}

/** A command made first and sent later: what the call that is given it is assigned to. */
function commandHolders(fn: FunctionValue['node'], fetch: ts.Node): readonly string[] {
  const holders: string[] = [];
  if (fn.body)
    ts.forEachChild(fn.body, function visit(node): void {
      if (ts.isVariableDeclaration(node) && node.initializer && node.pos > fetch.pos && /\bsend\(/.test(node.initializer.getText()))
        addBindings(node.name, holders);
      ts.forEachChild(node, visit);
    });
  return holders;
}

function addBindings(name: ts.BindingName, names: string[]): void {
  if (ts.isIdentifier(name)) names.push(name.text);
  else for (const element of name.elements) if (ts.isBindingElement(element)) addBindings(element.name, names);
}
