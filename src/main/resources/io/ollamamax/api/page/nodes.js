/** The nodes as a picture: a card each while there are few, a tile each where there are many. */

import { post } from './api.js';
import { fillCard, newCard } from './card.js';
import { h, heading, keyed, set, text } from './dom.js';
import { count, words } from './format.js';
import { Picture } from './picture.js';
import { Rates } from './rates.js';

const CARDS = 18;

export function nodes(panel, live) {
  const rates = new Rates();
  const told = h('span', { class: 'hint', role: 'status' });
  const filter = h('input', { type: 'search', placeholder: 'Find a node', 'aria-label': 'Find a node', hidden: true, oninput: () => draw() });
  heading(panel, 'Nodes', told, filter);
  const cards = h('ul', { class: 'cards' });
  const tiles = h('div', { class: 'tiles', role: 'group', 'aria-label': 'All nodes; arrow keys move', hidden: true, onkeydown: rove });
  const chosen = h('ul', { class: 'cards chosen', 'aria-live': 'off' });
  const empty = h('p', { class: 'empty' }, 'Asking the gateway …');
  const sky = h('div', { class: 'sky' }, cards);
  panel.append(empty, sky, tiles, chosen);
  const picture = new Picture(sky, cards);
  const actions = { act, strike };
  let all = [];
  let conditions = null;
  let selected = '';
  let answering = '';

  live.watch('nodes', (data) => {
    if (!data) return;
    const now = rates.take(data.nodes, performance.now());
    all = data.nodes.map((node) => ({ ...node, rate: Math.round((now.get(node.id) ?? 0) * 10) / 10 }));
    draw();
  });
  live.watch('demo', (data) => {
    conditions = data ? new Map(data.nodes.map((node) => [node.id, node.condition])) : null;
    draw();
  });
  live.watch('events', (fresh) => picture.events(fresh));
  document.addEventListener('answering', (event) => {
    answering = event.detail;
    draw();
  });

  function draw() {
    const many = all.length > CARDS;
    const sought = many ? filter.value.trim().toLowerCase() : '';
    const shown = all
      .sort((a, b) => a.id.localeCompare(b.id, undefined, { numeric: true }))
      .filter((node) => `${node.id} ${node.status} ${node.url}`.toLowerCase().includes(sought))
      .map((node) => ({ ...node, condition: conditions?.get(node.id) ?? null, answering: node.id === answering }));
    empty.hidden = all.length > 0;
    text(empty, 'No node is configured. Add one: ollama-distributed nodes add http://HOST:11434');
    filter.hidden = !many;
    tiles.hidden = !many;
    sky.hidden = many || all.length === 0;
    text(told, many ? `${count(shown.length, 'node')}${sought ? ` of ${all.length}` : ''}; choose one to see more` : '');
    keyed(cards, many ? [] : shown, (node) => node.id, () => newCard(actions), fillCard);
    keyed(tiles, many ? shown.map(small) : [], (node) => node.id, newTile, fillTile);
    const one = many ? shown.filter((node) => node.id === selected) : [];
    keyed(chosen, one, (node) => node.id, () => newCard(actions), fillCard);
    if (many && !tiles.querySelector('[tabindex="0"]') && tiles.firstElementChild) tiles.firstElementChild.tabIndex = 0;
    picture.draw(many ? [] : shown);
  }

  function small(node) {
    return {
      id: node.id,
      status: node.status,
      load: Math.min(node.in_flight, 8),
      flows: node.rate > 0,
      chosen: node.id === selected,
      breaker: node.breaker,
    };
  }

  function newTile() {
    const tile = h(
      'button',
      {
        type: 'button',
        class: 'tile-node',
        tabindex: '-1',
        onclick: () => {
          selected = selected === tile.dataset.id ? '' : tile.dataset.id;
          draw();
        },
        onfocus: () => {
          for (const other of tiles.querySelectorAll('[tabindex="0"]')) other.tabIndex = -1;
          tile.tabIndex = 0;
        },
      },
      h('span', { class: 'name' }),
      h('span', { class: 'bar' }, h('i')),
    );
    return tile;
  }

  function fillTile(tile, node) {
    tile.dataset.id = node.id;
    tile.dataset.status = node.status;
    set(tile, 'data-flows', node.flows);
    set(tile, 'aria-pressed', String(node.chosen));
    set(tile, 'aria-label', `${node.id}, ${words(node.status)}, ${node.load} in work`);
    set(tile, 'title', `${node.id}: ${words(node.status)}`);
    text(tile.firstElementChild, node.id);
    tile.querySelector('i').style.inlineSize = `${(node.load / 8) * 100}%`;
  }

  function rove(event) {
    const buttons = [...tiles.children];
    const at = buttons.indexOf(document.activeElement);
    if (at < 0) return;
    const row = buttons.filter((one) => one.offsetTop === buttons[0].offsetTop).length;
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: row, ArrowUp: -row, Home: -at, End: buttons.length - 1 - at }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    buttons[Math.max(0, Math.min(buttons.length - 1, at + step))].focus();
  }

  async function act(id, action) {
    await carryOut(`/api/v1/nodes/${encodeURIComponent(id)}/${action}`, `${id}: ${action}`);
  }

  async function strike(id, what) {
    await carryOut(`/api/v1/demo/nodes/${encodeURIComponent(id)}/${what}`, `${id}: ${what}`);
    live.soon('demo');
  }

  async function carryOut(path, done) {
    try {
      await post(path);
      text(told, done);
    } catch (error) {
      text(told, `${done} was refused: ${error.message}`);
    }
    live.soon('nodes');
  }
}
