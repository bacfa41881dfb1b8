"""The form of a landing page: labelled controls, and an address that somebody has to fill in."""

from generation.llm_tools.landing_page_content import FormBlock, Input, InputKind
from generation.llm_tools.landing_page_labels import Labels
from generation.llm_tools.markup import NOTHING, Markup, join, tag

FORM_ADDRESS = "#form-address-to-fill-in"
"""Where the form is sent to until whoever publishes the page puts the real address there: nowhere."""

CONTROLS: dict[InputKind, tuple[str, str]] = {
    "name": ("text", "name"),
    "first_name": ("text", "given-name"),
    "last_name": ("text", "family-name"),
    "email": ("email", "email"),
    "tel": ("tel", "tel"),
    "company": ("text", "organization"),
    "job_title": ("text", "organization-title"),
    "postal_code": ("text", "postal-code"),
    "city": ("text", "address-level2"),
    "message": ("textarea", ""),
}
"""Type, and the autocomplete token that WCAG 2.2 success criterion 1.3.5 asks for; a message has none."""


def form_controls(block: FormBlock, labels: Labels, privacy: str) -> Markup:
    """Return the form. What is required says so in words, and no box is ticked beforehand."""
    fields = [_field(block.id, number, field, labels) for number, field in enumerate(block.fields)]
    link = tag("a", labels.privacy, href=privacy) if privacy else NOTHING
    return tag(
        "form",
        *fields,
        _consent(block, labels) if block.consent else NOTHING,
        tag("p", tag("button", block.button, class_="button", type="submit"), class_="act"),
        tag("p", block.notice, join(" ", link) if link else NOTHING, class_="note notice"),
        action=FORM_ADDRESS,
        method="post",
    )


def _field(form: str, number: int, field: Input, labels: Labels) -> Markup:
    kind, token = CONTROLS[field.kind]
    same = {
        "id": f"{form}-{number}",
        # Two fields of one kind must not send under one name.
        "name": f"{field.kind}_{number}" if number else field.kind,
        "autocomplete": token or None,
        "required": field.required,
    }
    control = tag("textarea", rows=4, **same) if kind == "textarea" else tag("input", type=kind, **same)
    mark = tag("span", f" ({labels.required})", class_="req") if field.required else NOTHING
    return tag("p", tag("label", field.label, mark, for_=f"{form}-{number}"), control, class_="field")


def _consent(block: FormBlock, labels: Labels) -> Markup:
    box = tag("input", type="checkbox", id=f"{block.id}-consent", name="consent", value="yes", required=True)
    mark = tag("span", f" ({labels.required})", class_="req")
    return tag("p", box, tag("label", block.consent, mark, for_=f"{block.id}-consent"), class_="consent")
