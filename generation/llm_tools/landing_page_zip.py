"""A landing page as a folder to publish: the page, its pictures, and what is still to be filled in."""

from generation.brief import EXTENSIONS, Rendering
from generation.llm_tools.archive import packed
from generation.llm_tools.landing_page_content import LandingPageContent
from generation.llm_tools.landing_page_form import FORM_ADDRESS
from generation.llm_tools.landing_page_html import (
    PATH_TO_FILL_IN,
    canonical_of,
    render_html,
    shared_picture,
    web_address,
)
from generation.llm_tools.pictures import used_in


def to_zip(content: LandingPageContent, rendering: Rendering) -> bytes:
    """Return the folder, the same bytes for the same page."""
    pictures = [picture for picture in used_in(content, rendering) if rendering.body(picture)]
    names = {
        picture.sha256: f"pictures/{picture.key}.{EXTENSIONS.get(picture.media_type, 'bin')}"
        for picture in pictures
    }
    html = render_html(content, rendering, lambda picture: names.get(picture.sha256, ""))
    return packed(
        {
            "README.txt": _readme(content, rendering).encode(),
            "index.html": html.encode(),
            **{names[picture.sha256]: rendering.body(picture) for picture in pictures},
        }
    )


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
    if shared_picture(content, rendering) is None:
        tasks.append("For links in networks add og:image: 1200 by 630 pixels, at an https address.")
    listed = "\n".join(f"{number}. {task}" for number, task in enumerate(tasks, start=1))
    return (
        f"{content.meta_title}\n\nindex.html is the page. It runs no script, and loads nothing but the"
        " pictures that lie beside it.\n\n"
        + (f"Before you publish it:\n\n{listed}\n" if tasks else "It is complete.\n")
    )
