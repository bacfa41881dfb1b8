"""Rules on the HTML of a mail: what they find in a broken one, and that no mail of ours breaks them."""

import pytest

from generation.brief import MergeTag, Picture
from generation.checks import html_accessibility, html_mail
from generation.checks.run import run
from generation.checks.types import CheckContext, Draft, Role, TextField
from generation.llm_tools.base import Job
from generation.llm_tools.email import TOOL
from generation.llm_tools.email_content import KINDS, EmailParams, EventDetails
from generation.llm_tools.pictures import PictureSlot
from tests.llm_tools.email_pages import MAIL
from tests.llm_tools.samples import CONTENT, TODAY, a_brief, a_content, a_context, a_kit

RULES = (*html_accessibility.ANYWHERE, *html_mail.RULES)
SUBJECT = CONTENT["subjects"][0]["subject"]
END = "</body>"
HTTPS = "https://northwind.example/spring"
SCREEN = '<meta name="viewport" content="width=device-width, initial-scale=1">'
BROKEN = {
    "no language": ("html.language", '<html lang="en"', "<html"),
    "no title": ("html.title", f"<title>{SUBJECT}</title>", ""),
    "other title": ("email.subject_title", f"<title>{SUBJECT}</title>", "<title>You have won</title>"),
    "no alt": ("html.alternative", END, '<img src="https://a.example/x.png" width="1" height="1"></body>'),
    "file name as alt": ("html.alternative", END, '<img alt="IMG_1234.jpg" width="1" height="1"></body>'),
    "no size": ("email.picture_size", END, '<img alt="Two cups" src="https://a.example/x.png"></body>'),
    "two main headings": ("html.headings", END, "<h1>Again</h1></body>"),
    "skipped level": ("html.headings", END, "<h4>Small print</h4></body>"),
    "empty heading": ("html.headings", END, "<h2></h2></body>"),
    "link without words": ("html.names", END, f'<a href="{HTTPS}"></a></body>'),
    "vague link": ("html.names", END, f'<a href="{HTTPS}">Read more</a></body>'),
    "vague German link": ("html.names", END, f'<a href="{HTTPS}">Hier klicken</a></body>'),
    "no zoom": ("html.viewport", "initial-scale=1", "initial-scale=1, user-scalable=no"),
    "faint words": ("html.contrast", END, '<p style="color:#888888;background:#ffffff">faint</p></body>'),
    "faint on an old ground": (
        "html.contrast", END, '<p bgcolor="#777777" style="color:#999999">faint</p></body>',
    ),
    "table for the layout": ("html.tables", END, "<table><tr><td>x</td></tr></table></body>"),
    "script": ("email.active", END, "<script>x()</script></body>"),
    "form": ("email.active", END, "<form></form></body>"),
    "stylesheet": ("email.active", "</head>", '<link rel="stylesheet" href="https://a.example/x.css"></head>'),
    "import": ("email.active", "</head>", "<style>@import 'x';</style></head>"),
    "handler": ("email.active", END, '<p onclick="x()">x</p></body>'),
    "no doctype": ("email.document", "<!doctype html>", ""),
    "no viewport": ("email.document", SCREEN, ""),
    "no dark colours": ("email.document", '<meta name="color-scheme"', '<meta name="other"'),
}  # fmt: skip
FINE = {
    "decorative picture": '<img alt="" width="1" height="1" src="https://a.example/x.png">',
    "picture in a link": f'<a href="{HTTPS}"><img alt="The shop" width="1" height="1"></a>',
    "more than more": f'<a href="{HTTPS}">Read more about Ridgeline</a>',
    "hidden words": '<div style="display:none;color:#ffffff;background:#ffffff">For inboxes</div>',
    "large words may be fainter": '<p style="color:#949494;background:#ffffff;font-size:24px">large</p>',
    "table of data": "<table><tr><th>Roast</th><th>Price</th></tr></table>",
    "next heading": "<h2>What is new</h2>",
    "reply": '<a href="mailto:hello@northwind.example">Write to us</a>',
}


def _of(html: str) -> set[str]:
    """Return the rules that find something in a mail's document."""
    fields = (TextField(path="subjects.0.subject", label="Subject", text=SUBJECT, role=Role.SUBJECT),)
    context = CheckContext(brief=a_brief(), today=TODAY)
    draft = Draft(fields=fields, documents={"html": html})
    return {finding.rule for finding in run(RULES, draft, context).findings}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_in_a_mail_is_found(name):
    rule, old, new = BROKEN[name]

    assert old in MAIL
    assert _of(MAIL) == set()
    assert rule in _of(MAIL.replace(old, new, 1))


@pytest.mark.parametrize("name", FINE)
def test_what_is_fine_in_a_mail_is_left_alone(name):
    assert _of(MAIL.replace(END, f"{FINE[name]}{END}")) == set()


KITS = {
    "usual": a_kit(),
    "pale": a_kit(color_accent="#ffe9a8", color_ink="#d8d8d8", color_canvas="#fffef8"),
    "dark": a_kit(color_accent="#101010", color_ink="#000000", color_canvas="#202020"),
    "loud": a_kit(color_accent="#ff00aa", color_ink="#00ff00", color_canvas="#0000ff"),
    "with every link": a_kit(
        privacy_url="https://northwind.example/privacy", imprint_url="https://northwind.example/imprint"
    ),
    "odd fallback": a_kit(merge_tags=(MergeTag(name="first_name", sample="Jo", fallback='my "friend"'),)),
}


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "nl"])
@pytest.mark.parametrize("kit", KITS)
def test_no_mail_from_a_template_breaks_them(kit, language):
    brief = a_brief(brand=KITS[kit])
    ids = {rule.id for rule in RULES}
    for kind in KINDS:
        job = Job(brief=brief, variant=1, variants=4, language=language)
        content = TOOL.fill_template(job, EmailParams(kind=kind, key_message="Spring sale opens Monday."))
        content = content.model_copy(
            update={"event": EventDetails(when="Friday, 9 am", where="The roastery")}
        )
        context = CheckContext(brief=brief, language=language, today=TODAY)
        found = [one for one in TOOL.check(content, context).findings if one.rule in ids]
        assert found == [], kind


def test_a_mail_with_pictures_and_a_logo_breaks_none():
    cup = Picture(
        key="img_aaaaaaaaaaaa", sha256="a" * 64, alt="Two cups on a sill", width=900, height=600,
        media_type="image/jpeg", url="https://img.northwind.example/cup.jpg",
    )  # fmt: skip
    slot = PictureSlot(picture=cup.key, brief="Two cups")
    content = a_content(hero=slot.model_dump())
    context = a_context(pictures=(cup,), brand=a_kit(logo=cup))

    ids = {rule.id for rule in RULES}
    assert [one for one in TOOL.check(content, context).findings if one.rule in ids] == []


def test_a_finding_in_the_document_points_at_the_words_that_were_written():
    where = {"body": "There is more where it came from, and hereafter. [Here](https://northwind.example)"}
    findings = TOOL.check(a_content(sections=[where]), a_context()).findings

    (finding,) = [one for one in findings if one.rule == "html.names"]
    assert (finding.field, finding.quote) == ("sections.0.body", "Here")
    assert finding.start == where["body"].index("[Here]") + 1
