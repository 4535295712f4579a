// The npm package `@anthropic-ai/sdk`.
import Anthropic from '@anthropic-ai/sdk';
import { STORY, TOKENS, assert, base, check, checkStream, end, model, served } from './suite.mjs';

if (!(await served('/v1/models'))) end();
const client = new Anthropic({ baseURL: base, apiKey: 'unused', maxRetries: 0 });
const request = { model, max_tokens: TOKENS, temperature: 0, messages: [{ role: 'user', content: STORY }] };

await check('message', async () => {
  const answer = await client.messages.create({ ...request, max_tokens: 5 });
  assert.equal(answer.type, 'message');
  assert.equal(answer.role, 'assistant');
  assert.equal(answer.content[0].type, 'text');
  assert.equal(answer.stop_reason, 'max_tokens');
  assert.equal(answer.usage.output_tokens, 5);
});
let kinds;
await checkStream(
  'message stream',
  () => {
    kinds = [];
    return client.messages.create({ ...request, stream: true });
  },
  (event) => (event.type === 'content_block_delta' ? event.delta.text : ''),
  (event) => kinds.at(-1) !== event.type && event.type !== 'ping' && kinds.push(event.type),
);
await check('message stream in its order', async () =>
  assert.deepEqual(kinds, [
    'message_start',
    'content_block_start',
    'content_block_delta',
    'content_block_stop',
    'message_delta',
    'message_stop',
  ]));
await check('message stream by the helper', async () => {
  const message = await client.messages.stream(request).finalMessage();
  const whole = await client.messages.create(request);
  assert.equal(message.content[0].text, whole.content[0].text);
  assert.equal(message.usage.output_tokens, TOKENS);
});
await check('unknown model', () =>
  assert.rejects(client.messages.create({ ...request, model: 'none' }), Anthropic.NotFoundError));
end();
