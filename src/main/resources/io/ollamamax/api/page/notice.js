/** Whether the gateway answers, and the form for a token where it demands one. */

import { Unauthorized, hasToken, setToken } from './api.js';
import { h, set, text } from './dom.js';
import { words } from './format.js';

const TONES = { healthy: 'good', degraded: 'warn', unhealthy: 'bad' };

/** `box` takes what must be seen, `state` the one word in the header. */
export function notice(box, state, live) {
  const [why, pill] = state.children;
  let shown = '';

  function say(word, tone) {
    text(pill, word);
    pill.dataset.tone = tone;
  }

  function show(what, make) {
    if (shown === what) return;
    shown = what;
    box.replaceChildren(...make());
    document.body.dataset.link = what || 'live';
  }

  live.watch('health', (health, error) => {
    if (error) {
      say('disconnected', 'bad');
      text(why, '');
      show('lost', () => [
        h('p', { class: 'notice bad' }, 'The gateway does not answer. What you see is as it last was; this page tries again by itself.'),
      ]);
      return;
    }
    say(health.status, TONES[health.status] ?? 'warn');
    const reasons = Object.entries(health.components)
      .filter(([, part]) => part.status === 'degraded' || part.status === 'unhealthy' || part.reason.startsWith('switched off'))
      .map(([name, part]) => `${words(name)}: ${part.reason}`);
    text(why, reasons.join('; '));
    set(why, 'title', reasons.join('\n'));
    if (shown === 'lost') {
      show('', () => []);
      live.restart();
    }
  });

  live.watch('nodes', (data, error) => {
    if (error instanceof Unauthorized) {
      show(hasToken() ? 'wrong' : 'token', form);
    } else if (data && (shown === 'token' || shown === 'wrong')) {
      show('', () => []);
    }
  });

  function form() {
    const input = h('input', { id: 'token', type: 'password', autocomplete: 'off', required: true, spellcheck: 'false' });
    const form = h(
      'form',
      {
        class: 'notice token',
        onsubmit: (event) => {
          event.preventDefault();
          setToken(input.value.trim());
          input.value = '';
          live.restart();
        },
      },
      h('label', { for: 'token' }, hasToken() ? 'The gateway does not know this token. Its token' : 'This gateway demands its token'),
      input,
      h('button', { type: 'submit' }, 'Show'),
      h('small', {}, 'It stays in this tab and is sent to this gateway alone.'),
    );
    setTimeout(() => input.focus());
    return [form];
  }
}
