// Dependency injection by convention: what a container would hand over, read from decorators and registrations.
import type ts from 'typescript';
import type { Evaluator } from './evaluator.ts';
import type { Environment, Value } from './values.ts';

export function injected(_ev: Evaluator, _node: ts.ParameterDeclaration | ts.PropertyDeclaration): Value | null {
  return null;
}

export function lookedUp(_ev: Evaluator, _call: ts.CallExpression, _env: Environment): Value | null {
  return null;
}
