/** The lines from the gateway to its nodes; they move while tokens come, and an answer that moves is seen to. */

import { h, set, svg } from './dom.js';

const SHOWN = 2600;

export class Picture {
  #sky;
  #cards;
  #hub = h('span', { class: 'hub', 'aria-hidden': 'true' }, 'gateway');
  #lines = svg('svg', { class: 'lines', 'aria-hidden': 'true' });
  #paths = new Map();
  #failed = new Map();
  #nodes = [];

  constructor(sky, cards) {
    this.#sky = sky;
    this.#cards = cards;
    sky.prepend(this.#lines, this.#hub);
    new ResizeObserver(() => this.#place()).observe(sky);
  }

  /** Draws a line to each of the nodes as the cards stand. */
  draw(nodes) {
    this.#nodes = nodes;
    const now = new Set(nodes.map((node) => node.id));
    for (const [id, path] of this.#paths) {
      if (!now.has(id)) {
        path.remove();
        this.#paths.delete(id);
      }
    }
    for (const node of nodes) {
      let path = this.#paths.get(node.id);
      if (!path) {
        path = svg('path', {});
        this.#paths.set(node.id, path);
        this.#lines.append(path);
      }
      set(path, 'data-status', node.status);
      set(path, 'data-flows', node.rate > 0);
    }
    this.#place();
  }

  /** Answers that go on at another node leave a trace for a moment. */
  events(fresh) {
    for (const event of fresh) {
      const request = event.details.request;
      if (event.kind === 'attempt' && request) {
        this.#failed.set(request, event.node);
        if (this.#failed.size > 200) this.#failed.delete(this.#failed.keys().next().value);
      } else if (event.kind === 'continuation' && Date.now() - new Date(event.time) < 5000) {
        this.#moved(this.#failed.get(request), event.node);
      }
    }
  }

  #moved(from, to) {
    const a = this.#card(from);
    const b = this.#card(to);
    if (!a || !b || a === b) return;
    const [x1, y1] = this.#middle(a);
    const [x2, y2] = this.#middle(b);
    const up = Math.min(y1, y2) - 34;
    const arc = svg('path', { class: 'moved', d: `M${x1} ${y1}C${x1} ${up} ${x2} ${up} ${x2} ${y2}`, pathLength: '1' });
    this.#lines.append(arc);
    b.dataset.took = 'over';
    setTimeout(() => {
      arc.remove();
      delete b.dataset.took;
    }, SHOWN);
  }

  #card(id) {
    return [...this.#cards.children].find((card) => card.dataset.id === id);
  }

  /** Of the upper edge. */
  #middle(card) {
    return [card.offsetLeft + card.offsetWidth / 2, card.offsetTop + 2];
  }

  #place() {
    if (this.#sky.hidden) return;
    const x = this.#hub.offsetLeft + this.#hub.offsetWidth / 2;
    const y = this.#hub.offsetTop + this.#hub.offsetHeight;
    set(this.#lines, 'viewBox', `0 0 ${this.#sky.clientWidth} ${this.#sky.clientHeight}`);
    for (const node of this.#nodes) {
      const card = this.#card(node.id);
      if (!card) continue;
      const [cx, cy] = this.#middle(card);
      const bend = y + (cy - y) / 2;
      set(this.#paths.get(node.id), 'd', `M${x} ${y}C${x} ${bend} ${cx} ${bend} ${cx} ${cy}`);
    }
  }
}
