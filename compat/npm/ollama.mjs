// The npm package `ollama`.
import { Ollama } from 'ollama';
import { STORY, TOKENS, assert, base, check, checkStream, end, model } from './suite.mjs';

const client = new Ollama({ host: base });
const options = { temperature: 0, num_predict: TOKENS };
const messages = [{ role: 'user', content: STORY }];
const named = (list) => list.models.some((entry) => entry.model === model || entry.model === model + ':latest');

await check('version', async () => assert.match((await client.version()).version, /^\d+\.\d+/));
await check('list', async () => assert.ok(named(await client.list())));
await check('show', async () => {
  const shown = await client.show({ model });
  assert.ok(shown.details.family);
  assert.ok(shown.capabilities.includes('completion'));
});

await check('generate', async () => {
  const answer = await client.generate({ model, prompt: STORY, options: { ...options, num_predict: 5 } });
  assert.equal(answer.done, true);
  assert.equal(answer.done_reason, 'length');
  assert.equal(answer.eval_count, 5);
  assert.ok(answer.response.length > 0);
});
await check('chat', async () => {
  const answer = await client.chat({ model, messages, options });
  assert.equal(answer.message.role, 'assistant');
  assert.ok(answer.message.content.length > 20);
});
await check('ps', async () => assert.ok(named(await client.ps())));

let last;
await checkStream(
  'generate stream',
  () => client.generate({ model, prompt: STORY, options, stream: true }),
  (chunk) => chunk.response,
  (chunk) => (last = chunk),
);
await check('generate stream ends in done', async () => {
  assert.equal(last.done, true);
  assert.equal(last.done_reason, 'length');
  assert.equal(last.eval_count, TOKENS);
});
await checkStream(
  'chat stream',
  () => client.chat({ model, messages, options, stream: true }),
  (chunk) => chunk.message.content,
  (chunk) => assert.equal(chunk.message.role, 'assistant'),
);

await check('embed one', async () => {
  const answer = await client.embed({ model, input: 'a wizard' });
  assert.equal(answer.embeddings.length, 1);
  assert.equal(answer.embeddings[0].length, 192);
});
await check('embed two', async () => {
  const answer = await client.embed({ model, input: ['a wizard', 'a circuit breaker'] });
  assert.equal(answer.embeddings.length, 2);
  assert.notDeepEqual(answer.embeddings[0], answer.embeddings[1]);
});
await check('embeddings', async () => {
  assert.equal((await client.embeddings({ model, prompt: 'a wizard' })).embedding.length, 192);
});

const fails = async (call, status, pattern) =>
  assert.rejects(call, (e) => {
    assert.equal(e.status_code, status);
    assert.match(e.message, pattern);
    return true;
  });
await check('unknown model', () => fails(client.chat({ model: 'none', messages }), 404, /none.* not found/));
await check('unknown model, streamed', () =>
  fails(client.chat({ model: 'none', messages, stream: true }), 404, /none.* not found/));
await check('tools, which the model has not', async () => {
  const tool = { type: 'function', function: { name: 'now', parameters: { type: 'object', properties: {} } } };
  await fails(client.chat({ model, messages, tools: [tool] }), 400, /support.* tools/);
});
await check('abort', async () => {
  const stream = await client.chat({ model, messages, stream: true });
  await assert.rejects(async () => {
    for await (const chunk of stream) {
      assert.ok(chunk.message);
      stream.abort();
    }
  }, { name: 'AbortError' });
});
end();
