"""The PyPI package `openai`."""
import openai

from suite import BASE, MODEL, STORY, TOKENS, check, check_stream, end, fails, served

if not served("/v1/models"):
    end()
client = openai.OpenAI(base_url=BASE + "/v1", api_key="unused", max_retries=0)
CHAT = {"model": MODEL, "messages": [{"role": "user", "content": STORY}], "temperature": 0, "max_tokens": TOKENS}
TOOL = {"type": "function", "function": {"name": "now", "parameters": {"type": "object", "properties": {}}}}
last = {}


def models():
    names = [model.id for model in client.models.list()]
    assert MODEL in names or MODEL + ":latest" in names, names
    assert client.models.retrieve(MODEL).object == "model"


def chat():
    answer = client.chat.completions.create(**{**CHAT, "max_tokens": 5})
    assert answer.choices[0].message.content
    assert answer.choices[0].finish_reason == "length"
    assert answer.usage.completion_tokens == 5
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + 5


def ends_with_usage():
    assert last["chunk"].usage.completion_tokens == TOKENS, last


def completion():
    answer = client.completions.create(model=MODEL, prompt=STORY, temperature=0, max_tokens=5)
    assert answer.choices[0].text
    assert answer.usage.completion_tokens == 5


def embeddings():
    packed = client.embeddings.create(model=MODEL, input=["a wizard", "a circuit breaker"])
    assert [len(entry.embedding) for entry in packed.data] == [192, 192]
    plain = client.embeddings.create(model=MODEL, input="a wizard", encoding_format="float")
    assert all(abs(a - b) < 1e-5 for a, b in zip(packed.data[0].embedding, plain.data[0].embedding))


check("models", models)
check("chat", chat)
check_stream(
    "chat stream",
    lambda: client.chat.completions.create(**CHAT, stream=True, stream_options={"include_usage": True}),
    lambda chunk: (chunk.choices[0].delta.content or "") if chunk.choices else "",
    lambda chunk: last.update(chunk=chunk),
)
check("chat stream ends with its usage", ends_with_usage)
check("completion", completion)
check_stream(
    "completion stream",
    lambda: client.completions.create(model=MODEL, prompt=STORY, temperature=0, max_tokens=TOKENS, stream=True),
    lambda chunk: chunk.choices[0].text if chunk.choices else "",
)
check("embeddings", embeddings)
check(
    "unknown model",
    lambda: fails(
        openai.NotFoundError, 404, ["none"], lambda: client.chat.completions.create(**{**CHAT, "model": "none"})
    ),
)
check(
    "tools, which the model has not",
    lambda: fails(
        openai.BadRequestError, 400, ["tools"], lambda: client.chat.completions.create(**CHAT, tools=[TOOL])
    ),
)
end()
