/** Calls of the gateway's API. The token, where one is needed, stays in this tab. */

const TOKEN = 'ollamamax.token';

/** The gateway demands a token, or another one. */
export class Unauthorized extends Error {}

/** The gateway said no; `status` and its text. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export function setToken(token) {
  sessionStorage.setItem(TOKEN, token);
}

export function hasToken() {
  return Boolean(sessionStorage.getItem(TOKEN));
}

/** A response whose status is good, with its body unread. */
export async function open(method, path, { body, accept = 'application/json', signal } = {}) {
  const headers = { Accept: accept };
  const token = sessionStorage.getItem(TOKEN);
  if (token) headers.Authorization = `Bearer ${token}`;
  if (method !== 'GET') headers['X-Operator'] = 'status page';
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const response = await fetch(path, {
    method,
    headers,
    signal,
    body: body === undefined ? undefined : JSON.stringify(body),
    cache: 'no-store',
    credentials: 'omit',
    redirect: 'error',
  });
  if (response.status === 401) throw new Unauthorized('a token is needed');
  // the health is told with 503 where nothing can be served
  if (!response.ok && path !== '/api/v1/health') {
    const told = await response.json().catch(() => ({}));
    throw new Refused(response.status, told.error ?? `status ${response.status}`);
  }
  return response;
}

export async function get(path, signal) {
  return (await open('GET', path, { signal })).json();
}

export async function post(path, body = {}) {
  return (await open('POST', path, { body })).json();
}

/** The lines of a response as they come, without their ends. */
export async function* lines(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const parts = (rest + value).split('\n');
      rest = parts.pop();
      yield* parts;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** What server-sent events carry, as objects. */
export async function* serverSent(path, signal) {
  const response = await open('GET', path, { accept: 'text/event-stream', signal });
  for await (const line of lines(response)) {
    if (line.startsWith('data: ')) yield JSON.parse(line.slice(6));
  }
}
