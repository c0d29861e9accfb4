// The top of the report: what a lead would put on a slide. Counts by verdict as a bar, and the transports with their share at risk.
import { headlineOf, headlines, isAtRisk, type Row } from './audit.ts';
import { element } from './dom.ts';

export function overview(rows: readonly Row[]): HTMLElement {
  const atRisk = rows.filter((row) => isAtRisk(row.handler)).length;
  return element(
    'section',
    { class: 'overview', 'aria-label': 'Overview' },
    element(
      'div',
      { class: 'tiles' },
      tile(String(rows.length), rows.length === 1 ? 'handler' : 'handlers'),
      tile(String(atRisk), 'at risk', atRisk > 0 ? 'bad' : 'good'),
      ...effectTiles(rows),
    ),
    bar(rows),
    transports(rows),
  );
}

function effectTiles(rows: readonly Row[]): readonly HTMLElement[] {
  const effects = rows.flatMap((row) => row.handler.effects);
  const lost = effects.filter((effect) => effect.lost === 'exposed').length;
  const repeated = effects.filter((effect) => effect.repeated === 'exposed').length;
  return [tile(String(lost), 'effects may be lost', lost > 0 ? 'bad' : 'good'), tile(String(repeated), 'effects may repeat', repeated > 0 ? 'risk' : 'good')];
}

function tile(value: string, words: string, tone = 'quiet'): HTMLElement {
  return element('div', { class: `tile ${tone}` }, element('strong', {}, value), element('span', {}, words));
}

function bar(rows: readonly Row[]): HTMLElement {
  const counted = headlines
    .map((headline) => ({ ...headline, count: rows.filter((row) => headlineOf(row.handler).words === headline.words).length }))
    .filter((one) => one.count > 0);
  const parts = counted.map((one) => {
    const part = element('div', { class: `part ${one.tone}`, title: `${one.words}: ${one.count}` });
    part.style.flexGrow = String(one.count);
    return part;
  });
  const legend = counted.map((one) =>
    element('li', {}, element('span', { class: `dot ${one.tone}` }), `${one.words} `, element('strong', {}, String(one.count))),
  );
  return element('div', {}, element('div', { class: 'bar', 'aria-hidden': 'true' }, ...parts), element('ul', { class: 'legend' }, ...legend));
}

function transports(rows: readonly Row[]): HTMLElement {
  const names = [...new Set(rows.map((row) => row.handler.transport))].sort();
  const items = names.map((name) => {
    const own = rows.filter((row) => row.handler.transport === name);
    const atRisk = own.filter((row) => isAtRisk(row.handler)).length;
    return element('li', {}, element('strong', {}, name), ` ${own.length}`, atRisk > 0 ? element('span', { class: 'bad' }, `, ${atRisk} at risk`) : null);
  });
  return element('ul', { class: 'transports', 'aria-label': 'Transports' }, ...items);
}
