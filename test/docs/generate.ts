// Writes what users read about rules and transports from the sources themselves: the head comment of each rule, the rows of each transport model.
import { readFileSync } from 'node:fs';
import { transportModels } from '../../server/src/models/catalogue.ts';
import type { Condition, DeliveryRow, TransportModel } from '../../server/src/models/schema.ts';
import { rules } from '../../server/src/rules/rules.ts';

/** Every generated file with its text. */
export function generatedFiles(): ReadonlyMap<string, string> {
  const pages = rules.map(({ id, severity }) => ({ id, severity, text: headComment(`server/src/rules/${id}.ts`) }));
  return new Map([
    ...pages.map(({ id, severity, text }) => [`docs/rules/${id}.md`, `# ${id}\n\nSeverity: ${severity}\n\n${text}\n`] as const),
    ['docs/rules/README.md', index(pages)],
    ['server/src/rules/pages.ts', pagesModule(pages)],
    ['docs/transports.md', transportsPage()],
  ]);
}

interface Page {
  readonly id: string;
  readonly severity: string;
  readonly text: string;
}

/** The comment a rule's file opens with, without its stars. */
function headComment(file: string): string {
  const source = readFileSync(file, 'utf8');
  const comment = /^\/\*\*\n([\s\S]*?)\n \*\//.exec(source)?.[1];
  if (comment === undefined) throw new Error(`${file} does not open with a comment for its users`);
  return comment.replaceAll(/^ \* ?/gm, '').trim();
}

const summaryOf = (page: Page): string => page.text.split('\n')[0] ?? '';

function index(pages: readonly Page[]): string {
  const rows = pages.map((page) => `| [${page.id}](${page.id}.md) | ${page.severity} | ${summaryOf(page)} |`);
  return ['# Rules', '', 'Few and certain: one finding for each cause, not one for each effect.', '', '| rule | severity | what it reports |', '| --- | --- | --- |', ...rows, ''].join('\n');
}

/** The pages as a module, so that the command and the editor have them without reading files. */
function pagesModule(pages: readonly Page[]): string {
  const entries = pages.map(({ id, text }) => `  '${id}': ${JSON.stringify(text)},`);
  return [
    '// Generated from the head comments of the rules by `UPDATE=1 npm test`: what a rule reports, why it hurts, what to do, when it is fine.',
    '',
    '/** The page of each rule, as Markdown. */',
    'export const rulePages: Readonly<Record<string, string>> = {',
    ...entries,
    '};',
    '',
  ].join('\n');
}

function transportsPage(): string {
  const models = [...transportModels].sort((left, right) => left.transport.localeCompare(right.transport) || nameOf(left).localeCompare(nameOf(right)));
  const rows = models.flatMap((model) => rowsOf(model));
  return [
    '# Transports',
    '',
    'What each library promises before the handler does anything about it, by the option or default it rests on. The verdict on a handler starts here.',
    '',
    '| transport | library | when | delivery | because |',
    '| --- | --- | --- | --- | --- |',
    ...new Set(rows),
    '',
  ].join('\n');
}

function nameOf(model: TransportModel): string {
  return typeof model.package === 'string' ? model.package : (model.package[0] ?? '');
}

function rowsOf(model: TransportModel): string[] {
  return model.handlers.flatMap((handler) => handler.delivery.map((row) => tableRow([handler.transport ?? model.transport, `\`${nameOf(model)}\``, whenWords(row), row.guarantee, row.why])));
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function whenWords(row: DeliveryRow): string {
  const words = (row.when ?? []).map(conditionWords);
  return words.length === 0 ? 'otherwise' : [...new Set(words)].join(' and ');
}

function conditionWords(condition: Condition): string {
  if ('option' in condition) {
    const name = condition.option.match(/Member\[[^\]]+\]/g)?.map((member) => member.slice(7, -1)) ?? [];
    const shown = condition.option === 'Call.Argument[0]' ? 'the first argument' : `\`${name.at(-1) ?? condition.option}\``;
    if (condition.is === 'absent') return `no ${shown}`;
    if (condition.is === 'present') return `${shown} set`;
    if (condition.is === '') return `${shown} empty`;
    return condition.is === 'unknown' ? `${shown} not known` : `${shown} is \`${String(condition.is)}\``;
  }
  if ('version' in condition) return `version ${condition.version}`;
  if ('handlerCalls' in condition) return `the handler calls \`${/Member\[([^\]]+)\]$/.exec(condition.handlerCalls)?.[1] ?? condition.handlerCalls}\``;
  return Object.entries(condition)
    .map(([key, value]) => `${key} ${JSON.stringify(value)}`)
    .join(' ');
}
