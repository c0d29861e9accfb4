// Where messages enter the workspace: the transport models laid over provenance, through wrappers of the workspace's own, until real functions are found.
// What happens inside those functions is flow's business.
import type { Dependencies } from '../base/dependencies.ts';
import type { Program } from '../provenance/program.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { bootstrapsOf } from './bootstraps.ts';
import { callRegistrations } from './call-registrations.ts';
import { classRegistrations } from './class-registrations.ts';
import { annotatedHandlers, deployedFunctions, deployedHandlers } from './exported-handlers.ts';
import { composedDecorators } from './composed-decorators.ts';
import type { Draft, Search } from './draft.ts';
import { foundOf } from './facts.ts';
import { foreignBrokers } from './foreign-brokers.ts';
import type { HandlerFound } from './found.ts';
import { messageLoops } from './message-loops.ts';
import { registrationsOf } from './registrations.ts';
import { filesToSearch } from './search-files.ts';
import { typedMessageHandlers } from './typed-messages.ts';
import { webhookHandlers } from './webhooks.ts';

export type { HandlerFound } from './found.ts';

export interface FindOptions {
  /** In-process listeners and timers too. */
  readonly minor?: boolean;
}

/** The search in parts that can be done anew one by one. */
export interface HandlerSearch {
  /** Their names, in the order in which the first registration of a function counts. */
  units(): readonly string[];
  findIn(unit: string): readonly HandlerFound[];
}

/** What infrastructure files deploy: a unit beside the files that register handlers. */
export const deployment = '(deployed)';

/** Routes that check a signature: most of their files name no transport. */
const routes = '(webhooks)';

/** Start-up code and infrastructure are read once for all units; `within` notes down for whom. */
export function searchHandlers(
  program: Program,
  workspace: Workspace,
  options: FindOptions = {},
  within: Dependencies['within'] = (_key, work) => work(),
): HandlerSearch {
  const bootstraps = once(() => bootstrapsOf(program, workspace));
  const triggers = once(() => deployedFunctions(program, workspace));
  const registrations = registrationsOf(program.catalogue);
  const search: Search = {
    program,
    workspace,
    registrations,
    bootstraps: () => within('(bootstraps)', bootstraps),
    triggers: () => within('(triggers)', triggers),
  };
  const draftsOf = (unit: string): readonly Draft[] =>
    unit === deployment ? deployedHandlers(search) : unit === routes ? webhookHandlers(search) : draftsIn(search, unit);
  return {
    units: once(() => [deployment, routes, ...filesToSearch(workspace.candidates, workspace, program.catalogue)]),
    findIn: (unit) =>
      draftsOf(unit)
        .flatMap((draft) => foundOf(search, draft) ?? [])
        .filter((one) => options.minor || !isMinor(one))
        // A function that is registered twice is shown once: `consume('mails', once(send))`, `consume('notes', send)` by the one with nothing around it that guards it.
        .toSorted((left, right) => left.hops.length - right.hops.length),
  };
}

function draftsIn(search: Search, file: string): readonly Draft[] {
  return [
    ...annotatedHandlers(search, file),
    ...callRegistrations(search, file),
    ...classRegistrations(search, file),
    ...composedDecorators(search, file),
    ...messageLoops(search, file),
    ...typedMessageHandlers(search, file),
    ...foreignBrokers(search, file),
  ];
}

function isMinor(found: HandlerFound): boolean {
  return found.row !== null && 'minor' in found.row && found.row.minor === true;
}

function once<Result>(work: () => Result): () => Result {
  let result: { readonly value: Result } | null = null;
  return () => (result ??= { value: work() }).value;
}
