"""Fences around text from people in a prompt: `{% data "label" %} … {% enddata %}`.

What stands between the two lines is data for the model, whatever it says. A fence's lines carry a code
that is derived from the data itself with a secret, so that nobody can write a closing line in advance,
and equal data still makes an equal prompt. Inside, angle brackets become `‹` and `›`: even who knew
the code could not write the line.
"""

import hashlib
import hmac
import re
from collections.abc import Collection, Iterable, Iterator
from typing import TextIO

from liquid import Token
from liquid.ast import BlockNode, ConditionalBlockNode, Node
from liquid.builtin.expressions import Path
from liquid.builtin.tags.case_tag import CaseNode, MultiExpressionBlockNode
from liquid.builtin.tags.if_tag import IfNode
from liquid.builtin.tags.unless_tag import UnlessNode
from liquid.context import RenderContext
from liquid.exceptions import LiquidSyntaxError
from liquid.expression import Expression
from liquid.parser import get_parser
from liquid.stream import TokenStream
from liquid.tag import Tag
from liquid.template import BoundTemplate
from liquid.token import TOKEN_EOF, TOKEN_EXPRESSION, TOKEN_TAG

CODE_VARIABLE = "fence_code"
"""Where a rendering keeps the code. No template can name it: it is none of the tool's variables."""
_LETTERS = "bcdfghjkmnpqrstv"
"""Consonants alone: a code is never a word, a number or anything that looks like a key."""
_LENGTH = 10
_OPENING = re.compile(rf"^<data-([{_LETTERS}]{{{_LENGTH}}}) ", re.MULTILINE)
_LABEL = re.compile(r"""\A\s*"([^"<>{}\n]{1,80})"\s*\Z""")


def code_of(secret: str, data: str) -> str:
    """Return ten letters that only who has the secret can tell from the data. The same for the same data."""
    digest = hmac.new(secret.encode(), f"fence:{data}".encode(errors="replace"), hashlib.sha256).digest()
    return "".join(_LETTERS[byte % 16] for byte in digest[:_LENGTH])


def codes_in(prompt: str) -> set[str]:
    """Return the codes of the fences in a prompt."""
    return set(_OPENING.findall(prompt))


def fence(code: str, label: str, text: str) -> str:
    """Return the text between the lines of a fence. It has passed `liquid.fenced`."""
    tag = f"data-{code}" if code else "data"
    inside = text.strip("\n")
    return f'<{tag} label="{label}">\n{inside}\n</{tag}>'


class DataNode(Node):
    __slots__ = ("block", "label")

    def __init__(self, token: Token, label: str, block: BlockNode) -> None:
        super().__init__(token)
        self.label = label
        self.block = block
        self.blank = False

    def __str__(self) -> str:
        return f'{{% data "{self.label}" %}}{self.block}{{% enddata %}}'

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        inside = context.get_buffer(buffer)
        self.block.render(context, inside)
        code = context.globals.get(CODE_VARIABLE, "")
        return buffer.write(fence(str(code), self.label, inside.getvalue()))

    def children(self, static_context: RenderContext, *, include_partials: bool = True) -> Iterable[Node]:
        yield self.block


class DataTag(Tag):
    name = "data"
    end = "enddata"
    node_class = DataNode

    def parse(self, stream: TokenStream) -> DataNode:
        token = stream.eat(TOKEN_TAG)
        label = _LABEL.match(stream.current.value) if stream.current.kind == TOKEN_EXPRESSION else None
        if label is None:
            raise LiquidSyntaxError(
                'a data block needs a label in quotes, such as {% data "offer" %}', token=token
            )
        stream.expect(TOKEN_EXPRESSION)
        next(stream)
        block = get_parser(self.env).parse_block(stream, frozenset({self.end, TOKEN_EOF}))
        stream.expect(TOKEN_TAG, value=self.end)
        return DataNode(token, label[1], block)


# ---- what a template does with people's text ---------------------------------------------------

_CONDITIONS = (IfNode, UnlessNode, CaseNode, ConditionalBlockNode, MultiExpressionBlockNode)
"""They ask about a value and write nothing of it."""


def unfenced(template: BoundTemplate, people: Collection[str]) -> Iterator[tuple[int, str]]:
    """Yield the place and the name of each variable in `people` that the template writes outside a fence.

    A variable that is assigned, or looped over around a fence, counts: what it is called then can't be
    followed.
    """
    context = RenderContext(template)
    for node in template.nodes:
        yield from _unfenced(node, frozenset(people), context, inside=False)


def _unfenced(
    node: Node, people: frozenset[str], context: RenderContext, *, inside: bool
) -> Iterator[tuple[int, str]]:
    inside = inside or isinstance(node, DataNode)
    assigns = any(True for _ in node.template_scope())
    if (assigns or not inside) and not isinstance(node, _CONDITIONS):
        for expression in node.expressions():
            for path in _paths(expression):
                name = _dotted(path)
                if _names_people(name, people):
                    yield path.token.start_index, name
    for child in node.children(context, include_partials=False):
        yield from _unfenced(child, people, context, inside=inside)


def _paths(expression: Expression) -> Iterator[Path]:
    if isinstance(expression, Path):
        yield expression
    for child in expression.children():
        yield from _paths(child)


def _dotted(path: Path) -> str:
    names: list[str] = []
    for segment in path.path:
        if not isinstance(segment, str):
            break
        names.append(segment)
    return ".".join(names)


def _names_people(name: str, people: frozenset[str]) -> bool:
    return any(name == one or name.startswith(f"{one}.") or one.startswith(f"{name}.") for one in people)
