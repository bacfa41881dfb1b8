"""The links that the law wants at the end of a mail."""

import pytest

from generation.brief import Rendering
from generation.llm_tools.email import TOOL
from tests.llm_tools.samples import a_content, a_kit

KIT = a_kit(privacy_url="https://northwind.example/privacy", imprint_url="https://northwind.example/imprint")


@pytest.mark.parametrize("format", ["html", "txt"])
def test_privacy_notice_and_imprint_are_linked_in_both_documents(format):
    document = TOOL.render(a_content(), Rendering(kit=KIT, language="de"), format)

    assert "https://northwind.example/privacy" in document
    assert "https://northwind.example/imprint" in document
    assert "Impressum" in document


def test_an_address_that_is_no_link_is_left_out():
    kit = a_kit(privacy_url="javascript:alert(1)")

    assert "javascript" not in TOOL.render(a_content(), Rendering(kit=kit), "html")


def test_a_brand_without_them_has_no_empty_links():
    assert "Privacy" not in TOOL.render(a_content(), Rendering(kit=a_kit()), "html")
