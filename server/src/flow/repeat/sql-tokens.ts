// The words and signs of SQL text, and of the expressions that look like it.

export type Token = string;

/** Words, holes, quoted names, strings and single signs; comments vanish. Lower case but for strings. */
export function tokensOf(text: string): readonly Token[] {
  const pattern =
    /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*'?|\$\$[\s\S]*?\$\$|"[^"]*"|`[^`]*`|\[[a-z_]\w*\]|\$\d+|[@:$]?[a-z_]\w*|\d+(?:\.\d+)?|::|\|\||<>|[<>!]=|[^\s\w]/gi;
  const tokens: Token[] = [];
  let placeholders = 0;
  for (const [found] of text.matchAll(pattern)) {
    if (found.startsWith('--') || found.startsWith('/*')) continue;
    if (found === '?') tokens.push(`$${++placeholders}`);
    else if (found.startsWith("'") || found.startsWith('$$')) tokens.push(found);
    else if (/^["`[]/.test(found) && found.length > 1) tokens.push(found.slice(1, -1).toLowerCase());
    else tokens.push(found.toLowerCase());
  }
  return tokens;
}

export function listFrom(tokens: readonly Token[], open: number): readonly (readonly Token[])[] {
  const items: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens.slice(Math.max(0, open))) {
    if (token === '(') depth++;
    if (token === ')' && --depth === 0) break;
    if (token === ',' && depth === 1) items.push([]);
    else if (!(token === '(' && depth === 1)) items[items.length - 1]?.push(token);
  }
  return items;
}
