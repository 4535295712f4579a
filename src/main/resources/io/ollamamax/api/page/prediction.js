/** What is foreseen, how each node looks, and how good predictions have been. */

import { h, heading, keyed, set, svg, text } from './dom.js';
import { clock, percent, words } from './format.js';

export function prediction(panel, live) {
  const note = h('span', { class: 'hint' });
  heading(panel, 'Prediction', note);
  const open = h('ul', { class: 'rows' });
  const looks = h('ul', { class: 'looks' });
  const empty = h('p', { class: 'empty' }, 'No failure is foreseen.');
  const standing = h('dl', { class: 'figures' });
  const curve = svg('svg', { class: 'curve', viewBox: '0 0 110 110', role: 'img', 'aria-label': 'Reliability: how often what was said came true' });
  const picture = h('figure', {}, curve, h('figcaption', {}, 'said against came true'));
  panel.append(empty, open, looks, h('div', { class: 'beside' }, standing, picture));

  live.watch('prediction', (data, error) => {
    panel.hidden = !data && error?.status === 404;
    if (!data) return;
    text(note, !data.enabled ? 'switched off' : data.shadow ? 'shadow mode: it tells, and nothing acts on it' : '');
    empty.hidden = data.predictions.length > 0;
    keyed(open, data.predictions, (one) => `${one.node} ${one.mode} ${one.made}`, newPrediction, fillPrediction);
    keyed(looks, data.nodes.filter((node) => node.score > 0.3 || node.anomalous).slice(0, 24), (one) => one.node, newLook, fillLook);
    const known = data.standing;
    const figures = [
      ['came true', known.true],
      ['did not', known.false],
      ['averted', known.averted],
      ['missed', known.missed],
      ['accuracy', percent(known.accuracy ?? NaN)],
      ['median lead', known.true ? `${known.median_lead_seconds} s` : '–'],
    ].map(([name, value]) => ({ name, value }));
    keyed(
      standing,
      figures,
      (one) => one.name,
      (one) => h('div', {}, h('dt', {}, one.name), h('dd')),
      (box, one) => text(box.lastElementChild, one.value),
    );
    const bins = known.reliability.filter((bin) => bin.count > 0);
    picture.hidden = bins.length === 0;
    draw(curve, bins);
  });
}

function newPrediction() {
  return h('li', {}, h('span', { class: 'pill', 'data-tone': 'predicted' }), h('b', {}), h('span', {}), h('small', {}));
}

function fillPrediction(row, one) {
  const [pill, node, what, evidence] = row.children;
  text(pill, percent(one.confidence));
  text(node, one.node);
  text(what, `${words(one.mode)}, expected ${clock(one.expected)}`);
  text(evidence, one.evidence.join('; '));
}

function newLook() {
  return h('li', {}, h('span', {}), h('meter', { min: '0', max: '1', low: '0.5', high: '0.7', optimum: '0' }));
}

function fillLook(row, one) {
  text(row.firstElementChild, one.node);
  row.lastElementChild.value = one.score ?? 0;
  set(row, 'data-anomalous', one.anomalous);
  set(row, 'title', one.evidence.join('\n') || 'nothing unusual');
}

/** Bins as dots over the line on which said and came true are equal. */
function draw(curve, bins) {
  const dots = bins.map((bin) =>
    svg('circle', {
      cx: (5 + bin.confidence * 100).toFixed(1),
      cy: (105 - bin.failed * 100).toFixed(1),
      r: Math.min(6, 2 + Math.log2(bin.count)).toFixed(1),
    }),
  );
  curve.replaceChildren(svg('path', { d: 'M5 5V105H105M5 105L105 5' }), ...dots);
}
