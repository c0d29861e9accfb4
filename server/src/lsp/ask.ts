// Every request goes the same way: find the session, run the job, and drop the answer when the text has moved on or nobody waits any more.
import { LSPErrorCodes, ResponseError, type CancellationToken, type TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { bug } from '../base/bug.ts';
import { Cancelled } from '../base/cancellation.ts';
import type { Backend } from './backend.ts';
import type { Folder, Folders } from './folders.ts';
import type { Settings } from './protocol.ts';

/** What a feature is given: a document of a folder that has to do with messages. */
export interface Ask {
  readonly uri: string;
  readonly file: string;
  readonly folder: Folder;
  readonly document: TextDocument;
  readonly settings: Settings;
  readonly backend: Backend;
  readonly cancellation: CancellationToken;
}

export interface Desk {
  readonly folders: Folders;
  readonly documents: TextDocuments<TextDocument>;
  readonly backend: Backend;
  settings(): Settings;
  /** Whether the editor checks the configuration file against its schema. */
  knowsSchema(): boolean;
}

/** Answers a question about one open document; `nothing` where there is no session for it, or the workspace is none of our business. */
export async function ask<Answer>(
  desk: Desk,
  uri: string,
  cancellation: CancellationToken,
  nothing: Answer,
  job: (ask: Ask) => Promise<Answer>,
): Promise<Answer | ResponseError<never>> {
  const located = desk.folders.locate(uri);
  const document = desk.documents.get(uri);
  const settings = desk.settings();
  if (located === null || document === undefined || !settings.enable) return nothing;
  const version = document.version;
  return guarded(cancellation, nothing, async () => {
    if (!(await located.folder.relevant())) return nothing;
    const answer = await job({
      uri,
      file: located.file,
      folder: located.folder,
      document,
      settings,
      backend: desk.backend,
      cancellation,
    });
    return desk.documents.get(uri)?.version === version ? answer : new ResponseError<never>(LSPErrorCodes.ContentModified, 'the document has changed');
  });
}

/** Runs a job so that cancelling is an answer and a fault of ours is reported, not thrown at the editor. */
export async function guarded<Answer>(
  cancellation: CancellationToken,
  nothing: Answer,
  job: () => Promise<Answer | ResponseError<never>>,
): Promise<Answer | ResponseError<never>> {
  try {
    const answer = await job();
    return cancellation.isCancellationRequested ? cancelled() : answer;
  } catch (error) {
    if (error instanceof Cancelled) return cancelled();
    if (error instanceof ResponseError) return new ResponseError<never>(error.code, error.message);
    bug(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return nothing;
  }
}

function cancelled(): ResponseError<never> {
  return new ResponseError<never>(LSPErrorCodes.RequestCancelled, 'cancelled');
}
