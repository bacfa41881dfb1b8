"""A landing page as a folder to publish: the page and a list of what is still to be filled in."""

import io
import zipfile

from generation.brief import Rendering
from generation.llm_tools.landing_page_content import LandingPageContent
from generation.llm_tools.landing_page_form import FORM_ADDRESS
from generation.llm_tools.landing_page_html import PATH_TO_FILL_IN, canonical_of, render_html, web_address

_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip file can name. Real ones would make the same page different bytes."""


def to_zip(content: LandingPageContent, rendering: Rendering) -> bytes:
    """Return the folder, the same bytes for the same page."""
    files = {
        "README.txt": _readme(content, rendering).encode(),
        "index.html": render_html(content, rendering).encode(),
    }
    return packed(files)


def packed(files: dict[str, bytes]) -> bytes:
    """Return the files as a zip file, in the order of their names."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, _EARLIEST)
            info.external_attr = 0o644 << 16
            archive.writestr(info, files[name], zipfile.ZIP_DEFLATED, 9)
    return made.getvalue()


def _readme(content: LandingPageContent, rendering: Rendering) -> str:
    """Say what whoever publishes the page has to do, and leave out what is done."""
    kit, address = rendering.kit, canonical_of(content, rendering.kit)
    tasks = []
    if PATH_TO_FILL_IN in address or not address:
        tasks.append(
            f"The page does not know its address yet. Replace {address or 'the missing one'} in index.html by"
            " the real one (it stands in rel=canonical and in og:url)."
        )
    if content.form:
        tasks.append(
            f'The form is sent nowhere: its action is "{FORM_ADDRESS}". Replace it by the address that takes'
            " the entries, and check there that what is required is filled in and that the box was ticked."
        )
        if not web_address(kit.privacy_url):
            tasks.append("Beside the form belongs a link to the privacy notice; the brand names none.")
    tasks.append(
        "For previews in networks add og:image, a picture of 1200 by 630 pixels at an https address."
    )
    listed = "\n".join(f"{number}. {task}" for number, task in enumerate(tasks, start=1))
    return (
        f"{content.meta_title}\n\nindex.html is the whole page: it runs no script and loads nothing from"
        f" anywhere.\n\nBefore you publish it:\n\n{listed}\n"
    )
