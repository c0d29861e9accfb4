// Filter and sort of the HTML report; the page reads without it. Runs in the browser, so it is text here.

export const script = `
'use strict';
const list = document.getElementById('handlers');
const search = document.getElementById('search');
const transport = document.getElementById('transport');
const order = document.getElementById('order');
const expand = document.getElementById('expand');
const nothing = document.getElementById('nothing');
const cards = [...document.querySelectorAll('.card')];
const handlers = [...list.children];

function filter() {
  const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
  const on = new Set(cards.filter((card) => card.getAttribute('aria-pressed') === 'true').map((card) => card.dataset.headline));
  let shown = 0;
  for (const handler of handlers) {
    const { text, headline } = handler.dataset;
    const fits = on.has(headline) && (transport.value === '' || handler.dataset.transport === transport.value) && words.every((word) => text.includes(word));
    handler.hidden = !fits;
    if (fits) shown++;
  }
  nothing.hidden = shown > 0;
}

function sort() {
  const by = order.value;
  const place = (a, b) => (a.dataset.file < b.dataset.file ? -1 : a.dataset.file > b.dataset.file ? 1 : a.dataset.line - b.dataset.line);
  const first = { rank: (a, b) => a.dataset.rank - b.dataset.rank, file: () => 0, transport: (a, b) => a.dataset.transport.localeCompare(b.dataset.transport) }[by];
  list.append(...handlers.sort((a, b) => first(a, b) || place(a, b)));
}

if (search) {
  search.addEventListener('input', filter);
  transport.addEventListener('change', filter);
  order.addEventListener('change', sort);
  expand.addEventListener('click', () => {
    const open = expand.textContent === 'Open all';
    for (const handler of handlers) handler.open = open;
    expand.textContent = open ? 'Close all' : 'Open all';
  });
}
for (const card of cards) {
  card.addEventListener('click', () => {
    const pressed = cards.filter((each) => each.getAttribute('aria-pressed') === 'true');
    const only = pressed.length === cards.length || (pressed.length === 1 && pressed[0] !== card);
    const back = pressed.length === 1 && pressed[0] === card;
    for (const each of cards) each.setAttribute('aria-pressed', String(back || (only ? each === card : each === card ? each.getAttribute('aria-pressed') !== 'true' : each.getAttribute('aria-pressed') === 'true')));
    filter();
  });
}
`;
