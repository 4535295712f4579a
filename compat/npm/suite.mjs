// The frame of every suite: node NAME.mjs BASE_URL MODEL [--kill]. With --kill a node is killed (kill -9) before
// some checks and in the middle of each stream; that needs embedded nodes, whose process ids the gateway tells.
import assert from 'node:assert/strict';

const [base, model, option] = process.argv.slice(2);
if (!base || !model) {
  console.error('usage: node NAME.mjs BASE_URL MODEL [--kill]');
  process.exit(2);
}
export { assert, base, model };
export const killing = option === '--kill';
export const STORY = 'Tell me a story.';
export const TOKENS = 60;
const KILL_AT = process.env.COMPAT_LONG ? [1, 7, 16, 25, 33, 48] : [3, 30];
const CALLS_FOR_A_KILL = process.env.COMPAT_LONG ? 3 : 6;
const killed = new Set();
let calls = 0;
let failures = 0;

async function livingNodes() {
  const { nodes } = await (await fetch(base + '/api/v1/nodes')).json();
  return nodes.filter((node) => node.status === 'healthy' && !killed.has(node.pid));
}

/** Waits until a node may be killed, since another one lives too. */
async function spareNode() {
  let living = await livingNodes();
  while (living.length < 2) {
    await new Promise((resume) => setTimeout(resume, 20));
    living = await livingNodes();
  }
  return living[calls % living.length];
}

async function answeringNode() {
  const node = (await livingNodes()).find((living) => living.in_flight > 0);
  assert.ok(node, 'no node answers: the stream was over before it could be broken');
  return node;
}

function kill({ pid }) {
  killed.add(pid);
  process.kill(pid, 'SIGKILL');
}

/** Runs one check and prints what came of it. */
export async function check(name, run) {
  try {
    if (++calls % CALLS_FOR_A_KILL === 0 && killing) kill(await spareNode());
    await run();
    console.log('ok   ' + name);
  } catch (e) {
    failures++;
    console.log('FAIL ' + name + ': ' + (e.stack ?? e));
  }
}

/** Whether a path is served to a GET, or to a POST of the given body. */
export async function served(path, body) {
  const post = { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
  const { status } = await fetch(base + path, body ? post : {});
  const known = ![404, 501, 503].includes(status); // 503: those that answer have it not
  if (!known) console.log('SKIP ' + path + ' is not served yet');
  return known;
}

/**
 * Checks a stream: `open()` gives an async iterable, `text(chunk)` its piece. Every chunk goes to `each`, if given. It
 * must be equal to an undisturbed one; with --kill it is broken at several chunks.
 */
export async function checkStream(name, open, text, each = () => {}) {
  let undisturbed;
  await check(name, async () => {
    undisturbed = await read(open, text, each);
    assert.ok(undisturbed.length > 20, 'a long answer: ' + undisturbed);
  });
  if (!killing) return;
  for (const at of KILL_AT) {
    await check(`${name}, killed at chunk ${at}`, async () => {
      assert.equal(await read(open, text, each, at), undisturbed);
    });
  }
}

async function read(open, text, each, killAt = -1) {
  let whole = '';
  let chunks = 0;
  if (killAt > 0) await spareNode();
  for await (const chunk of await open()) {
    each(chunk);
    const piece = text(chunk);
    whole += piece;
    if (piece && ++chunks === killAt) kill(await answeringNode());
  }
  assert.ok(chunks > killAt, `${chunks} chunks`);
  return whole;
}

/** Ends the suite: 0 all is well, 1 a check failed, 77 nothing could be checked. */
export function end() {
  process.exit(failures > 0 ? 1 : calls > 0 ? 0 : 77);
}
