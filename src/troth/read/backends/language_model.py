"""Ask a language model for proposals, at an address and with a key that the user gives.

The answer is held to a JSON schema by the server (native output, no tools): the model has nothing that it could call.
The text of the document is sent as data in a message of its own.
"""

import asyncio
import json
from dataclasses import dataclass

from openai import AsyncOpenAI
from pydantic_ai import Agent, NativeOutput
from pydantic_ai.exceptions import AgentRunError, UserError
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider

from .proposals import PROMPT, Answer, Proposal

TIMEOUT = 120.0
"""Seconds that one question may take."""


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """A model behind an OpenAI-compatible address.

    Parameters
    ----------
    name
        As the server knows it.
    endpoint
        Its base address, as ``http://localhost:11434/v1``.
    key
        For the server; a local one wants none.
    timeout
        Seconds that one question may take.
    """

    name: str
    endpoint: str
    key: str = ""
    timeout: float = TIMEOUT

    def __call__(self, text: str, /) -> list[Proposal]:
        """The proposals for a piece of text.

        Raises
        ------
        OSError
            Nobody answers at the address, or the answer cannot be used; the message says which.
        """
        try:
            return asyncio.run(self._ask(text))
        except (AgentRunError, UserError) as error:
            raise OSError(str(error).splitlines()[0]) from error

    async def _ask(self, text: str) -> list[Proposal]:
        """One question with a connection of its own, which is closed behind it."""
        async with AsyncOpenAI(
            base_url=self.endpoint, api_key=self.key or "none", timeout=self.timeout, max_retries=0
        ) as client:
            agent = Agent(
                OpenAIChatModel(self.name, provider=OpenAIProvider(openai_client=client)),
                output_type=NativeOutput(Answer, strict=True),
                instructions=PROMPT,
                retries=1,
                model_settings={"temperature": 0.0},
            )
            answer = await agent.run(json.dumps({"text": text}, ensure_ascii=False))
        return answer.output.claims
