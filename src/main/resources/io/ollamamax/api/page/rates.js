/** How many tokens come each second, from counts that only grow. */

const SMOOTH = 0.5;

export class Rates {
  #before = new Map();
  #at = 0;

  /** Takes the nodes as the API shows them at `now` (milliseconds); tokens a second by node. */
  take(nodes, now) {
    const seconds = (now - this.#at) / 1000;
    const rates = new Map();
    const after = new Map();
    for (const node of nodes) {
      const tokens = node.models.reduce((sum, model) => sum + (model.tokens ?? 0), 0);
      const old = this.#before.get(node.id);
      let rate = 0;
      if (old && seconds > 0.1) {
        const measured = tokens < old.tokens ? 0 : (tokens - old.tokens) / seconds;
        rate = measured === 0 ? 0 : old.rate === 0 ? measured : old.rate + (measured - old.rate) * SMOOTH;
      }
      after.set(node.id, { tokens, rate });
      rates.set(node.id, rate);
    }
    this.#before = after;
    this.#at = now;
    return rates;
  }
}
