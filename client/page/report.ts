// The page of the audit report: reads the audit out of the document, draws it, filters and sorts it. Opening a file is asked of the extension.
import { headlineOf, headlines, isAtRisk, type Audit, type Row } from './audit.ts';
import { button, element, select } from './dom.ts';
import { handlerRow } from './handler-row.ts';
import { overview } from './overview.ts';

declare function acquireVsCodeApi(): { postMessage(message: unknown): void; getState(): unknown; setState(state: unknown): void };

type Order = 'risk' | 'file' | 'transport' | 'name';

const api = acquireVsCodeApi();
const rows = readRows();
const chosen = { text: '', headline: '', transport: '', order: 'risk' as Order };

draw();

function readRows(): readonly Row[] {
  const encoded = document.getElementById('report')?.dataset['audit'] ?? '%5B%5D';
  const folders: readonly { uri: string; name: string; report: string }[] = JSON.parse(decodeURIComponent(encoded));
  return folders.flatMap((folder) => {
    const audit: Audit | null = JSON.parse(folder.report);
    return (audit?.handlers ?? []).map((handler) => ({
      handler,
      folder,
      findings: (audit?.findings ?? []).filter((finding) => finding.handler?.file === handler.file && finding.handler.line === handler.line),
    }));
  });
}

function draw(): void {
  const root = document.getElementById('report');
  if (root === null) return;
  const list = element('div', { class: 'list', role: 'region', 'aria-label': 'Handlers' });
  const count = element('p', { class: 'shown', role: 'status' });
  const update = () => {
    const shown = rows.filter(isChosen).toSorted(compare);
    count.textContent = shown.length === rows.length ? `${rows.length} handlers` : `${shown.length} of ${rows.length} handlers`;
    list.replaceChildren(...shown.map((row) => handlerRow(row, open)));
  };
  root.replaceChildren(
    header(),
    rows.length === 0 ? element('p', {}, 'No message handlers found.') : element('div', {}, overview(rows), controls(update), count, list),
  );
  update();
  document.addEventListener('keydown', (event) => moveBetweenRows(event, list));
}

function header(): HTMLElement {
  return element(
    'header',
    {},
    element('h1', {}, 'Delivery guarantees'),
    button('Audit again', {}, () => api.postMessage({ command: 'again' })),
    button('Export…', {}, () => api.postMessage({ command: 'export' })),
  );
}

function controls(update: () => void): HTMLElement {
  const search = element('input', { type: 'search', placeholder: 'Filter by name, file, topic or call ( / )', 'aria-label': 'Filter', id: 'filter' });
  search.addEventListener('input', () => {
    chosen.text = search.value.toLowerCase();
    update();
  });
  const transports = [...new Set(rows.map((row) => row.handler.transport))].sort();
  const set = (key: 'headline' | 'transport') => (value: string) => {
    chosen[key] = value;
    update();
  };
  const present = headlines.filter((headline) => rows.some((row) => headlineOf(row.handler).words === headline.words));
  return element(
    'div',
    { class: 'controls', role: 'search' },
    search,
    select('Verdict', [['', 'all'], ['risk', 'at risk'], ...present.map((one) => [one.id, one.words] as const)], set('headline')),
    select('Transport', [['', 'all'], ...transports.map((name) => [name, name] as const)], set('transport')),
    select(
      'Sort by',
      [
        ['risk', 'risk'],
        ['file', 'file'],
        ['transport', 'transport'],
        ['name', 'name'],
      ],
      (value) => {
        chosen.order = value === 'file' || value === 'transport' || value === 'name' ? value : 'risk';
        update();
      },
    ),
  );
}

function isChosen({ handler }: Row): boolean {
  if (chosen.headline === 'risk' ? !isAtRisk(handler) : chosen.headline !== '' && handler.verdict.headline !== chosen.headline) return false;
  if (chosen.transport !== '' && handler.transport !== chosen.transport) return false;
  const text = [handler.name, handler.file, handler.source, handler.library, ...handler.effects.map((effect) => effect.call)].join(' ').toLowerCase();
  return text.includes(chosen.text);
}

function compare(left: Row, right: Row): number {
  const byPlace = compareText(left.handler.file, right.handler.file) || left.handler.line - right.handler.line;
  if (chosen.order === 'risk') return headlineOf(left.handler).rank - headlineOf(right.handler).rank || byPlace;
  if (chosen.order === 'transport') return compareText(left.handler.transport, right.handler.transport) || byPlace;
  if (chosen.order === 'name') return compareText(left.handler.name ?? '~', right.handler.name ?? '~') || byPlace;
  return byPlace;
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function open(folderUri: string, file: string, line: number): void {
  const path = file.split('/').map(encodeURIComponent).join('/');
  api.postMessage({ open: `${folderUri}/${path}#L${line}` });
}

/** Up and down go from handler to handler, `/` to the filter; everything else is the browser's own. */
function moveBetweenRows(event: KeyboardEvent, list: HTMLElement): void {
  const active = document.activeElement;
  if (event.key === '/' && !(active instanceof HTMLInputElement)) {
    event.preventDefault();
    document.getElementById('filter')?.focus();
    return;
  }
  if ((event.key !== 'ArrowDown' && event.key !== 'ArrowUp') || active?.tagName !== 'SUMMARY') return;
  const summaries = [...list.querySelectorAll('summary')];
  const next = summaries[summaries.findIndex((one) => one === active) + (event.key === 'ArrowDown' ? 1 : -1)];
  event.preventDefault();
  next?.focus();
}
