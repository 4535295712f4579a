/** The demo: ask, break the node that answers, and watch the answer go on. */

import { lines, open, post } from './api.js';
import { h, heading, set, text } from './dom.js';
import { count, seconds } from './format.js';

const QUESTIONS = ['Tell me a story.', 'What is a circuit breaker?', 'What should I cook tonight?'];
const SILENCE = 1500;

export function demo(panel, live) {
  const told = h('p', { class: 'told', role: 'status' });
  const out = h('div', { class: 'answer', 'aria-live': 'off', tabindex: '0', role: 'region', 'aria-label': 'Answer' });
  const input = h('input', { type: 'text', id: 'prompt', value: QUESTIONS[0], autocomplete: 'off', 'aria-label': 'Question' });
  const ask = h('button', { type: 'submit', class: 'primary' }, 'Ask');
  const breakers = ['kill', 'hang', 'slow'].map((what) =>
    h('button', { type: 'button', class: 'danger', disabled: true, 'data-break': what, onclick: () => strike(what) }, `${what[0].toUpperCase()}${what.slice(1)} the node that answers`),
  );
  heading(panel, 'Break it', h('span', { class: 'hint' }, 'Ask, then break the node that answers: the answer goes on at another one.'));
  panel.append(
    h('form', { class: 'ask', onsubmit: submit }, input, ask),
    h(
      'p',
      { class: 'suggestions' },
      QUESTIONS.map((question) => h('button', { type: 'button', class: 'link', onclick: () => (input.value = question) }, question)),
    ),
    out,
    told,
    h('div', { class: 'buttons' }, breakers),
  );

  let answer = null;
  let running = null;
  let model = 'tiny';

  live.watch('demo', (data) => {
    panel.hidden = !data;
    document.body.dataset.demo = data ? 'on' : 'off';
  });
  live.watch('nodes', (data) => {
    model = data?.nodes.flatMap((node) => node.models).find(Boolean)?.name ?? model;
  });
  live.watch('events', (fresh) => {
    for (const event of fresh) {
      if (event.kind === 'continuation' && event.details.request === answer?.request) {
        answer.moved(event.node, Number(event.details.tokens));
        answering(event.node);
      }
    }
  });
  setInterval(() => {
    const silent = running ? performance.now() - answer.last : 0;
    if (silent > SILENCE) say(`no token for ${seconds(silent / 1000)}: the gateway finds out whether ${answer.node} hangs`);
  }, 500);

  async function submit(event) {
    event.preventDefault();
    running?.abort();
    const mine = new AbortController();
    running = mine;
    const now = new Answer(out);
    answer = now;
    text(ask, 'Ask anew');
    say('waiting for the first token');
    try {
      const response = await open('POST', '/api/generate', { body: { model, prompt: input.value }, signal: mine.signal });
      now.begin(response.headers.get('X-Request-Id'), response.headers.get('X-Served-By'));
      replayed(now);
      answering(now.node);
      for await (const line of lines(response)) {
        if (line === '') continue;
        const piece = JSON.parse(line);
        if (piece.error) throw new Error(piece.error);
        if (piece.response) now.add(piece.response);
        if (!piece.done) say(`${now.node} answers: ${count(now.tokens, 'token')}`);
      }
      say(`complete: ${count(now.tokens, 'token')}, ${`by ${count(now.moves.length + 1, 'node')}`}`);
    } catch (error) {
      if (!mine.signal.aborted) say(`it ended with an error: ${error.message}`);
    } finally {
      if (running === mine) {
        running = null;
        answering('');
        text(ask, 'Ask');
      }
    }
  }

  /** What was told before the head of the answer was here. */
  function replayed(now) {
    for (const event of live.events) {
      if (event.kind === 'continuation' && event.details.request === now.request) now.moved(event.node, Number(event.details.tokens));
    }
  }

  function say(what) {
    text(told, what);
  }

  function answering(node) {
    for (const button of breakers) set(button, 'disabled', node === '');
    document.dispatchEvent(new CustomEvent('answering', { detail: node }));
  }

  async function strike(what) {
    if (!answer?.node) return;
    try {
      await post(`/api/v1/demo/nodes/${encodeURIComponent(answer.node)}/${what}`);
    } catch (error) {
      say(`${what} was refused: ${error.message}`);
    }
    live.soon('demo');
    live.soon('nodes');
  }
}

/** One answer and the nodes that it came from. */
class Answer {
  request = '';
  node = '';
  moves = [];
  last = performance.now();
  #out;
  #pieces = [];
  #end = null;

  constructor(out) {
    this.#out = out;
    out.replaceChildren();
  }

  get tokens() {
    return this.#pieces.length;
  }

  begin(request, node) {
    this.request = request ?? '';
    this.node = node ?? '';
    this.#draw();
  }

  add(piece) {
    this.#pieces.push(piece);
    this.last = performance.now();
    if (this.moves.some((move) => move.at === this.#pieces.length - 1)) {
      this.#draw();
    } else {
      this.#end?.append(piece);
    }
    this.#out.scrollTop = this.#out.scrollHeight;
  }

  /** It goes on at another node after so many pieces. */
  moved(node, at) {
    if (this.moves.some((move) => move.at === at && move.node === node)) return;
    this.moves.push({ node, at });
    this.node = node;
    this.#draw();
  }

  #draw() {
    this.#out.replaceChildren();
    let from = 0;
    let node = this.first ??= this.node;
    [...this.moves, { at: this.#pieces.length, node: null }].forEach((move, leg) => {
      this.#end = h('span', { class: 'leg', 'data-leg': leg % 4 }, this.#pieces.slice(from, move.at).join(''));
      this.#out.append(h('b', { class: 'by', 'data-leg': leg % 4 }, leg === 0 ? node : `${node} goes on`), this.#end);
      from = Math.min(move.at, this.#pieces.length);
      node = move.node;
    });
  }
}
