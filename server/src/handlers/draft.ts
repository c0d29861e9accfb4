// One registration as it was found, before names, options and delivery are worked out.
import type ts from 'typescript';
import type { HandlerRow, LoopRow, TransportModel } from '../models/schema.ts';
import type { Program } from '../provenance/program.ts';
import type { CallSite, ClassValue, Environment, FunctionValue, Value } from '../provenance/values.ts';
import type { FunctionTrigger } from '../workspace/infrastructure/function-trigger.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Bootstrap } from './bootstraps.ts';
import type { Hop } from './found.ts';
import type { Registrations } from './registrations.ts';

export interface Search {
  readonly program: Program;
  readonly workspace: Workspace;
  readonly registrations: Registrations;
  /** Found on first use: most workspaces have none. */
  readonly bootstraps: () => readonly Bootstrap[];
  readonly triggers: () => readonly DeployedFunction[];
}

/** A function that an infrastructure file (or a CDK program) attaches to an event source. */
export type DeployedFunction = Pick<
  FunctionTrigger,
  'file' | 'line' | 'handlerFile' | 'exportName' | 'source' | 'sourceName' | 'partialFailures' | 'deadLetter' | 'retries' | 'batchSize'
>;

export interface Draft {
  readonly model: TransportModel;
  readonly package: string;
  /** Rows for this place in order; the first whose conditions hold counts. Empty for a loop. */
  readonly rows: readonly HandlerRow[];
  readonly loop: LoopRow | null;
  readonly site: CallSite | null;
  readonly callee: Value | null;
  /** What the library runs. */
  readonly fn: FunctionValue;
  /** For a loop: the call in `fn` that gives it the messages, which may be a function of the workspace's own around the library's. */
  readonly fetchedAt?: ts.Node;
  /** What a reader calls the handler. */
  readonly shown: FunctionValue;
  /** Where to point a reader, when that is not `shown`: an export that shares its function with others. */
  readonly shownAt: ts.Node | null;
  readonly delegate: ts.CallExpression | null;
  /** The first of the delegating call's arguments that is handed on, where that is not the first of all. */
  readonly delegateFrom?: number;
  /** The hops before `delegate`, where functions in between hand the message on. */
  readonly between?: readonly Hop[];
  /** Results of `allSettled` that it returns are looked at by what is around it. */
  readonly reportsSettled?: boolean;
  /** Where a reader finds it registered, when that is not `site`. */
  readonly registeredAt: ts.Node | null;
  readonly outer: readonly CallSite[];
  readonly cls: ClassValue | null;
  readonly trigger: DeployedFunction | null;
  /** What start-up code of the application may have said, one for each transport it connects. */
  readonly bootstraps: readonly Value[];
  /** For a loop: its function entered with what its caller hands it; null when nobody is known to. */
  readonly frame: Environment;
}
