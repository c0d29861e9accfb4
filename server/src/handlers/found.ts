// What the search for handlers hands to flow: the fact that every face shows, and the live values that flow starts from.
import type ts from 'typescript';
import type { HandlerFact } from '../facts/handler.ts';
import type { HandlerRow, IdentityRow, LoopRow, SettleRow } from '../models/schema.ts';
import type { CallSite, Environment, FunctionValue } from '../provenance/values.ts';

/** At this call this function runs, and nothing else that it may run. */
export interface Hop {
  readonly call: ts.CallExpression;
  readonly runs: FunctionValue;
  /** The first of the call's arguments that is handed on, where that is not the first of all. */
  readonly from?: number;
}

export interface HandlerFound {
  readonly handler: HandlerFact;
  /** The function the library runs, entered: where flow starts. Its parameters are bound in `frame`. */
  readonly fn: FunctionValue;
  readonly frame: Environment;
  /** The function a reader calls the handler: `fn` itself, or the one that a wrapper's function hands each message on to. */
  readonly shown: FunctionValue;
  /** Where wrappers hand the message on, outermost first: the last hop runs `shown`. */
  readonly hops: readonly Hop[];
  readonly registration: CallSite | null;
  /** The npm package whose model the rows are. */
  readonly package: string;
  readonly row: HandlerRow | LoopRow | null;
  readonly settles: readonly SettleRow[];
  readonly identity: readonly IdentityRow[];
  /** Steps from the handler's parameter to one message (`['Records', '[]']`): a message value's path minus these is what identity rows speak about. */
  readonly messagePath: readonly string[];
  /** Results of `allSettled` that it returns are looked at by what is around it. */
  readonly reportsSettled: boolean;
  /** Where `fn` is a loop that fetches messages. */
  readonly fetched: Fetched | null;
}

/** How a loop comes by its messages: the call in it that fetches them (perhaps through a function of the workspace's own), and the names that hold them. */
export interface Fetched {
  readonly at: ts.Node;
  readonly names: ReadonlySet<string>;
}
