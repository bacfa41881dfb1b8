"""A rendered mail, for rules that look at mails and pages alike."""

from generation.brief import Rendering
from generation.llm_tools.email import TOOL
from tests.llm_tools.samples import a_content, a_kit

MAIL = TOOL.render(a_content(), Rendering(kit=a_kit(), language="en"), "html")
