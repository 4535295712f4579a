/** A line over time, as small as a word. */

import { set, svg } from './dom.js';

const WIDTH = 240;
const HEIGHT = 48;

export class Sparkline {
  #values = [];
  #line = svg('path', { class: 'line' });
  #area = svg('path', { class: 'area' });
  #kept;

  /** `kept` is how many values it is wide. */
  constructor(kept = 120) {
    this.#kept = kept;
    this.element = svg(
      'svg',
      { class: 'spark', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
      this.#area,
      this.#line,
    );
  }

  /** A gap where the value is not known. */
  add(value) {
    this.#values = [...this.#values, Number.isFinite(value) ? value : null].slice(-this.#kept);
    const most = Math.max(...this.#values.map((one) => one ?? 0), 1e-9) * 1.1;
    const step = WIDTH / (this.#kept - 1);
    const from = this.#kept - this.#values.length;
    let line = '';
    let area = '';
    let begun = null;
    this.#values.forEach((one, index) => {
      const x = ((from + index) * step).toFixed(1);
      if (one === null) {
        if (begun !== null) area += `L${((from + index - 1) * step).toFixed(1)} ${HEIGHT}Z`;
        begun = null;
        return;
      }
      const y = (HEIGHT - 2 - (one / most) * (HEIGHT - 4)).toFixed(1);
      line += `${begun === null ? 'M' : 'L'}${x} ${y}`;
      area += begun === null ? `M${x} ${HEIGHT}L${x} ${y}` : `L${x} ${y}`;
      begun = x;
    });
    if (begun !== null) area += `L${WIDTH} ${HEIGHT}Z`;
    set(this.#line, 'd', line);
    set(this.#area, 'd', area);
  }
}
