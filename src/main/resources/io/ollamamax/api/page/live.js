/** What the gateway tells, read again and again for those who watch; one stream of events for all. */

import { Refused, Unauthorized, get, serverSent } from './api.js';

const PATIENCE = 8000;
const KEPT = 1000;

export class Live {
  #sources = new Map();
  #listeners = new Map();
  #newest = 0;
  #events = [];
  #fresh = [];
  #frame = 0;

  constructor() {
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) for (const source of this.#sources.values()) this.#again(source, 0);
    });
  }

  /**
   * Reads a path each so many milliseconds under a name. A path that is not there (404) is asked
   * for rarely, since its panel only comes with its feature.
   */
  read(name, path, millis) {
    const source = { name, path, millis, timer: 0, running: false };
    this.#sources.set(name, source);
    this.#again(source, 0);
  }

  /** Calls `listener(data, error)` with each answer; `data` is null where there is none. */
  watch(name, listener) {
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener]);
  }

  /** Reads now. */
  soon(name) {
    const source = this.#sources.get(name);
    if (source) this.#again(source, 0);
  }

  /** Reads all of it anew, as after a token was given. */
  restart() {
    for (const source of this.#sources.values()) this.#again(source, 0);
  }

  /** The events known, the oldest first. */
  get events() {
    return this.#events;
  }

  /** Follows the events for ever; watchers of `events` get the new ones in batches. */
  async follow() {
    let pause = 500;
    for (;;) {
      try {
        await this.#catchUp();
        pause = 500;
        for await (const event of serverSent(`/api/v1/events?since=${this.#newest}`)) this.#take([event]);
      } catch (error) {
        if (!(error instanceof Unauthorized)) console.debug('events', error);
      }
      await new Promise((done) => setTimeout(done, pause));
      pause = Math.min(pause * 2, 10000);
    }
  }

  async #catchUp() {
    const told = await get('/api/v1/events?limit=500');
    if (told.newest < this.#newest) {
      this.#newest = 0; // another life of the gateway: its numbers begin anew
      this.#events = [];
      this.#tell('forgotten', null, null);
    }
    this.#take(told.events.filter((event) => event.number > this.#newest));
    this.#newest = told.newest;
  }

  #take(events) {
    if (events.length === 0) return;
    this.#newest = events.at(-1).number;
    this.#events = this.#events.concat(events).slice(-KEPT);
    this.#fresh.push(...events);
    this.#frame ||= requestAnimationFrame(() => {
      const fresh = this.#fresh;
      this.#fresh = [];
      this.#frame = 0;
      this.#tell('events', fresh, null);
    });
  }

  #again(source, millis) {
    clearTimeout(source.timer);
    source.timer = setTimeout(() => this.#ask(source), millis);
  }

  async #ask(source) {
    if (source.running) return;
    if (document.hidden && source.seen) {
      this.#again(source, source.millis);
      return;
    }
    source.running = true;
    source.seen = true;
    let pause = source.millis;
    try {
      this.#tell(source.name, await get(source.path, AbortSignal.timeout(PATIENCE)), null);
    } catch (error) {
      if (error instanceof Refused && error.status === 404) pause = Math.max(pause, 30000);
      this.#tell(source.name, null, error);
    } finally {
      source.running = false;
      this.#again(source, pause);
    }
  }

  #tell(name, data, error) {
    for (const listener of this.#listeners.get(name) ?? []) {
      try {
        listener(data, error);
      } catch (failure) {
        console.error(name, failure); // one panel must not take the others with it
      }
    }
  }
}
