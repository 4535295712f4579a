/** Every setting with the layer that owns it, and the versions. */

import { h, heading, keyed, set, text } from './dom.js';
import { clock, count } from './format.js';

const LONG = 120;

export function config(panel, live) {
  const version = h('span', { class: 'hint' });
  const find = h('input', { type: 'search', placeholder: 'Find a setting', 'aria-label': 'Find a setting', oninput: () => draw() });
  const changed = h('input', { type: 'checkbox', id: 'changed', checked: true, onchange: () => draw() });
  heading(panel, 'Configuration', version, find, h('label', { for: 'changed', class: 'check' }, changed, ' only what is not the default'));
  const body = h('tbody');
  const empty = h('p', { class: 'empty' }, 'Asking the gateway …');
  const history = h('ol', { class: 'versions' });
  panel.append(
    empty,
    h(
      'div',
      { class: 'wide tall', tabindex: '0', role: 'region', 'aria-label': 'Settings' },
      h('table', {}, h('thead', {}, h('tr', {}, ['Setting', 'Value', 'Layer', 'From'].map((name) => h('th', { scope: 'col' }, name)))), body),
    ),
    h('h3', {}, 'Versions'),
    history,
  );
  let settings = [];

  live.watch('config', (data) => {
    if (!data) return;
    settings = data.settings;
    text(version, `version ${data.version}`);
    draw();
  });
  live.watch('history', (data) => {
    if (data) keyed(history, data.versions.slice(0, 20), (one) => one.version, newVersion, () => {});
  });

  function draw() {
    const sought = find.value.trim().toLowerCase();
    const rows = settings.filter(
      (one) => (sought ? one.path.includes(sought) : true) && (!changed.checked || one.layer !== 'default'),
    );
    text(empty, settings.length === 0 ? 'Asking the gateway …' : `Nothing ${sought ? 'of that name ' : ''}differs from the defaults.`);
    empty.hidden = rows.length > 0;
    keyed(body, rows, (one) => one.path, newSetting, fillSetting);
  }
}

function newSetting() {
  return h('tr', {}, h('th', { scope: 'row' }), h('td', {}, h('code')), h('td', {}, h('span', { class: 'layer' })), h('td'));
}

function fillSetting(row, one) {
  const [path, value, layer, place] = row.children;
  text(path, one.path);
  const whole = show(one.value);
  const long = Array.isArray(one.value) && whole.length > LONG;
  text(value.firstElementChild, long ? count(one.value.length, 'entry', 'entries') : whole);
  text(layer.firstElementChild, one.layer);
  set(layer.firstElementChild, 'data-layer', one.layer);
  text(place, one.place);
}

function newVersion(one) {
  const changes = one.changes.map((change) => h('li', {}, h('code', {}, change.path), ` ${brief(change.from)} → ${brief(change.to)}`));
  return h(
    'li',
    {},
    h(
      'details',
      {},
      h('summary', {}, h('b', {}, String(one.version)), h('time', { datetime: one.at }, clock(one.at)), h('span', {}, `${one.action} by ${one.who}${one.reason ? `: ${one.reason}` : ''}`), h('small', {}, count(one.changes.length, 'change'))),
      h('ul', {}, changes.length ? changes : h('li', {}, 'nothing differs')),
    ),
  );
}

function brief(value) {
  const whole = show(value);
  return whole.length > LONG ? `${whole.slice(0, LONG)} …` : whole;
}

function show(value) {
  return value === null || value === undefined ? '–' : typeof value === 'string' ? value : JSON.stringify(value);
}
