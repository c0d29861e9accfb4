// Webhooks that are subscribed to by a challenge: a GET gives back `hub.challenge`, and the events are posted to the same address (Meta's, and all of WebSub);
// SNS posts a `SubscriptionConfirmation` to the address first, and its notifications afterwards.
import ts from 'typescript';
import { webhooks as model } from '../models/transports/webhooks.ts';
import type { FunctionValue } from '../provenance/values.ts';
import { indexOf } from '../syntax/file-index.ts';
import { isTest } from '../workspace/file-kinds.ts';
import type { Search } from './draft.ts';
import { filesWith, functionAround, functionsIn, nameAround, namesIt, routesOf, type Route } from './webhook-routes.ts';

const { challenges } = model.webhooks;
const mostFiles = 400;

/** The routes that the events are posted to. */
export function challengedRoutes(search: Search): readonly Route[] {
  const given = sourcesWith(search, 'challenge', /\bhub[._]challenge\b/).flatMap((source) => answering(source, false));
  const confirmed = sourcesWith(search, 'SubscriptionConfirmation', /['"]SubscriptionConfirmation['"]/).flatMap((source) => answering(source, true));
  return [...given.flatMap((node) => besides(search, node)), ...confirmed].flatMap((post) => routesOf(search, post));
}

function sourcesWith(search: Search, word: string, text: RegExp): readonly ts.SourceFile[] {
  return search.workspace
    .filesNaming(word, mostFiles)
    .filter((file) => !isTest(file) && text.test(search.workspace.read(file) ?? ''))
    .sort()
    .flatMap((file) => search.program.sourceFile(file) ?? []);
}

/** The functions that read the challenge, or compare with it what was posted. */
function answering(source: ts.SourceFile, compared: boolean): readonly FunctionValue['node'][] {
  const found = new Set<FunctionValue['node']>();
  const visit = (node: ts.Node): void => {
    const isRead = (ts.isStringLiteralLike(node) || ts.isIdentifier(node)) && challenges.test(node.text) && (!compared || isCompared(node));
    const around = isRead ? functionAround(node) : null;
    if (around) found.add(around);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...found];
}

/** `body.Type === 'SubscriptionConfirmation'`, `case 'SubscriptionConfirmation':`. */
function isCompared({ parent }: ts.Node): boolean {
  return ts.isCaseClause(parent) || (ts.isBinaryExpression(parent) && /^[!=]==?$/.test(parent.operatorToken.getText()));
}

/** What is posted to the address that the function answers a GET of: it may answer both. */
function besides(search: Search, node: FunctionValue['node']): readonly FunctionValue['node'][] {
  if (ts.isMethodDeclaration(node) && ts.isClassLike(node.parent)) {
    const path = pathOf(node, 'Get');
    const posts = path === null ? [] : node.parent.members.filter(ts.isMethodDeclaration).filter((method) => pathOf(method, 'Post') === path);
    if (posts.length > 0) return posts;
  }
  if (/['"]POST['"]|\bmethod\s*===?\s*['"]GET['"]/.test(node.body?.getText() ?? '')) return [node];
  const name = nameAround(node);
  if (name === 'GET') return exportedAs(node.getSourceFile(), 'POST');
  const sources = name === null ? [node.getSourceFile()] : filesWith(search, node, name);
  return sources.flatMap((source) => {
    const calls = (method: string): readonly ts.CallExpression[] => (indexOf(source).calls.get(method) ?? []).filter(ts.isCallExpression);
    const answered = calls('get').filter((call) => call.arguments.slice(1).some((argument) => argument === node || (name !== null && namesIt(argument, name))));
    const posted = calls('post').filter((call) => answered.some((get) => isSameAddress(get, call)));
    return posted.flatMap((call) => call.arguments.slice(-1).flatMap((last) => functionsIn(search, last)));
  });
}

function isSameAddress(get: ts.CallExpression, post: ts.CallExpression): boolean {
  const [one, other] = [get, post].map(
    ({ expression, arguments: [path] }) => `${ts.isPropertyAccessExpression(expression) ? expression.expression.getText() : ''} ${path?.getText() ?? ''}`,
  );
  return one === other;
}

/** What `@Get('path')` or `@Post('path')` says. */
function pathOf(method: ts.MethodDeclaration, verb: 'Get' | 'Post'): string | null {
  const calls = (ts.getDecorators(method) ?? []).map(({ expression }) => expression).filter(ts.isCallExpression);
  const route = calls.find((call) => call.expression.getText() === verb);
  return route === undefined ? null : (route.arguments[0]?.getText() ?? '');
}

function exportedAs(source: ts.SourceFile, name: string): readonly FunctionValue['node'][] {
  return source.statements.flatMap((statement): readonly FunctionValue['node'][] => {
    if (ts.isFunctionDeclaration(statement) && statement.name?.text === name) return [statement];
    if (!ts.isVariableStatement(statement)) return [];
    return statement.declarationList.declarations.flatMap(({ name: declared, initializer }) =>
      declared.getText() === name && initializer && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer)) ? [initializer] : [],
    );
  });
}
