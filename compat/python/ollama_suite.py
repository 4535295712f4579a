"""The PyPI package `ollama`."""
import ollama

from suite import BASE, MODEL, STORY, TOKENS, check, check_stream, end, fails

client = ollama.Client(host=BASE)
OPTIONS = {"temperature": 0, "num_predict": TOKENS}
MESSAGES = [{"role": "user", "content": STORY}]
TOOL = {"type": "function", "function": {"name": "now", "parameters": {"type": "object", "properties": {}}}}
last = {}


def named(listed):
    names = [model.model for model in listed.models]
    assert MODEL in names or MODEL + ":latest" in names, names


def show():
    shown = client.show(MODEL)
    assert shown.details.family
    assert "completion" in shown.capabilities


def generate():
    answer = client.generate(MODEL, STORY, options={**OPTIONS, "num_predict": 5})
    assert answer.done and answer.done_reason == "length" and answer.eval_count == 5, answer
    assert answer.response


def chat():
    answer = client.chat(MODEL, MESSAGES, options=OPTIONS)
    assert answer.message.role == "assistant"
    assert len(answer.message.content) > 20


def ends_in_done():
    answer = last["chunk"]
    assert answer.done and answer.done_reason == "length" and answer.eval_count == TOKENS, answer


def embed():
    vectors = client.embed(MODEL, ["a wizard", "a circuit breaker"]).embeddings
    assert [len(vector) for vector in vectors] == [192, 192]
    assert vectors[0] != vectors[1]
    assert len(client.embed(MODEL, "a wizard").embeddings) == 1


def embeddings():
    assert len(client.embeddings(MODEL, "a wizard").embedding) == 192


check("list", lambda: named(client.list()))
check("show", show)
check("generate", generate)
check("chat", chat)
check("ps", lambda: named(client.ps()))
check_stream(
    "generate stream",
    lambda: client.generate(MODEL, STORY, options=OPTIONS, stream=True),
    lambda chunk: chunk.response,
    lambda chunk: last.update(chunk=chunk),
)
check("generate stream ends in done", ends_in_done)
check_stream(
    "chat stream",
    lambda: client.chat(MODEL, MESSAGES, options=OPTIONS, stream=True),
    lambda chunk: chunk.message.content,
)
check("embed", embed)
check("embeddings", embeddings)
check("unknown model", lambda: fails(ollama.ResponseError, 404, ["none", "not found"], lambda: client.show("none")))
check(
    "unknown model, streamed",
    lambda: fails(
        ollama.ResponseError, 404, ["none", "not found"], lambda: list(client.chat("none", MESSAGES, stream=True))
    ),
)
check(
    "tools, which the model has not",
    lambda: fails(
        ollama.ResponseError, 400, ["support", "tools"], lambda: client.chat(MODEL, MESSAGES, tools=[TOOL])
    ),
)
end()
