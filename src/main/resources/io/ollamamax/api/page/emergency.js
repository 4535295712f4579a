/** The emergency switches. */

import { post } from './api.js';
import { h, heading, keyed, set, text } from './dom.js';
import { ago, words } from './format.js';

const ROOT = '/api/v1/config/fault-tolerance';
const PREFIX = 'inference.fault_tolerance.';
const PARTS = [
  ['fault-tolerance', 'enabled', 'Everything below, retries and continuation with it: plain routing stays'],
  ['predictive-detection', 'predictive_detection.enabled', 'Foresees failures'],
  ['self-healing', 'self_healing.enabled', 'Acts on faults'],
  ['redundancy', 'redundancy.enabled', 'Keeps copies of models in number'],
  ['performance-tracking', 'performance_tracking.enabled', 'Knows what is usual'],
  ['config-adaptation', 'config_adaptation.enabled', 'Tunes settings in small steps'],
];

export function emergency(panel, live) {
  const told = h('span', { class: 'hint', role: 'status' });
  heading(panel, 'Emergency switches', told);
  const list = h('ul', { class: 'switches' });
  const empty = h('p', { class: 'empty' }, 'Asking the gateway …');
  panel.append(empty, list);
  let asking = '';
  let rows = [];

  live.watch('config', (data) => {
    if (!data) return;
    const settings = new Map(data.settings.map((one) => [one.path, one]));
    rows = PARTS.map(([name, path, what]) => {
      const setting = settings.get(PREFIX + path);
      const off = data.switches[name];
      return { name, what, on: setting?.value !== false, layer: setting?.layer ?? '', off: off ?? null };
    });
    draw();
  });

  function draw() {
    empty.hidden = rows.length > 0;
    keyed(list, rows.map((row) => ({ ...row, asking: row.name === asking })), (row) => row.name, newRow, fillRow);
  }

  function newRow(row) {
    const reason = h('input', { type: 'text', placeholder: 'Why? (kept in the history)', 'aria-label': `Why ${words(row.name)} is switched off`, maxlength: '200' });
    const form = h(
      'form',
      {
        hidden: true,
        onsubmit: (event) => {
          event.preventDefault();
          turn(row.name, 'disable', reason.value);
          reason.value = '';
        },
      },
      reason,
      h('button', { type: 'submit', class: 'danger' }, 'Switch off'),
      h('button', { type: 'button', onclick: () => ask('') }, 'Cancel'),
    );
    const button = h('button', {
      type: 'button',
      role: 'switch',
      onclick: () => (button.getAttribute('aria-checked') === 'true' ? ask(row.name) : turn(row.name, 'enable', '')),
    });
    return h('li', {}, h('div', {}, h('b', {}, words(row.name)), h('small', {})), button, form);
  }

  function fillRow(element, row) {
    const button = element.querySelector('[role=switch]');
    const form = element.querySelector('form');
    set(button, 'aria-checked', String(row.on));
    set(button, 'aria-label', words(row.name));
    text(button, row.on ? 'on' : 'off');
    const by = row.off ? `switched off by ${row.off.who} ${ago(row.off.at)}${row.off.reason ? `: ${row.off.reason}` : ''}` : row.on ? row.what : `off by the ${row.layer}`;
    text(element.querySelector('small'), by);
    const opens = row.asking && form.hidden;
    form.hidden = !row.asking;
    if (opens) form.querySelector('input').focus();
  }

  function ask(name) {
    asking = name;
    draw();
  }

  async function turn(name, how, reason) {
    asking = '';
    const path = name === 'fault-tolerance' ? ROOT : `${ROOT}/${name}`;
    try {
      const answer = await post(`${path}/${how}`, { reason });
      text(told, answer.note ?? `${words(name)} is ${answer.enabled ? 'on' : 'off'}${answer.unsaved ? `; ${answer.unsaved}` : ''}`);
    } catch (error) {
      text(told, `${words(name)} was not changed: ${error.message}`);
    }
    draw();
    live.soon('config');
    live.soon('health');
  }
}
