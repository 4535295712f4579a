/** The circuit breakers that are not closed. */

import { h, heading, keyed, set, text } from './dom.js';
import { count, words } from './format.js';

export function breakers(panel, live) {
  const note = h('span', { class: 'hint' });
  heading(panel, 'Circuit breakers', note);
  const list = h('ul', { class: 'rows' });
  const empty = h('p', { class: 'empty' }, 'All are closed: every node is let have requests.');
  panel.append(empty, list);

  live.watch('nodes', (data) => {
    if (!data) return;
    const all = data.nodes.flatMap((node) => [
      { key: node.id, node: node.id, of: 'the whole node', state: node.breaker },
      ...node.models.map((model) => ({ key: `${node.id} ${model.name}`, node: node.id, of: model.name, state: model.breaker })),
    ]);
    const open = all.filter((one) => one.state && one.state !== 'closed');
    text(note, `${count(all.length - open.length, 'breaker')} closed`);
    empty.hidden = open.length > 0;
    keyed(list, open.slice(0, 60), (one) => one.key, row, fill);
  });
}

function row() {
  return h('li', {}, h('span', { class: 'pill' }), h('b', {}), h('span', {}));
}

function fill(row, one) {
  const [pill, node, of] = row.children;
  text(pill, words(one.state));
  set(pill, 'data-tone', one.state === 'open' ? 'bad' : 'warn');
  text(node, one.node);
  text(of, one.of);
}
