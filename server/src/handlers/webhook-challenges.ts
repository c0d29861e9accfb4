// Webhooks that are subscribed to by a challenge: a GET gives back `hub.challenge`, and the events are posted to the same address (Meta's, and all of WebSub).
import ts from 'typescript';
import type { FunctionValue } from '../provenance/values.ts';
import { indexOf } from '../syntax/file-index.ts';
import { isTest } from '../workspace/file-kinds.ts';
import type { Search } from './draft.ts';
import { filesWith, functionAround, functionsIn, nameAround, namesIt, routesOf, type Route } from './webhook-routes.ts';

const challenge = /^hub[._]challenge$/;
const mostFiles = 400;

/** The routes that the events are posted to. */
export function challengedRoutes(search: Search): readonly Route[] {
  return search.workspace
    .filesNaming('challenge', mostFiles)
    .filter((file) => !isTest(file) && /\bhub[._]challenge\b/.test(search.workspace.read(file) ?? ''))
    .sort()
    .flatMap((file) => search.program.sourceFile(file) ?? [])
    .flatMap((source) => [...answering(source)].flatMap((node) => besides(search, node).flatMap((post) => routesOf(search, post))));
}

/** The functions that read the challenge. */
function answering(source: ts.SourceFile): ReadonlySet<FunctionValue['node']> {
  const found = new Set<FunctionValue['node']>();
  const visit = (node: ts.Node): void => {
    const isRead = (ts.isStringLiteralLike(node) || ts.isIdentifier(node)) && challenge.test(node.text);
    const around = isRead ? functionAround(node) : null;
    if (around) found.add(around);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** What is posted to the address that the function answers a GET of: it may answer both. */
function besides(search: Search, node: FunctionValue['node']): readonly FunctionValue['node'][] {
  if (ts.isMethodDeclaration(node) && ts.isClassLike(node.parent)) {
    const path = pathOf(node, 'Get');
    const posts = path === null ? [] : node.parent.members.filter(ts.isMethodDeclaration).filter((method) => pathOf(method, 'Post') === path);
    if (posts.length > 0) return posts;
  }
  if (/['"]POST['"]/.test(node.body?.getText() ?? '')) return [node];
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
