/** The few figures that say whether all is well. */

import { Sparkline } from './chart.js';
import { h, text } from './dom.js';
import { count, percent, rate, seconds, words } from './format.js';
import { Rates } from './rates.js';

export function overview(panel, live) {
  const rates = new Rates();
  const flow = new Sparkline();
  const first = new Sparkline();
  const tiles = {
    nodes: tile('Nodes that serve'),
    work: tile('Answers in work'),
    flow: tile('Tokens a second', flow),
    first: tile('First token, median', first),
    healed: tile('Healed'),
  };
  panel.replaceChildren(...Object.values(tiles).map((one) => one.element));

  live.watch('nodes', (data) => {
    if (!data) return;
    const all = data.nodes;
    const serving = all.filter((node) => node.status === 'healthy' || node.status === 'degraded').length;
    tiles.nodes.show(`${serving} / ${all.length}`, all.length === 0 ? 'none is configured' : rest(all));
    tiles.nodes.tone(serving === 0 ? 'bad' : serving < all.length ? 'warn' : 'good');
    const working = all.filter((node) => node.in_flight > 0).length;
    tiles.work.show(all.reduce((sum, node) => sum + node.in_flight, 0), working ? `at ${count(working, 'node')}` : 'all is quiet');
    const sum = [...rates.take(all, performance.now()).values()].reduce((a, b) => a + b, 0);
    flow.add(sum);
    tiles.flow.show(rate(sum), '');
  });

  live.watch('performance', (data) => {
    if (!data) return;
    const rows = data.series.filter((row) => row.first_token_seconds);
    const value = median(rows.map((row) => [row.first_token_seconds.p50, row.first_token_seconds.count]));
    const worst = Math.max(...rows.map((row) => row.first_token_seconds.p90));
    first.add(value);
    tiles.first.show(seconds(value), rows.length ? `90 % within ${seconds(worst)}` : data.enabled ? `no answer in the last ${data.window}` : 'tracking is off');
  });

  live.watch('healing', (data) => {
    if (!data) return;
    const counts = data.counters;
    tiles.healed.show(
      counts.attempts_total === 0 ? '0' : `${counts.successes_total} / ${counts.attempts_total}`,
      data.running.length ? `${count(data.running.length, 'remedy', 'remedies')} at work` : counts.attempts_total ? `${percent(counts.success_rate)} of attempts, measured` : data.enabled ? 'nothing was needed' : 'healing is off',
    );
    tiles.healed.tone(data.systemic ? 'bad' : data.running.length ? 'warn' : '');
  });
}

function rest(nodes) {
  const others = new Map();
  for (const node of nodes) {
    if (node.status !== 'healthy') others.set(node.status, (others.get(node.status) ?? 0) + 1);
  }
  return others.size ? [...others].map(([status, number]) => `${number} ${words(status)}`).join(', ') : 'all are well';
}

/** The weighted median of [value, weight] pairs; NaN of none. */
function median(pairs) {
  pairs.sort((a, b) => a[0] - b[0]);
  const half = pairs.reduce((sum, [, weight]) => sum + weight, 0) / 2;
  let sum = 0;
  for (const [value, weight] of pairs) {
    sum += weight;
    if (sum >= half) return value;
  }
  return NaN;
}

function tile(title, chart) {
  const figure = h('strong', { class: 'figure' }, '–');
  const note = h('small', {}, '\u00a0');
  const element = h('div', { class: 'tile' }, h('h2', {}, title), figure, note, chart?.element);
  return {
    element,
    show(value, more) {
      text(figure, value);
      text(note, more || '\u00a0');
    },
    tone(tone) {
      element.dataset.tone = tone;
    },
  };
}
