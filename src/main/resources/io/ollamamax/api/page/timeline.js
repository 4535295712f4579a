/** What happened, the newest first, each with its evidence. */

import { h, heading, keyed, text } from './dom.js';
import { clock, words } from './format.js';

const SHOWN = 120;
const KINDS = ['fault', 'prediction', 'decision', 'remedy', 'continuation', 'breaker', 'node', 'attempt', 'load', 'config'];
const QUIET = new Set(['attempt', 'load']);
const SAID = new Set(['fault', 'remedy', 'continuation', 'prediction']);
const PAUSE = 4000;

/** `announcer` is read out by screen readers, at most once in a few seconds. */
export function timeline(panel, announcer, live) {
  const off = new Set(QUIET);
  const filters = h(
    'div',
    { class: 'filters', role: 'group', 'aria-label': 'What is shown' },
    KINDS.map((kind) =>
      h(
        'button',
        {
          type: 'button',
          class: 'filter',
          'data-kind': kind,
          'aria-pressed': String(!off.has(kind)),
          onclick: (event) => {
            off.has(kind) ? off.delete(kind) : off.add(kind);
            event.currentTarget.setAttribute('aria-pressed', String(!off.has(kind)));
            draw();
          },
        },
        words(kind),
      ),
    ),
  );
  heading(panel, 'Timeline');
  const list = h('ol', { class: 'events' });
  const empty = h('p', { class: 'empty' }, 'Nothing has happened yet. Faults, decisions and remedies will stand here with their evidence.');
  panel.append(filters, empty, h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Events, the newest first' }, list));
  const waiting = [];
  let first = true;
  let timer = 0;

  function draw() {
    const shown = live.events.filter((event) => !off.has(event.kind)).slice(-SHOWN).reverse();
    empty.hidden = shown.length > 0;
    keyed(list, shown, (event) => event.number, row, () => {});
  }

  live.watch('forgotten', draw);
  live.watch('events', (fresh) => {
    draw();
    if (first) {
      first = false; // what was before is not news
      return;
    }
    waiting.push(...fresh.filter((event) => SAID.has(event.kind)));
    if (waiting.length > 0) timer ||= setTimeout(announce, PAUSE / 4);
  });

  function announce() {
    const more = waiting.length - 2;
    const said = waiting.slice(-2).map((event) => `${words(event.kind)}${event.node ? ` at ${event.node}` : ''}: ${event.text}`);
    text(announcer, said.join('. ') + (more > 0 ? `. And ${more} more.` : ''));
    waiting.length = 0;
    timer = setTimeout(() => {
      timer = 0;
      if (waiting.length > 0) announce();
    }, PAUSE);
  }
}

function row(event) {
  const details = Object.entries(event.details);
  return h(
    'li',
    { class: 'event', 'data-kind': event.kind, 'data-tone': tone(event) },
    h(
      'details',
      {},
      h(
        'summary',
        {},
        h('time', { datetime: event.time }, clock(event.time)),
        h('span', { class: 'kind' }, words(event.kind)),
        event.node ? h('span', { class: 'who' }, event.node) : null,
        h('span', { class: 'what' }, event.text),
      ),
      h('dl', { class: 'evidence' }, details.length ? details.map(([name, value]) => [h('dt', {}, words(name)), h('dd', {}, value)]) : h('dd', {}, 'no more is known')),
    ),
  );
}

function tone(event) {
  const { state, result, status } = event.details;
  switch (event.kind) {
    case 'fault':
      return state === 'closed' ? 'good' : 'bad';
    case 'remedy':
      return result === 'succeeded' ? 'good' : result ? 'bad' : 'warn';
    case 'breaker':
      return state === 'closed' ? 'good' : 'warn';
    case 'node':
      return status === 'healthy' ? 'good' : status === 'unhealthy' || status === 'quarantined' ? 'bad' : 'idle';
    case 'prediction':
      return 'predicted';
    case 'continuation':
      return 'moved';
    default:
      return 'idle';
  }
}
