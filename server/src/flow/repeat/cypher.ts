// What a statement in Cypher, the language of graph databases, does when it runs twice: nodes that are created show again, nodes that are merged are found.
import type { EffectFact } from '../../facts/steps.ts';
import type { CallSite } from '../../provenance/values.ts';
import { exposed, natural } from './by-word.ts';
import { locate, type Located } from './locate.ts';
import { originsOf, type Origin, type Walk } from './origins.ts';
import { textOf } from './text.ts';
import { writtenIn } from './written-data.ts';

type Repeat = EffectFact['repeat'];

/** Null where the statement only reads; `unread` where its text is not in sight. */
export function byCypher(walk: Walk, site: CallSite, statement: Located | null): Repeat | 'unread' | null {
  const written = statement === null ? null : textOf(walk.program, statement.node, statement.env);
  if (written === null) return 'unread';
  const clauses = clausesOf(written.text);
  if (!clauses.some(writes)) return written.text.trim().startsWith('$h') ? 'unread' : null;
  const [anew] = clauses.filter(({ word }) => word === 'create');
  if (anew !== undefined && !/^\s*(or\s+replace\s+)?(\w+\s+)*(index|constraint)\b/i.test(anew.text)) return exposed('each run creates another one');
  if (clauses.some(({ word, text }) => word === 'call' && !onlyReads.test(text))) return exposed('what the procedure does is not known');
  if (clauses.some(({ word, text }) => word === 'set' && movesStored(text))) return exposed('it depends on the stored value');
  return differs(walk, locate(walk.program, 'Call.Argument[1]', site), clauses) ?? natural('it sets absolute values');
}

interface Clause {
  /** `on create` for what follows it, up to the next clause that is none of its own. */
  readonly word: string;
  readonly text: string;
}

/** Procedures that run the statements they are given as texts: those are judged with the rest. */
const nested = /\bapoc\.(do\.(when|case)|when|case)\b/i;

const keyword =
  /(?<![:.$\w])(on\s+create\s+set|on\s+match\s+set|create|merge|set|detach\s+delete|delete|remove|optional\s+match|match|with|where|unwind|return|call|order\s+by|union|foreach|drop)\b/gi;

function clausesOf(statement: string): readonly Clause[] {
  const text = statement
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ' ')
    .replace(/'([^']*)'|"([^"]*)"|`[^`]*`/g, (_, one?: string, other?: string) => (nested.test(statement) ? `' ${one ?? other ?? ''} '` : "''"));
  const starts = [...text.matchAll(keyword)];
  return starts.map((start, index) => ({
    word: wordOf(start[0]),
    text: text.slice(start.index + start[0].length, starts[index + 1]?.index),
  }));
}

function wordOf(spelled: string): string {
  const word = spelled.toLowerCase().replace(/\s+/g, ' ');
  return word === 'on match set' ? 'set' : word;
}

function writes({ word, text }: Clause): boolean {
  if (word === 'call') return !onlyReads.test(text);
  return /^(on create set|create|merge|set|detach delete|delete|remove|drop)$/.test(word);
}

/** Procedures that come with the database or its usual libraries and only look. A subquery stands in braces: its clauses are judged by themselves. */
const onlyReads =
  /^\s*([({]|db\.(labels|relationshipTypes|propertyKeys|indexes|constraints|info|ping|schema\.\w+|index\.\w+\.query\w+)\b|dbms\.components\b|gds\.[\w.]+\.(stream|stats|estimate)\b|apoc\.(path|meta|algo|neighbors|search|do)\.|apoc\.(when|case)\b)/i;

/** `n.count = n.count + 1`, also by a name that `WITH` gave. */
function movesStored(assignments: string): boolean {
  return [...assignments.matchAll(/([\w.]+)\s*(\+?=)\s*((?:\([^()]*(?:\([^()]*\)[^()]*)*\)|[^,(])*)/g)].some(
    ([, name = '', , value = '']) =>
      /[+*/-]/.test(value.replace(/\[-|->|<-/g, '')) && (value.includes(name) || /(?<!\$\w*)\b[a-z_]\w*\)?\s*[+*/-]\s*(\d|\$)/i.test(value)),
  );
}

/** Values that each run makes anew, where they decide what is found, or stay. */
function differs(walk: Walk, parameters: Located | null, clauses: readonly Clause[]): Repeat | null {
  const merged = clauses.filter(({ word }) => word === 'merge');
  if (merged.some(({ text }) => /\b(randomuuid|rand|timestamp|datetime)\s*\(/i.test(text)))
    return exposed('each run makes another one: what it merges by is made anew');
  if (parameters === null) return null;
  const isMade = (names: ReadonlySet<string>, by: readonly Origin[]): boolean => madeOf(walk, parameters, names, by);
  if (isMade(namedIn(merged, clauses), ['chance', 'clock', 'attempt'])) return exposed('each run makes another one: what it merges by is made anew');
  const kept = clauses.filter(({ word }) => word === 'set');
  return isMade(namedIn(kept, clauses), ['chance']) ? exposed('each run sets another value') : null;
}

/** The parameters that clauses take, those of a list whose items have a name included. */
function namedIn(clauses: readonly Clause[], all: readonly Clause[]): ReadonlySet<string> {
  const text = clauses.map((clause) => clause.text).join(' ');
  const names = new Set([...text.matchAll(/\$(\w+)/g)].map(([, name = '']) => name));
  for (const { word, text: list } of all) {
    const item = word === 'unwind' ? /\$(\w+)\s+as\s+(\w+)/i.exec(list) : null;
    if (item?.[1] !== undefined && new RegExp(`\\b${item[2]}\\b`).test(text)) names.add(item[1]);
  }
  return names;
}

function madeOf(walk: Walk, parameters: Located, names: ReadonlySet<string>, by: readonly Origin[]): boolean {
  const { properties, open } = writtenIn(walk, parameters.node, parameters.env);
  const looked = names.size === 0 ? [] : open ? [parameters] : properties.filter(({ name }) => names.has(name));
  return looked.some(({ node, env }) => {
    const origins = originsOf({ ...walk, seen: new Set(), depth: 0 }, node, env);
    return by.some((origin) => origins.has(origin));
  });
}
