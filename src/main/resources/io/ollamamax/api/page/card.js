/** One node in full. */

import { h, keyed, set, text } from './dom.js';
import { bytes, count, percent, rate, seconds, words } from './format.js';

const STRIKES = [
  ['kill', 'Kill', 'End its process at once, as kill -9 does'],
  ['hang', 'Hang', 'It goes on answering probes, but gives no token any more'],
  ['slow', 'Slow', 'A tenth of its usual speed'],
  ['heal', 'Heal', 'Take back what was done to it'],
];

const BY_HAND = { hung: 'hung by hand: it answers probes, but gives no token', slow: 'slowed by hand to a tenth' };

/** `actions.act(id, action)` and `actions.strike(id, what)` are called by its buttons. */
export function newCard(actions) {
  const card = h(
    'li',
    { class: 'card' },
    h('header', {}, h('i', { class: 'dot' }), h('h3', {}), h('span', { class: 'pill' })),
    h('p', { class: 'reason' }),
    h('dl', { class: 'figures' }, figure('in work', 'work'), figure('tokens/s', 'rate'), figure('first token', 'first')),
    h('ul', { class: 'chips', 'aria-label': 'Models' }),
    h('p', { class: 'more' }),
    h('div', { class: 'buttons' }),
  );
  const id = () => card.dataset.id;
  const buttons = card.querySelector('.buttons');
  buttons.append(
    ...STRIKES.map(([what, name, title]) =>
      h('button', { type: 'button', title, 'data-strike': what, onclick: () => actions.strike(id(), what) }, name),
    ),
    h('button', { type: 'button', 'data-act': 'drain', title: 'Send nothing new to it', onclick: (event) => actions.act(id(), event.currentTarget.dataset.act) }, 'Drain'),
  );
  return card;
}

function figure(name, key) {
  return h('div', {}, h('dt', {}, name), h('dd', { 'data-key': key }));
}

export function fillCard(card, node) {
  card.dataset.id = node.id;
  card.dataset.status = node.status;
  set(card, 'data-flows', node.rate > 0);
  set(card, 'data-answering', node.answering);
  set(card, 'data-condition', node.condition);
  text(card.querySelector('h3'), node.id);
  const pill = card.querySelector('.pill');
  text(pill, words(node.status));
  pill.dataset.tone = tone(node.status);
  const reason = card.querySelector('.reason');
  text(reason, [BY_HAND[node.condition], node.reason || node.agent?.reason].filter(Boolean).join('; '));
  reason.hidden = !reason.textContent;
  const best = Math.min(...node.models.map((model) => model.first_token_seconds || Infinity));
  text(card.querySelector('[data-key=work]'), node.in_flight);
  text(card.querySelector('[data-key=rate]'), node.rate > 0 ? rate(node.rate) : '0');
  text(card.querySelector('[data-key=first]'), seconds(best));
  keyed(card.querySelector('.chips'), node.models, (model) => model.name, () => h('li', { class: 'chip' }), fillModel);
  text(card.querySelector('.more'), more(node));
  buttons(card, node);
}

function buttons(card, node) {
  for (const button of card.querySelectorAll('[data-strike]')) {
    button.hidden = node.condition === null;
    button.setAttribute('aria-label', `${button.textContent} ${node.id}`);
    set(button, 'aria-pressed', { hang: 'hung', slow: 'slow' }[button.dataset.strike] === node.condition ? 'true' : null);
  }
  const drain = card.querySelector('[data-act]');
  const held = node.status === 'draining';
  drain.dataset.act = held ? 'undrain' : 'drain';
  text(drain, held ? 'Undrain' : 'Drain');
  drain.setAttribute('aria-label', `${drain.textContent} ${node.id}`);
  drain.hidden = node.condition !== null && !held;
}

function fillModel(chip, model) {
  text(chip, model.name.replace(/:latest$/, ''));
  set(chip, 'data-loaded', model.loaded);
  set(chip, 'data-breaker', model.breaker === 'closed' ? null : model.breaker);
  const lines = [`${model.name}: ${model.loaded ? 'loaded' : 'on disk'}, ${bytes(model.size)}`];
  if (model.routed === false) lines.push('another copy than most nodes have: not used');
  if (model.size_vram < model.size_memory) lines.push(`${percent(model.size_vram / model.size_memory)} on the accelerator`);
  if (model.breaker && model.breaker !== 'closed') lines.push(`breaker ${words(model.breaker)}`);
  set(chip, 'title', lines.join('\n'));
}

function more(node) {
  const parts = [node.kind === 'embedded' ? 'embedded' : new URL(node.url).host];
  if (node.version) parts.push(node.version);
  if (node.pid) parts.push(`pid ${node.pid}`);
  if (node.agent?.restarts) parts.push(count(node.agent.restarts, 'restart'));
  const labels = Object.entries(node.labels).map(([key, value]) => `${key}=${value}`);
  return parts.concat(labels).join(' · ');
}

/** How good a status is. */
export function tone(status) {
  return { healthy: 'good', degraded: 'warn', starting: 'idle', standby: 'idle', draining: 'idle', quarantined: 'bad' }[status] ?? 'bad';
}
