/** What is being healed, what was, and what healing has learned. */

import { h, heading, keyed, set, text } from './dom.js';
import { ago, percent, seconds, words } from './format.js';

export function healing(panel, live) {
  const note = h('span', { class: 'hint' });
  heading(panel, 'Healing', note);
  const faults = h('ul', { class: 'rows' });
  const operations = h('ul', { class: 'rows' });
  const quarantines = h('ul', { class: 'rows' });
  const learned = h('tbody');
  const table = h(
    'table',
    {},
    h('thead', {}, h('tr', {}, ['Fault', 'Strategy', 'Believed to work', 'Tried', 'Worked'].map((name) => h('th', { scope: 'col' }, name)))),
    learned,
  );
  const empty = h('p', { class: 'empty' }, 'No fault is open and nothing was healed yet.');
  const more = h('details', { class: 'fold' }, h('summary', {}, 'What was learned'), h('div', { class: 'wide' }, table));
  panel.append(empty, faults, quarantines, operations, more);

  live.watch('healing', (data) => {
    if (!data) return;
    text(note, !data.enabled ? 'switched off: faults are shown, nothing acts' : data.may_not_act ? data.may_not_act : (data.systemic ?? ''));
    keyed(faults, data.faults.slice(0, 40), (one) => `${one.kind} ${one.node ?? ''} ${one.model ?? ''}`, newFault, fillFault);
    keyed(quarantines, data.quarantines, (one) => one.node, quarantine, () => {});
    const done = [...data.running, ...data.done].slice(0, 12);
    keyed(operations, done, (one) => one.id, newOperation, fillOperation);
    empty.hidden = data.faults.length + done.length + data.quarantines.length > 0;
    const counts = new Map(data.counters.by_fault_and_strategy.map((one) => [`${one.fault} ${one.strategy}`, one]));
    const rows = data.learned.map((one) => ({ ...one, ...counts.get(`${one.fault} ${one.strategy}`) }));
    more.hidden = rows.length === 0;
    keyed(learned, rows, (one) => `${one.fault} ${one.strategy}`, newLearned, fillLearned);
  });
}

function newFault() {
  return h('li', { 'data-tone': 'bad' }, h('span', { class: 'pill', 'data-tone': 'bad' }), h('b', {}), h('span', {}), h('small', {}));
}

function fillFault(row, one) {
  const [pill, node, evidence, decision] = row.children;
  text(pill, words(one.kind));
  text(node, one.node ?? one.model ?? 'the cluster');
  text(evidence, `${one.evidence} (severity ${one.severity.toFixed(2)})`);
  text(decision, one.decision ? `${words(one.decision.choice)}: ${one.decision.reason}` : '');
}

function quarantine(one) {
  return h(
    'li',
    { 'data-tone': 'bad' },
    h('span', { class: 'pill', 'data-tone': 'bad' }, 'quarantine'),
    h('b', {}, one.node),
    h('span', {}, one.reason),
    h('small', {}, `since ${ago(one.since)}; ended by 'ollama-distributed quarantine'`),
  );
}

function newOperation() {
  return h('li', {}, h('span', { class: 'pill' }), h('b', {}), h('span', {}), h('small', {}));
}

function fillOperation(row, one) {
  const [pill, node, what, why] = row.children;
  text(pill, one.result ? words(one.result) : words(one.phase));
  set(pill, 'data-tone', one.result ? (one.result === 'succeeded' ? 'good' : one.result === 'cancelled' ? 'idle' : 'bad') : 'warn');
  text(node, one.node);
  text(what, `${words(one.strategy)} against ${words(one.fault)}, ${ago(one.began)}`);
  const times = one.recovery_seconds ? `well again after ${seconds(one.recovery_seconds)}; ` : '';
  text(why, `${times}severity ${one.severity_before.toFixed(2)} to ${one.severity_after.toFixed(2)}${one.reason ? `: ${one.reason}` : ''}`);
}

function newLearned() {
  return h('tr', {}, h('th', { scope: 'row' }), h('td'), h('td', {}, h('meter', { min: '0', max: '1' }), h('span')), h('td'), h('td'));
}

function fillLearned(row, one) {
  const [fault, strategy, mean, tried, worked] = row.children;
  text(fault, words(one.fault));
  text(strategy, words(one.strategy));
  mean.firstElementChild.value = one.mean;
  text(mean.lastElementChild, ` ${percent(one.mean)}`);
  text(tried, one.attempts ?? 0);
  text(worked, one.successes ?? 0);
}
