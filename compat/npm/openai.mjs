// The npm package `openai`.
import OpenAI from 'openai';
import { STORY, TOKENS, assert, base, check, checkStream, end, model, served } from './suite.mjs';

if (!(await served('/v1/models'))) end();
const client = new OpenAI({ baseURL: base + '/v1', apiKey: 'unused', maxRetries: 0 });
const messages = [{ role: 'user', content: STORY }];
const chat = { model, messages, temperature: 0, max_tokens: TOKENS };

await check('list models', async () => {
  const names = [];
  for await (const entry of client.models.list()) names.push(entry.id);
  assert.ok(names.includes(model) || names.includes(model + ':latest'), names.join());
});
await check('retrieve model', async () => assert.equal((await client.models.retrieve(model)).object, 'model'));

await check('chat', async () => {
  const answer = await client.chat.completions.create({ ...chat, max_tokens: 5 });
  assert.equal(answer.object, 'chat.completion');
  assert.equal(answer.choices[0].message.role, 'assistant');
  assert.ok(answer.choices[0].message.content.length > 0);
  assert.equal(answer.choices[0].finish_reason, 'length');
  assert.equal(answer.usage.completion_tokens, 5);
  assert.equal(answer.usage.total_tokens, answer.usage.prompt_tokens + 5);
});
let last;
let id;
await checkStream(
  'chat stream',
  () => {
    id = undefined;
    return client.chat.completions.create({ ...chat, stream: true, stream_options: { include_usage: true } });
  },
  (chunk) => chunk.choices[0]?.delta.content ?? '',
  (chunk) => {
    assert.equal(chunk.id, (id ??= chunk.id), 'one id for one answer');
    last = chunk;
  },
);
await check('chat stream ends with its usage', async () => {
  assert.deepEqual(last.choices, []);
  assert.equal(last.usage.completion_tokens, TOKENS);
});
await check('chat stream without usage', async () => {
  let reason;
  for await (const chunk of await client.chat.completions.create({ ...chat, max_tokens: 5, stream: true })) {
    assert.equal(chunk.usage ?? null, null);
    reason = chunk.choices[0].finish_reason ?? reason;
  }
  assert.equal(reason, 'length');
});
await check('chat stream by the helper', async () => {
  const whole = await client.chat.completions.create(chat);
  const streamed = await client.chat.completions.stream(chat).finalContent();
  assert.equal(streamed, whole.choices[0].message.content);
});

await check('completion', async () => {
  const answer = await client.completions.create({ model, prompt: STORY, temperature: 0, max_tokens: 5 });
  assert.equal(answer.object, 'text_completion');
  assert.ok(answer.choices[0].text.length > 0);
  assert.equal(answer.usage.completion_tokens, 5);
});
await checkStream(
  'completion stream',
  () => client.completions.create({ model, prompt: STORY, temperature: 0, max_tokens: TOKENS, stream: true }),
  (chunk) => chunk.choices[0]?.text ?? '',
);

await check('embeddings, base64 on the wire', async () => {
  const answer = await client.embeddings.create({ model, input: ['a wizard', 'a circuit breaker'] });
  assert.deepEqual(answer.data.map((entry) => entry.embedding.length), [192, 192]);
  const plain = await client.embeddings.create({ model, input: 'a wizard', encoding_format: 'float' });
  answer.data[0].embedding.forEach((part, i) => assert.ok(Math.abs(part - plain.data[0].embedding[i]) < 1e-5));
});

if (await served('/v1/responses', { model, input: STORY, max_output_tokens: 1 })) {
  const request = { model, input: STORY, temperature: 0, max_output_tokens: TOKENS };
  await check('response', async () => assert.ok((await client.responses.create(request)).output_text.length > 20));
  await check('response stream', async () => {
    let text = '';
    let last;
    for await (const event of await client.responses.create({ ...request, stream: true })) {
      if (event.type === 'response.output_text.delta') text += event.delta;
      last = event;
    }
    assert.ok(text.length > 20, text);
    assert.ok(last.response, last.type);
  });
}

await check('unknown model', () =>
  assert.rejects(client.chat.completions.create({ ...chat, model: 'none' }), (e) => {
    assert.ok(e instanceof OpenAI.NotFoundError, String(e));
    assert.match(e.message, /none/);
    return true;
  }));
await check('tools, which the model has not', async () => {
  const tool = { type: 'function', function: { name: 'now', parameters: { type: 'object', properties: {} } } };
  await assert.rejects(client.chat.completions.create({ ...chat, tools: [tool] }), OpenAI.BadRequestError);
});
end();
