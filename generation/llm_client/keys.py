"""The next key when one is refused or has no credit left."""

from collections.abc import Sequence

from generation.llm_client.exceptions import KeyRejected, LLMError, OutOfCredit
from generation.llm_client.types import ChatRequest, Client, Completion


class KeyRing:
    """Asks with each key in turn until one is accepted."""

    def __init__(self, clients: Sequence[Client]) -> None:
        """Keep the clients, one a key, in the order of asking.

        Raises:
            ValueError: there are none.
        """
        if not clients:
            raise ValueError("There must be at least one client.")
        self._clients = tuple(clients)

    def complete(self, request: ChatRequest) -> Completion:
        """Return the first answer.

        Raises:
            LLMError: what the last key met, or the first failure that another key can't mend.
        """
        *others, last = self._clients
        for client in others:
            try:
                return client.complete(request)
            except (KeyRejected, OutOfCredit):
                continue
        return last.complete(request)


class Unusable:
    """Stands in for a client that could not be built: whoever asks it is told why."""

    def __init__(self, error: type[LLMError], sentence: str, advice: str) -> None:
        self._error = error
        self._sentence = sentence
        self._advice = advice

    def complete(self, request: ChatRequest) -> Completion:
        error = self._error(self._sentence, model=request.model, advice=self._advice)
        error.another_model_may_help = False
        raise error
