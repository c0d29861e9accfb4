// Modules that are called where they are loaded, `require('./mails')(agenda)`, and those whose names are computed: each file of a folder, `require('./jobs/' + type)`, is
// known by the word of its folder.
import { byText } from '../base/by-text.ts';

const computed = /\b(?:require|import)\((?!\s*['"][^'"\n]*['"]\s*\))/;

/** Whether a text loads a module by a path that it puts together. */
export const loadsComputed = byText((text): boolean => computed.test(text));

/** Whether a text calls what it loads. */
export const callsLoaded = byText((text): boolean => /\brequire\(\s*['"][^'"\n]*['"]\s*\)\s*\(/.test(text));

/** What those who load a file name. */
export function wordOfFile(file: string): string | null {
  return (
    file
      .replace(/(?:\/index)?\.[cm]?[jt]sx?$/, '')
      .split('/')
      .at(-1)
      ?.match(/[\w$]+$/)?.[0] ?? null
  );
}

/** What those who load each file of its folder name; null at the root. */
export function wordOfFolder(file: string): string | null {
  return (
    file
      .split('/')
      .at(-2)
      ?.match(/[\w$]+$/)?.[0] ?? null
  );
}
