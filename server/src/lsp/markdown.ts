// Markdown made from names that anybody may have chosen: everything that comes from the workspace passes `plain` or `code` first.

/** Text that shows as it is: no emphasis, link, address, HTML, table cell, list or icon can come out of it. */
export function plain(text: string): string {
  return oneLine(text)
    .replace(/[\\`*{}[\]#+!|<>~&$@]|:(?=\/)/gu, (character) => `\\${character}`)
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/www\./giu, (found) => `${found.slice(0, -1)}\\.`)
    .replace(/^(\d+)([.)])/u, '$1\\$2')
    .replace(/^-|-(?=-)|^=/gu, (character) => `\\${character}`);
}

/** Code in a line of text or a table cell, delimited so that backticks and pipes inside it stay what they are. */
export function code(text: string): string {
  const shown = oneLine(text);
  if (shown === '') return '';
  // An entity is not read inside code, so a pipe (which would end a table cell) or a backslash before a delimiter can't be written there.
  if (/[|\\]/u.test(shown)) return plain(shown);
  const longest = Math.max(0, ...[...shown.matchAll(/`+/gu)].map((match) => match[0].length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 || shown.startsWith(' ') || shown.endsWith(' ') ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** A link whose text is already Markdown; the target is encoded so that it can't end early. */
export function link(markdown: string, uri: string): string {
  return `[${markdown}](<${uri.replace(/[<>\s\\]/gu, (character) => encodeURIComponent(character))}>)`;
}

/** A table; cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Control characters and directional overrides would let a name rewrite what stands around it. */
function oneLine(text: string): string {
  return Array.from(text, (character) => (isControl(character) ? ' ' : character))
    .join('')
    .replace(/ {2,}/gu, ' ')
    .trim();
}

function isControl(character: string): boolean {
  const point = character.codePointAt(0) ?? 0;
  return (
    point < 0x20 ||
    (point >= 0x7f && point < 0xa0) ||
    point === 0xad ||
    (point >= 0x200b && point <= 0x200f) ||
    (point >= 0x2028 && point <= 0x202e) ||
    (point >= 0x2060 && point <= 0x206f) ||
    point === 0xfeff
  );
}
