// One handler in the report: a line that opens into its effects, the reasons and the history of the worst.
import { headlineOf, type Effect, type Moment, type Row } from './audit.ts';
import { element } from './dom.ts';

export type Open = (folderUri: string, file: string, line: number) => void;

export function handlerRow(row: Row, open: Open): HTMLElement {
  const { handler, folder } = row;
  const { words, tone } = headlineOf(handler);
  const go = (file: string, line: number, text: string) => fileLink(text, () => open(folder.uri, file, line));
  const title = handler.name ?? `${handler.library} handler`;
  const summary = element(
    'summary',
    {},
    element('span', { class: `verdict ${tone}` }, handler.verdict.verified ? words : `${words} (unverified)`),
    element('span', { class: 'name' }, title),
    element('span', { class: 'source' }, [handler.transport, handler.source].filter((part) => part !== null).join(' · ')),
    element('span', { class: 'count' }, countWords(handler.effects)),
    go(handler.file, handler.line, `${handler.file}:${handler.line}`),
  );
  return element('details', { class: 'handler' }, summary, element('div', { class: 'body' }, ...bodyOf(row, go)));
}

function bodyOf(row: Row, go: (file: string, line: number, text: string) => HTMLElement): readonly HTMLElement[] {
  const { handler, findings } = row;
  const moments = (list: readonly Moment[]) =>
    list.map((moment) =>
      element(
        'li',
        {},
        moment.text,
        ' ',
        moment.file === undefined || moment.line === undefined ? null : go(moment.file, moment.line, `${baseOf(moment.file)}:${moment.line}`),
      ),
    );
  const worst = handler.effects.toSorted((left, right) => badness(right) - badness(left))[0];
  const story =
    worst === undefined
      ? undefined
      : worst.lost === 'exposed' || worst.repeated === 'never'
        ? { what: 'lost', list: worst.how.lost }
        : { what: 'repeated', list: worst.how.repeated };
  return [
    element('p', {}, deliveryWords(row)),
    ...(handler.effects.length > 0 ? [effectTable(handler.effects, go)] : []),
    element(
      'p',
      {},
      handler.guard === null ? 'Guard: none.' : `Guard: ${handler.guard.kind}${handler.guard.key === null ? '' : `, key ${handler.guard.key}`}.`,
      ' ',
      handler.eventId === null ? '' : `Event ID: ${handler.eventId.expression}.`,
    ),
    ...(handler.opaque.length > 0
      ? [
          element(
            'p',
            {},
            'Not understood: ',
            ...handler.opaque.flatMap((call) => [element('code', {}, call.call), ' ', go(call.file, call.line, `${baseOf(call.file)}:${call.line}`), ' ']),
          ),
        ]
      : []),
    ...(worst !== undefined && story?.list !== undefined
      ? [element('p', { class: 'story' }, `How it is ${story.what}: `, element('code', {}, worst.call)), element('ol', {}, ...moments(story.list))]
      : []),
    ...findings.map((finding) =>
      element(
        'p',
        { class: `finding ${finding.severity}` },
        element('strong', {}, finding.rule),
        ` ${finding.message} `,
        go(finding.file, finding.line, `${baseOf(finding.file)}:${finding.line}`),
      ),
    ),
  ];
}

function deliveryWords({ handler }: Row): string {
  const why = handler.delivery.why.map((reason) => reason.text).join('; ');
  const unless = handler.verdict.unless.map((fact) => ` Unless ${fact}.`).join('');
  return `Delivery: ${handler.delivery.guarantee}${why === '' ? '' : ` — ${why}`}.${unless}`;
}

function effectTable(effects: readonly Effect[], go: (file: string, line: number, text: string) => HTMLElement): HTMLElement {
  const head = element('tr', {}, ...['Effect', 'Where', 'Lost?', 'Repeated?', 'Why'].map((words) => element('th', { scope: 'col' }, words)));
  const rows = effects.map((effect) =>
    element(
      'tr',
      {},
      element('td', {}, element('code', {}, effect.call)),
      element('td', {}, go(effect.file, effect.line, `${baseOf(effect.file)}:${effect.line}`)),
      element('td', { class: effect.lost }, answerWords(effect.lost)),
      element('td', { class: effect.repeated }, answerWords(effect.repeated)),
      element('td', {}, effect.why),
    ),
  );
  return element('table', {}, element('thead', {}, head), element('tbody', {}, ...rows));
}

function fileLink(text: string, onClick: () => void): HTMLElement {
  const link = element('a', { href: '#', class: 'file' }, text);
  link.addEventListener('click', (event) => {
    event.preventDefault();
    event.stopPropagation();
    onClick();
  });
  return link;
}

function answerWords(answer: string): string {
  return answer === 'exposed' ? 'yes' : answer === 'window' ? 'crash window' : 'never';
}

function countWords(effects: readonly Effect[]): string {
  const lost = effects.filter((effect) => effect.lost === 'exposed').length;
  const repeated = effects.filter((effect) => effect.repeated === 'exposed').length;
  return [
    `${effects.length} ${effects.length === 1 ? 'effect' : 'effects'}`,
    ...(lost > 0 ? [`${lost} may be lost`] : []),
    ...(repeated > 0 ? [`${repeated} may repeat`] : []),
  ].join(', ');
}

function badness(effect: Effect): number {
  const weigh = (answer: string) => (answer === 'exposed' ? 4 : answer === 'window' ? 1 : 0);
  return 2 * weigh(effect.lost) + weigh(effect.repeated);
}

function baseOf(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}
