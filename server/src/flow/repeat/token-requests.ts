// A request that only asks for an access token by the client's own credentials: each gives a token, and nobody minds one more.
import ts from 'typescript';
import { tokenGrants } from '../../models/effects/http.ts';
import { identifiersNamed } from '../../syntax/mentions.ts';
import { resolveName } from '../../syntax/scopes.ts';

const furthest = 2;

/** Whether the request's own address or body names such a grant. */
export function asksForToken(call: ts.Node): boolean {
  return ts.isCallExpression(call) && call.arguments.some((argument) => tokenGrants.test(written(argument, 0)));
}

/** What an expression is made of, as it is written: with the variables that it names, and what is put into them by calls, `form.append(key, value)`. */
function written(node: ts.Node, depth: number): string {
  const parts = [node.getText()];
  const visit = (inner: ts.Node): void => {
    const declaration = ts.isIdentifier(inner) ? resolveName(inner.text, inner) : null;
    if (declaration && ts.isVariableDeclaration(declaration) && declaration.initializer && ts.isIdentifier(declaration.name)) {
      parts.push(written(declaration.initializer, depth + 1), ...filled(declaration.name, declaration));
    }
    ts.forEachChild(inner, visit);
  };
  if (depth < furthest) visit(node);
  return parts.join('\n');
}

function filled(name: ts.Identifier, declaration: ts.Node): readonly string[] {
  const around = ts.findAncestor(declaration, (at) => ts.isBlock(at) || ts.isSourceFile(at));
  return (around ? identifiersNamed(name.text, around) : []).flatMap(({ parent }) => {
    const isFill = ts.isPropertyAccessExpression(parent) && /^(?:append|set)$/.test(parent.name.text) && ts.isCallExpression(parent.parent);
    return isFill ? [parent.parent.getText()] : [];
  });
}
