// One session per workspace folder. Finds the session a document belongs to; knows which folders have anything to do with messages.
import { fileURLToPath } from 'node:url';
import type { Session } from '../engine/engine.ts';

export interface Folder {
  readonly uri: string;
  readonly name: string;
  /** Absolute path, with `/` and none at the end. */
  readonly root: string;
  readonly session: Session;
  /** False: nothing in this folder sends or receives messages, and nothing is analysed. Asked once, and again after changes on disk. */
  relevant(): Promise<boolean>;
}

export interface Located {
  readonly folder: Folder;
  /** Relative to the folder, with `/`. */
  readonly file: string;
}

interface Entry {
  readonly folder: Folder;
  relevance: Promise<boolean> | null;
}

/** A class because it owns the sessions: it opens, swaps and disposes them. */
export class Folders {
  readonly #entries = new Map<string, Entry>();
  readonly #open: (root: string) => Session;

  constructor(open: (root: string) => Session) {
    this.#open = open;
  }

  add(uri: string, name: string): void {
    const root = pathOf(uri);
    if (root === null || this.#entries.has(uri)) return;
    const session = this.#open(root);
    const entry: Entry = {
      relevance: null,
      folder: {
        uri,
        name,
        root,
        session,
        relevant: () => (entry.relevance ??= session.isRelevant()),
      },
    };
    this.#entries.set(uri, entry);
  }

  remove(uri: string): void {
    this.#entries.get(uri)?.folder.session.dispose();
    this.#entries.delete(uri);
  }

  /** Opens every folder anew, as after a change of settings that sessions are opened with. */
  reopen(): void {
    const known = this.all();
    for (const folder of known) this.remove(folder.uri);
    for (const folder of known) this.add(folder.uri, folder.name);
  }

  all(): readonly Folder[] {
    return [...this.#entries.values()].map((entry) => entry.folder);
  }

  /** The innermost folder that holds the document; null for what lies in none, and for what is no file. */
  locate(uri: string): Located | null {
    const path = pathOf(uri);
    if (path === null) return null;
    const holders = this.all().filter((folder) => path.startsWith(`${folder.root}/`));
    const folder = holders.toSorted((left, right) => right.root.length - left.root.length)[0];
    return folder === undefined ? null : { folder, file: path.slice(folder.root.length + 1) };
  }

  /** Tells the sessions what changed on disk; each hears of its own files only. */
  changed(uris: readonly string[]): void {
    const located = uris.flatMap((uri) => this.locate(uri) ?? []);
    for (const entry of this.#entries.values()) {
      const files = located.filter((item) => item.folder === entry.folder).map((item) => item.file);
      if (files.length === 0) continue;
      entry.folder.session.changed(files);
      if (files.some(isManifest)) entry.relevance = null;
    }
  }

  /** Lays the text of an open document over the disk; null takes it away. */
  edit(uri: string, text: string | null): void {
    const located = this.locate(uri);
    if (located === null) return;
    located.folder.session.edit(located.file, text);
    const entry = this.#entries.get(located.folder.uri);
    if (entry !== undefined && isManifest(located.file)) entry.relevance = null;
  }

  dispose(): void {
    for (const folder of this.all()) this.remove(folder.uri);
  }
}

function pathOf(uri: string): string | null {
  if (!uri.startsWith('file:')) return null;
  try {
    return fileURLToPath(uri).replaceAll('\\', '/').replace(/\/+$/u, '');
  } catch {
    return null;
  }
}

function isManifest(file: string): boolean {
  return /(?:^|\/)(?:package\.json|delivery-guarantees\.json|serverless\.ya?ml|template\.ya?ml)$/u.test(file);
}
