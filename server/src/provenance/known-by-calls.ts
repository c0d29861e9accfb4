// What nothing in sight makes may be known by what is asked of it: in a file that names its library, a method that only that library's object has.
import ts from 'typescript';
import type { Evaluator } from './evaluator.ts';
import { apiChild, apiRoot } from './making.ts';
import type { ApiValue, CallSite, ParameterValue, UnknownValue } from './values.ts';

/** Methods of a library's object, and the name of its type. */
const asked: Readonly<Record<string, { readonly package: string; readonly type: string } | undefined>> = {
  createChannel: { package: 'amqplib', type: 'ChannelModel' },
  createConfirmChannel: { package: 'amqplib', type: 'ChannelModel' },
};

/** `connection.amqp.createChannel()`, handed on by an event or a pool: what the call gives; null where callers say what the object is, or the file does not use the library. */
export function knownByCall(ev: Evaluator, value: ParameterValue | UnknownValue, site: CallSite): ApiValue | null {
  const callee = ts.isCallExpression(site.node) ? site.node.expression : null;
  if (!callee || !ts.isPropertyAccessExpression(callee)) return null;
  const { text } = callee.name;
  const known = asked[text];
  if (!known || !importsIt(site.node.getSourceFile(), known.package)) return null;
  if (value.kind === 'parameter' && ev.callsOf(value.node.parent).length > 0) return null;
  const made = apiChild(
    apiChild(apiChild(apiRoot(known.package, known.package), { kind: 'type', name: known.type }), { kind: 'member', name: text }),
    { kind: 'return' },
    site,
  );
  return value.kind === 'parameter' ? { ...made, open: value } : made;
}

function importsIt({ text }: ts.SourceFile, package_: string): boolean {
  return text.includes(`'${package_}'`) || text.includes(`"${package_}"`);
}
