// Edits of a fix as the protocol's workspace edit, in the richest form the client can read: with new files, versions and a confirmation.
import type { AnnotatedTextEdit, ChangeAnnotation, ClientCapabilities, TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { FixEdit, FixEdits } from '../fixes/fix.ts';
import type { Ask } from './ask.ts';
import { uriOf } from './positions.ts';

export interface EditSupport {
  readonly documentChanges: boolean;
  readonly annotations: boolean;
  readonly create: boolean;
}

/** Shown before the edit is applied. */
export interface Confirmation {
  readonly label: string;
  readonly description: string;
}

export function editSupportOf(capabilities: ClientCapabilities): EditSupport {
  const support = capabilities.workspace?.workspaceEdit;
  return {
    documentChanges: support?.documentChanges === true,
    annotations: support?.changeAnnotationSupport !== undefined,
    create: support?.resourceOperations?.includes('create') === true,
  };
}

/** `confirmation` is null where nothing but a comment changes. A client that can't create files gets no edit that needs one: null. */
export async function workspaceEditOf(ask: Ask, fix: FixEdits, confirmation: Confirmation | null, support: EditSupport): Promise<WorkspaceEdit | null> {
  if (fix.newFiles.length > 0 && !(support.documentChanges && support.create)) return null;
  const changed: { readonly uri: string; readonly version: number | null; readonly edits: TextEdit[] }[] = [];
  for (const file of new Set(fix.edits.map((edit) => edit.file))) {
    const document = await documentFor(ask, file);
    if (document === null) return null;
    const edits = fix.edits.filter((edit) => edit.file === file).map((edit) => textEdit(document, edit));
    changed.push({ uri: document.uri, version: file === ask.file ? document.version : null, edits });
  }
  if (!support.documentChanges) return { changes: Object.fromEntries(changed.map(({ uri, edits }) => [uri, edits])) };
  const annotated = confirmation !== null && support.annotations;
  const mark = <Edit extends TextEdit>(edits: readonly Edit[]): (Edit | AnnotatedTextEdit)[] =>
    edits.map((edit) => (annotated ? { ...edit, annotationId: 'fix' } : edit));
  const start = { line: 0, character: 0 };
  const documentChanges: WorkspaceEdit['documentChanges'] = [
    ...fix.newFiles.flatMap(({ file, text }) => {
      const uri = uriOf(ask.folder.root, file);
      return [
        { kind: 'create', uri, options: { ignoreIfExists: true }, ...(annotated ? { annotationId: 'fix' } : {}) } as const,
        { textDocument: { uri, version: null }, edits: mark([{ range: { start, end: start }, newText: text }]) },
      ];
    }),
    ...changed.map(({ uri, version, edits }) => ({ textDocument: { uri, version }, edits: mark(edits) })),
  ];
  const annotation: ChangeAnnotation = { label: confirmation?.label ?? '', description: confirmation?.description ?? '', needsConfirmation: true };
  return { documentChanges, ...(annotated ? { changeAnnotations: { fix: annotation } } : {}) };
}

async function documentFor(ask: Ask, file: string): Promise<TextDocument | null> {
  if (file === ask.file) return ask.document;
  const text = (await ask.folder.session.workspace()).read(file);
  return text === null ? null : TextDocument.create(uriOf(ask.folder.root, file), '', 0, text);
}

function textEdit(document: TextDocument, edit: FixEdit): TextEdit {
  return { range: { start: document.positionAt(edit.start), end: document.positionAt(edit.end) }, newText: edit.newText };
}
