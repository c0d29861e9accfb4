// The audit as one page that needs nothing else: no request leaves it, everything from the audited code is escaped, and it reads without its script too.
import { createHash } from 'node:crypto';
import type { Place } from '../base/place.ts';
import type { Audit, Finding, HandlerReport } from '../facts/handler.ts';
import type { Moment } from '../facts/verdict.ts';
import type { Answer } from '../facts/vocabulary.ts';
import { script } from './html-script.ts';
import { style } from './html-style.ts';
import {
  byHeadline,
  counted,
  cutWords,
  guaranteeWords,
  handlerName,
  headlineMeaning,
  headlineOrder,
  headlineWords,
  isAtRisk,
  shownEffects,
  sourceWords,
  spotWords,
} from './words.ts';
import type { Shown } from './words.ts';

/** The whole page. */
export function auditToHtml(audit: Audit): string {
  const policy = `default-src 'none'; style-src '${hashOf(style)}'; script-src '${hashOf(script)}'; base-uri 'none'; form-action 'none'`;
  const handlers = byHeadline(audit).flatMap((group) => group.handlers);
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<title>Delivery guarantees</title>',
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    overview(audit),
    controls(handlers),
    `<main id="handlers">${handlers.map((report) => handlerHtml(report, findingsFor(audit, report))).join('\n')}</main>`,
    '<p id="nothing" hidden>No handler matches.</p>',
    audit.skipped.length === 0 ? '' : skippedHtml(audit),
    `<script>${script}</script>`,
    '</body>',
    '</html>',
  ].join('\n');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}

/** Our own sentences hold code in backticks. */
function prose(text: string): string {
  return text
    .split(/`([^`]*)`/)
    .map((part, index) => (index % 2 === 1 ? `<code>${escapeHtml(part)}</code>` : escapeHtml(part)))
    .join('');
}

function overview(audit: Audit): string {
  const total = audit.handlers.length;
  const risky = audit.handlers.filter(isAtRisk).length;
  const groups = byHeadline(audit);
  const cards = groups.map(
    ({ headline, handlers }) =>
      `<button class="card ${headline}" data-headline="${headline}" aria-pressed="true"><b>${handlers.length}</b><span>${headlineWords(headline)}</span><small>${headlineMeaning(headline)}</small></button>`,
  );
  const folder = audit.root.split('/').at(-1) ?? audit.root;
  const verdict = total === 0 ? 'No message handlers found' : `${risky} of ${counted(total, 'handler')} can lose or repeat an effect`;
  return [
    '<header>',
    `<p class="folder">Delivery guarantees of <b>${escapeHtml(folder)}</b></p>`,
    `<h1>${verdict}</h1>`,
    bar(groups, total),
    `<div class="cards">${cards.join('')}</div>`,
    `<p class="sums">${counted(audit.findings.length, 'finding')} in ${counted(audit.stats.filesDiscovered, 'file')}</p>`,
    '</header>',
  ].join('\n');
}

/** One bar, a stretch for each headline. */
function bar(groups: ReturnType<typeof byHeadline>, total: number): string {
  let x = 0;
  const stretches = groups.map(({ headline, handlers }) => {
    const width = (handlers.length / total) * 1000;
    const stretch = `<rect class="${headline}" x="${x.toFixed(1)}" y="0" width="${Math.max(0, width - 3).toFixed(1)}" height="12"><title>${handlers.length} ${headlineWords(headline)}</title></rect>`;
    x += width;
    return stretch;
  });
  return total === 0
    ? ''
    : `<svg class="bar" viewBox="0 0 1000 12" preserveAspectRatio="none" role="img" aria-label="handlers by headline">${stretches.join('')}</svg>`;
}

function controls(handlers: readonly HandlerReport[]): string {
  const transports = [...new Set(handlers.map((report) => report.handler.transport))].sort();
  if (handlers.length === 0) return '';
  return [
    '<nav class="controls" aria-label="filter and sort">',
    '<input id="search" type="search" placeholder="Filter by name, file, effect" aria-label="Filter">',
    `<select id="transport" aria-label="Transport"><option value="">all transports</option>${transports.map((name) => `<option>${name}</option>`).join('')}</select>`,
    '<select id="order" aria-label="Sort"><option value="rank">worst first</option><option value="file">by file</option><option value="transport">by transport</option></select>',
    '<button id="expand" type="button">Open all</button>',
    '</nav>',
  ].join('\n');
}

function findingsFor(audit: Audit, { handler }: HandlerReport): Finding[] {
  return audit.findings.filter((finding) => finding.handler?.file === handler.place.file && finding.handler.line === handler.place.line);
}

function handlerHtml(report: HandlerReport, findings: readonly Finding[]): string {
  const { handler, verdict, graph } = report;
  const text = [
    handlerName(report),
    handler.place.file,
    handler.transport,
    handler.library,
    handler.source,
    ...graph.effects.map(({ call, verb }) => `${call} ${verb}`),
  ]
    .join(' ')
    .toLowerCase();
  const data = {
    headline: verdict.headline,
    rank: String(headlineOrder.indexOf(verdict.headline)),
    file: handler.place.file,
    line: String(handler.place.line),
    transport: handler.transport,
    text,
  };
  const attributes = Object.entries(data).map(([name, value]) => `data-${name}="${escapeHtml(value)}"`);
  const unverified = verdict.verified ? '' : ' <span class="note">unverified</span>';
  return [
    `<details class="handler" ${attributes.join(' ')}>`,
    `<summary><span class="headline ${verdict.headline}">${headlineWords(verdict.headline)}</span><span class="name">${escapeHtml(handlerName(report))}${unverified}</span><span class="where">${escapeHtml(spotWords(handler.place))}</span><span class="source">${escapeHtml(sourceWords(report))}</span></summary>`,
    `<div class="body">${deliveryHtml(report)}${effectsHtml(report)}${findingsHtml(report, findings)}${opaqueHtml(report)}</div>`,
    '</details>',
  ].join('\n');
}

/** Places in the handler's own file need no file name. */
function near(place: Place, { handler }: HandlerReport): string {
  return `<span class="where">${place.file === handler.place.file ? `line ${place.line}` : escapeHtml(spotWords(place))}</span>`;
}

function deliveryHtml(report: HandlerReport): string {
  const { verdict, eventId, guard } = report;
  const reasons = verdict.delivery.why.map(({ text, place }) => `${prose(text)}${place === undefined ? '' : ` ${near(place, report)}`}`);
  const unless = verdict.unless.map((fact) => `unless ${prose(fact)}`);
  const rows = [['Delivery', `<b>${guaranteeWords(verdict.delivery.guarantee)}</b>: ${[...reasons, ...unless].join('; ')}`]];
  if (guard !== null)
    rows.push(['Guard', `${guard.kind}${guard.key === null ? '' : ` keyed by <code>${escapeHtml(guard.key)}</code>`} ${near(guard.place, report)}`]);
  if (eventId !== null) rows.push(['Event ID', `<code>${escapeHtml(eventId.expression)}</code>`]);
  return `<dl>${rows.map(([term, description]) => `<dt>${term}</dt><dd>${description}</dd>`).join('')}</dl>`;
}

function effectsHtml(report: HandlerReport): string {
  const effects = shownEffects(report);
  if (effects.length === 0) return '<p class="note">No effect that matters.</p>';
  return `<table><thead><tr><th>Effect</th><th>Lost</th><th>Repeated</th><th>Why</th></tr></thead><tbody>${effects.map((shown) => effectHtml(report, shown)).join('')}</tbody></table>`;
}

function effectHtml(report: HandlerReport, { effect, verdict }: Shown): string {
  const stories = [storyHtml(report, 'How it is lost', verdict.how.lost), storyHtml(report, 'How it is repeated', verdict.how.repeated)].join('');
  return [
    `<tr${effect.attemptScoped ? ' class="scoped"' : ''}>`,
    `<td>${prose(effect.verb)}<br><code>${escapeHtml(effect.call)}</code> ${near(effect.place, report)}</td>`,
    answerHtml(verdict.lost),
    answerHtml(verdict.repeated),
    `<td>${prose(verdict.why)}${stories}</td>`,
    '</tr>',
  ].join('');
}

function answerHtml(answer: Answer): string {
  return `<td><span class="answer ${answer}">${answer}</span></td>`;
}

function storyHtml(report: HandlerReport, title: string, moments: readonly Moment[] | undefined): string {
  if (moments === undefined || moments.length === 0) return '';
  const lines = moments.map(({ text, place }) => `<li>${prose(text)}${place === undefined ? '' : ` ${near(place, report)}`}</li>`);
  return `<details class="story"><summary>${title}</summary><ol>${lines.join('')}</ol></details>`;
}

function findingsHtml(report: HandlerReport, findings: readonly Finding[]): string {
  if (findings.length === 0) return '';
  const items = findings.map(({ rule, severity, place, message }) => `<li class="${severity}"><b>${rule}</b> ${prose(message)} ${near(place, report)}</li>`);
  return `<ul class="findings">${items.join('')}</ul>`;
}

function opaqueHtml(report: HandlerReport): string {
  const { graph } = report;
  const cut = cutWords(report);
  const note = cut === null ? '' : `<p class="note">This handler was ${cut}.</p>`;
  if (graph.opaque.length === 0) return note;
  const calls = graph.opaque.map(({ call, place }) => `<code>${escapeHtml(call)}</code> ${near(place, report)}`);
  return `<p class="note">Not understood, so the verdict is unverified: ${calls.join(', ')}</p>${note}`;
}

function skippedHtml(audit: Audit): string {
  const files = audit.skipped.map(({ file, reason }) => `<li>${escapeHtml(file)}: ${escapeHtml(reason)}</li>`);
  return `<details class="skipped"><summary>${counted(audit.skipped.length, 'file')} skipped</summary><ul>${files.join('')}</ul></details>`;
}
