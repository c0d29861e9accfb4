// Code actions: what can be done about a finding. The list carries titles only; the edits are computed when one is chosen.
import { CodeActionKind, LSPErrorCodes, ResponseError, type CodeAction, type CodeActionParams } from 'vscode-languageserver';
import type { Finding } from '../../facts/handler.ts';
import type { FixEdits } from '../../fixes/fix.ts';
import type { Ask } from '../ask.ts';
import { overlaps } from '../positions.ts';
import { workspaceEditOf, type Confirmation, type EditSupport } from '../workspace-edit.ts';
import { diagnosticOf } from './diagnostics.ts';
import { isUnusedSuppression, removalEdits, suppressionEdits } from './suppress.ts';

const suppress = 'suppress';
const remove = 'remove-suppression';
const mostFixes = 3;

/** What a listed action remembers, to find its finding and fix again. */
interface ActionData {
  readonly uri: string;
  readonly rule: string;
  readonly line: number;
  readonly column: number;
  readonly fix: string;
  readonly variant: string;
}

export async function codeActions(ask: Ask, params: CodeActionParams): Promise<CodeAction[]> {
  const { only } = params.context;
  if (only !== undefined && !only.some((kind) => kind === '' || kind === CodeActionKind.QuickFix || kind.startsWith(`${CodeActionKind.QuickFix}.`))) return [];
  const findings = await ask.folder.session.findingsIn(ask.file, ask.cancellation);
  const here = findings.filter((finding) => overlaps(finding.place, params.range) && ask.settings.rules[finding.rule] !== 'off');
  const lists = await Promise.all(here.map((finding) => actionsFor(ask, finding)));
  return lists.flat();
}

async function actionsFor(ask: Ask, finding: Finding): Promise<readonly CodeAction[]> {
  const diagnostics = [...diagnosticOf(ask.folder.root, finding, ask.settings, ask.backend)];
  const action = (fix: string, variant: string, title: string, isPreferred: boolean): CodeAction => {
    const { line, column } = finding.place;
    return {
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics,
      isPreferred,
      data: { uri: ask.uri, rule: finding.rule, line, column, fix, variant } satisfies ActionData,
    };
  };
  if (isUnusedSuppression(finding)) return [action(remove, '', 'Remove the suppression comment that suppresses nothing', true)];
  const fixes = await ask.backend.fixesFor(ask.folder.session, finding, ask.cancellation);
  return [
    ...fixes.slice(0, mostFixes).map((fix) => action(fix.id, fix.variant, fix.title, fix.isPreferred)),
    action(suppress, '', `Suppress ${finding.rule} here, with a reason`, false),
  ];
}

/** The document an action belongs to; null when it is none of ours. */
export function documentOf(action: CodeAction): string | null {
  return isActionData(action.data) ? action.data.uri : null;
}

/** Fills in the edits. A fix that changes what the code does asks before it is applied. */
export async function resolveCodeAction(ask: Ask, action: CodeAction, support: EditSupport): Promise<CodeAction> {
  const { data } = action;
  if (!isActionData(data)) return action;
  const findings = await ask.folder.session.findingsIn(ask.file, ask.cancellation);
  const finding = findings.find((one) => one.rule === data.rule && one.place.line === data.line && one.place.column === data.column);
  if (finding === undefined) throw failed('the finding is no longer there');
  const chosen = await chosenEdits(ask, finding, data, action.title);
  const edit = chosen === null ? null : await workspaceEditOf(ask, chosen.edits, chosen.confirmation, support);
  if (edit === null) throw failed('the fix no longer fits this code');
  return { ...action, edit };
}

async function chosenEdits(
  ask: Ask,
  finding: Finding,
  data: ActionData,
  title: string,
): Promise<{ readonly edits: FixEdits; readonly confirmation: Confirmation | null } | null> {
  if (data.fix === suppress) return { edits: suppressionEdits(ask.document, finding), confirmation: null };
  if (data.fix === remove) return { edits: removalEdits(ask.document, finding), confirmation: null };
  const { session } = ask.folder;
  const fixes = await ask.backend.fixesFor(session, finding, ask.cancellation);
  const fix = fixes.find((one) => one.id === data.fix && one.variant === data.variant);
  const edits = fix === undefined ? null : await ask.backend.editsOf(session, fix, ask.cancellation);
  if (fix === undefined || edits === null) return null;
  const description = [...(fix.needsConfirmation === null ? [] : [fix.needsConfirmation]), ...edits.toDo].join(' ');
  return { edits, confirmation: fix.needsConfirmation === null ? null : { label: title, description } };
}

function failed(message: string): ResponseError<never> {
  return new ResponseError<never>(LSPErrorCodes.RequestFailed, message);
}

function isActionData(data: unknown): data is ActionData {
  return typeof data === 'object' && data !== null && 'fix' in data && 'uri' in data && 'rule' in data && typeof data.uri === 'string';
}
