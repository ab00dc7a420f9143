"""The loops of agents: a model is asked until it calls no more functions."""

from __future__ import annotations

import json
from typing import Any

from anthropic import AsyncAnthropic
from openai import AsyncOpenAI

from tests.support.tool_run import PROMPT


def weather(city: str) -> str:
    """What the agent's own function gives."""
    return json.dumps({"celsius": len(city)})


async def run_responses(
    base_url: str, *, stream: bool = True, chained: bool = False
) -> tuple[list[str], str]:
    """A loop over Responses: the cities asked for, and the last words.

    `chained` requests name the response before; others hold the whole conversation.
    """
    cities: list[str] = []
    items: Any = [{"role": "user", "content": PROMPT}]
    more: dict[str, Any] = {}
    async with AsyncOpenAI(base_url=base_url, api_key="none", max_retries=0) as client:
        while True:
            fields: Any = {"model": "m", "input": items, **more}
            if stream:
                async with client.responses.stream(**fields) as events:
                    response = await events.get_final_response()
            else:
                response = await client.responses.create(**fields)
            outputs: Any = []
            for item in response.output:
                if item.type == "function_call":
                    cities.append(json.loads(item.arguments)["city"])
                    outputs.append(
                        {
                            "type": "function_call_output",
                            "call_id": item.call_id,
                            "output": weather(cities[-1]),
                        }
                    )
            if not outputs:
                return cities, response.output_text
            if chained:
                items, more = outputs, {"previous_response_id": response.id}
            else:
                items = [*items, *(item.to_dict() for item in response.output), *outputs]


async def run_chat(base_url: str, *, stream: bool = True) -> tuple[list[str], str]:
    """A loop over Chat Completions: the cities asked for, and the last words."""
    cities: list[str] = []
    messages: Any = [{"role": "user", "content": PROMPT}]
    async with AsyncOpenAI(base_url=base_url, api_key="none", max_retries=0) as client:
        while True:
            if stream:
                async with client.chat.completions.stream(model="m", messages=messages) as events:
                    completion: Any = await events.get_final_completion()
            else:
                completion = await client.chat.completions.create(model="m", messages=messages)
            message = completion.choices[0].message
            if not message.tool_calls:
                return cities, message.content
            messages.append(message.to_dict())
            for call in message.tool_calls:
                cities.append(json.loads(call.function.arguments)["city"])
                content = weather(cities[-1])
                messages.append({"role": "tool", "tool_call_id": call.id, "content": content})


async def run_messages(base_url: str, *, stream: bool = True) -> tuple[list[str], str]:
    """A loop over Messages: the cities asked for, and the last words."""
    cities: list[str] = []
    messages: Any = [{"role": "user", "content": PROMPT}]
    root = base_url.removesuffix("/v1")
    async with AsyncAnthropic(base_url=root, api_key="none", max_retries=0) as client:
        while True:
            fields: Any = {"model": "m", "messages": messages, "max_tokens": 99}
            if stream:
                async with client.messages.stream(**fields) as events:
                    message: Any = await events.get_final_message()
            else:
                message = await client.messages.create(**fields)
            calls = [block for block in message.content if block.type == "tool_use"]
            if not calls:
                return cities, "".join(block.text for block in message.content)
            results = []
            for call in calls:
                cities.append(call.input["city"])
                content = weather(cities[-1])
                results.append({"type": "tool_result", "tool_use_id": call.id, "content": content})
            blocks = [block.to_dict() for block in message.content]
            messages += [
                {"role": "assistant", "content": blocks},
                {"role": "user", "content": results},
            ]
