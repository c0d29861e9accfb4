// The key of a mark: how it is written, and whether a redelivery brings the same one.
import ts from 'typescript';
import type { Reading } from '../../provenance/program.ts';
import { namesNewRow } from '../repeat/inserts.ts';
import { stabilityOf } from '../repeat/stability.ts';
import { siteOf, type Scope, type Walk } from '../walk.ts';

export interface MarkKey {
  readonly text: string | null;
  readonly stable: boolean | null;
  readonly coversDuplicatePublish: boolean;
  readonly isUnfinished?: true;
}

const noKey: MarkKey = { text: null, stable: null, coversDuplicatePublish: false };

export function keyAt(w: Walk, node: ts.CallExpression | ts.NewExpression | ts.TaggedTemplateExpression, path: string, scope: Scope): MarkKey {
  const reading: Reading | null = w.program.readPath(siteOf(node, scope), path.replace(/^Call\./, ''));
  return reading === null || !isExpression(reading.node) ? noKey : keyOf(w, reading.node, { ...scope, env: reading.env });
}

export function keyOf(w: Walk, node: ts.Expression, scope: Scope): MarkKey {
  const stability = stabilityOf(w.program, node, scope.env, w.repeat);
  const isNew = stability === 'read' && namesNewRow({ program: w.program, context: w.repeat, seen: new Set(), depth: 0 }, node, scope.env);
  const stable = stability === 'message' ? true : isNew || /^(delivery-scoped|unstable|placeholder)$/.test(stability) ? false : null;
  const unfinished = stability === 'placeholder' ? ({ isUnfinished: true } as const) : {};
  return { ...unfinished, text: node.getText().replace(/\s+/g, ' ').slice(0, 120), stable, coversDuplicatePublish: stable === true && fromPayload(node) };
}

/** Parts of the payload come again with a second publish; what the transport numbers does not. */
function fromPayload(node: ts.Expression): boolean {
  return !/\b(offset|partition|messageId|MessageId|seq|sequence|deliveryTag|job\.id|timestamp)\b/.test(node.getText());
}

function isExpression(node: ts.Node): node is ts.Expression {
  return ts.isExpression(node);
}
