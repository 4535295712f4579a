/** Which models are where: copies, loaded ones, and how many are wanted where that is managed. */

import { h, heading, keyed, set, text } from './dom.js';
import { bytes, count, seconds } from './format.js';

export function models(panel, live) {
  const note = h('span', { class: 'hint' });
  heading(panel, 'Models and replicas', note);
  const body = h('tbody');
  const empty = h('p', { class: 'empty' }, 'No node has told of a model yet.');
  const table = h(
    'table',
    { hidden: true },
    h('thead', {}, h('tr', {}, ['Model', 'Copies', 'Loaded', 'Nodes', 'First token', 'Size'].map((name) => h('th', { scope: 'col' }, name)))),
    body,
  );
  panel.append(empty, h('div', { class: 'wide' }, table));
  let wanted = new Map();
  let nodes = [];

  live.watch('models', (data) => {
    wanted = new Map(data?.enabled ? data.models.map((model) => [model.name, model]) : []);
    draw();
  });
  live.watch('nodes', (data) => {
    if (!data) return;
    nodes = data.nodes;
    draw();
  });

  function draw() {
    const all = new Map();
    for (const node of nodes) {
      for (const model of node.models) {
        const one = all.get(model.name) ?? { name: model.name, size: model.size, at: [], first: null, others: 0, making: [] };
        const serves = node.status === 'healthy' || node.status === 'degraded';
        one.at.push({ node: node.id, loaded: model.loaded, serves });
        one.others += model.routed === false ? 1 : 0;
        if (model.first_token_seconds) one.first = Math.min(one.first ?? Infinity, model.first_token_seconds);
        all.set(model.name, one);
      }
    }
    for (const [name, model] of wanted) {
      const one = all.get(name) ?? { name, size: model.size, at: [], first: null, others: 0 };
      all.set(name, { ...one, wanted: model.wanted, because: model.because, lack: model.why_not, making: model.in_progress });
    }
    const rows = [...all.values()].sort((a, b) => a.name.localeCompare(b.name)).slice(0, 200);
    empty.hidden = rows.length > 0;
    table.hidden = rows.length === 0;
    text(note, all.size > rows.length ? `the first ${rows.length} of ${count(all.size, 'model')}` : '');
    keyed(body, rows, (row) => row.name, newRow, fillRow);
  }
}

function newRow() {
  return h(
    'tr',
    {},
    h('th', { scope: 'row' }, h('span'), h('small', { class: 'lack' })),
    h('td'),
    h('td'),
    h('td', {}, h('span', { class: 'copies' }), h('ul', { class: 'making' })),
    h('td'),
    h('td'),
  );
}

function fillRow(row, model) {
  const [name, copies, loaded, at, first, size] = row.children;
  const good = model.at.filter((one) => one.serves).length;
  text(name.firstElementChild, model.name);
  text(name.lastElementChild, model.lack ?? '');
  text(copies, model.wanted ? `${good} of ${model.wanted}` : `${good}`);
  set(row, 'data-tone', good === 0 ? 'bad' : good === 1 || (model.wanted && good < model.wanted) ? 'warn' : null);
  set(copies, 'title', model.because ? `wanted: ${model.because}` : good === 1 ? 'one copy alone: nothing to go over to' : null);
  text(loaded, model.at.filter((one) => one.loaded && one.serves).length);
  keyed(
    at.firstElementChild,
    model.at.slice(0, 48),
    (one) => one.node,
    () => h('i'),
    (dot, one) => {
      set(dot, 'data-loaded', one.loaded);
      set(dot, 'data-serves', one.serves);
      set(dot, 'title', `${one.node}: ${one.loaded ? 'loaded' : 'on disk'}${one.serves ? '' : ', does not serve'}`);
    },
  );
  keyed(at.lastElementChild, model.making, (one) => one.node, newMaking, fillMaking);
  set(at, 'aria-label', model.at.map((one) => one.node).join(', '));
  text(first, seconds(model.first ?? NaN));
  text(size, bytes(model.size) + (model.others ? `, ${count(model.others, 'other copy', 'other copies')}` : ''));
}

function newMaking() {
  return h('li', {}, h('progress', { max: '1' }), h('small'));
}

function fillMaking(row, one) {
  const [bar, note] = row.children;
  bar.value = one.progress;
  set(bar, 'aria-label', `copy for ${one.node}`);
  text(note, `${one.node}, by ${one.from}`);
}
