// The only calls to the file system. Links are never followed, so that nothing outside the audited folder is ever read.
import { isAscii, isUtf8 } from 'node:buffer';
import fs from 'node:fs';
import path from 'node:path';

export type ReadResult =
  | { readonly kind: 'text'; readonly latin1: string; readonly isAscii: boolean }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** The real path of a folder that can be opened, or why not. */
export function openFolder(folder: string): { readonly root: string } | { readonly problem: string } {
  try {
    const root = fs.realpathSync(folder);
    if (!fs.statSync(root).isDirectory()) return { problem: `${folder} is not a folder` };
    fs.opendirSync(root).closeSync();
    return { root };
  } catch (error) {
    return { problem: `${folder} ${explain(error)}` };
  }
}

export function listFolder(root: string, folder: string): readonly fs.Dirent[] | { readonly problem: string } {
  try {
    return fs.readdirSync(folder === '' ? root : `${root}/${folder}`, { withFileTypes: true });
  } catch (error) {
    return { problem: `the folder ${explain(error)}` };
  }
}

/** Where a link leads, relative to the root ('' for the root itself); null when it leads out of it or nowhere. */
export function linkTarget(root: string, link: string): string | null {
  try {
    const target = path
      .relative(root, fs.realpathSync(`${root}/${link}`))
      .split(path.sep)
      .join('/');
    return target.startsWith('..') || path.isAbsolute(target) ? null : target;
  } catch {
    return null;
  }
}

/** A file that is being written for the first time: not on disk yet, and not where only foreign files lie. */
export function isNew(root: string, file: string): boolean {
  return !fs.existsSync(`${root}/${file}`) && !file.split('/').some((part) => part === 'node_modules' || part === '.git');
}

const flags = fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0);
let shared: Buffer | null = null;

/** Reads up to `cap` bytes into a buffer that is used again and again: three system calls a file, and no garbage but the text. */
export function readBytes(root: string, file: string, cap: number): ReadResult {
  if (shared === null || shared.length <= cap) shared = Buffer.allocUnsafeSlow(cap + 1);
  let handle = -1;
  try {
    handle = fs.openSync(`${root}/${file}`, flags);
    // The buffer is larger than what is read at most: a regular file is at its end where it isn't filled.
    const length = fs.readSync(handle, shared, 0, shared.length, null);
    return length > cap ? { kind: 'unreadable', reason: `larger than ${describeSize(cap)}` } : decode(shared.subarray(0, length));
  } catch (error) {
    return { kind: 'unreadable', reason: `the file ${explain(error)}` };
  } finally {
    if (handle >= 0) fs.closeSync(handle);
  }
}

/** Back from the bytes of a file, kept as Latin-1 for the sake of memory and searching, to its text. */
export function textOf(result: { readonly latin1: string; readonly isAscii: boolean }): string {
  return result.isAscii ? result.latin1 : Buffer.from(result.latin1, 'latin1').toString('utf8');
}

function decode(bytes: Buffer): ReadResult {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return fromText(bytes.subarray(2).toString('utf16le'));
  const content = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
  if (isAscii(content))
    return content.includes(0) ? { kind: 'unreadable', reason: 'not a text file' } : { kind: 'text', latin1: content.toString('latin1'), isAscii: true };
  if (!isUtf8(content)) return { kind: 'unreadable', reason: 'not valid UTF-8' };
  return { kind: 'text', latin1: content.toString('latin1'), isAscii: false };
}

/** An open document's text, as if it had been read. */
export function fromText(text: string): { readonly kind: 'text'; readonly latin1: string; readonly isAscii: boolean } {
  const bytes = Buffer.from(text, 'utf8');
  return { kind: 'text', latin1: bytes.toString('latin1'), isAscii: isAscii(bytes) };
}

function describeSize(bytes: number): string {
  return bytes >= 1_000_000 ? `${Math.round(bytes / 1_000_000)} MB` : `${Math.round(bytes / 1_000)} kB`;
}

function explain(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  if (code === 'ENOENT') return 'does not exist';
  if (code === 'EACCES' || code === 'EPERM') return `can't be read (no permission)`;
  if (code === 'ELOOP') return 'is a link';
  return `can't be read (${code})`;
}
