"""The frame of every email: our own MJML, compiled before any text from outside enters it."""

import re
from collections.abc import Mapping
from functools import lru_cache

import mrml

from generation.brief import BrandKit, Value
from generation.llm_tools.colors import hex_or, mix, readable
from generation.llm_tools.fonts import font_stack

_SLOT = re.compile(r"\[\[(\w+)\]\]")
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


class Palette(Value):
    accent: str
    on_accent: str
    accent_text: str
    """The accent where it is text on the sheet; another colour where it would be too faint."""
    hero_text: str
    """The same behind the headline."""
    ink: str
    hero_ink: str
    quiet: str
    button_dark: str
    """The button on a dark sheet, under dark words."""
    page: str
    sheet: str
    hero: str
    """Behind the headline."""
    foot: str
    hairline: str
    font: str
    """The stack that its texts are set in."""


def palette(kit: BrandKit) -> Palette:
    """Return the colours of a document from the three that a brand has, and its font."""
    accent = hex_or(kit.color_accent, "#204034")
    canvas = hex_or(kit.color_canvas, "#f6f4ee")
    sheet = mix(canvas, "#ffffff", 0.62)
    hero = mix(canvas, accent, 0.1)
    ink = readable(hex_or(kit.color_ink, "#1d1d1b"), sheet)
    return Palette(
        accent=accent,
        on_accent=readable(sheet, accent, ink),
        accent_text=readable(accent, sheet, ink),
        hero_text=readable(accent, hero, ink),
        ink=ink,
        hero_ink=readable(ink, hero),
        quiet=readable(mix(ink, canvas, 0.3), canvas, ink),
        button_dark=readable(mix(accent, "#ffffff", 0.7), "#1c1d1b", "#eceae4"),
        page=mix(canvas, ink, 0.035),
        sheet=sheet,
        hero=hero,
        foot=canvas,
        hairline=mix(canvas, ink, 0.09),
        font=font_stack(kit.font),
    )


def fill_shell(
    colors: Palette, language: str, *, button: bool, unsubscribe: bool, hero: bool, slots: Mapping[str, str]
) -> str:
    """Return the compiled document with its slots filled.

    Slots hold clean HTML, and whatever they hold is put in once and not looked at again.
    """
    shell = _compiled(colors, language, button, unsubscribe, hero)
    return _SLOT.sub(lambda match: slots[match.group(1)], shell)


@lru_cache(maxsize=64)
def _compiled(colors: Palette, language: str, button: bool, unsubscribe: bool, hero: bool) -> str:
    source = _MJML.format(
        **colors.model_dump(),
        language=re.sub(r"[^A-Za-z0-9-]", "", language) or "en",
        direction="rtl" if language.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr",
        hero_section=_HERO if hero else "",
        button=_BUTTON.format(**colors.model_dump()) if button else "",
        unsubscribe=_UNSUBSCRIBE.format(**colors.model_dump()) if unsubscribe else "",
    )
    return str(mrml.to_html(source, render_options=mrml.RenderOptions(fonts={})).content)


_MJML = """
<mjml lang="{language}" dir="{direction}">
  <mj-head>
    <mj-title>[[title]]</mj-title>
    <mj-preview>[[preheader]]</mj-preview>
    <mj-attributes>
      <mj-all font-family="{font}" />
      <mj-text color="{ink}" font-size="16px" line-height="1.6" padding="0" />
    </mj-attributes>
    <mj-raw>
      <meta name="color-scheme" content="light dark" />
      <meta name="supported-color-schemes" content="light dark" />
    </mj-raw>
    <mj-style>
      .words a {{ color: {accent_text}; }}
      @media only screen and (max-width: 479px) {{
        .in > table > tbody > tr > td {{ padding-left: 22px !important; padding-right: 22px !important; }}
        .headline h1 {{ font-size: 26px !important; }}
      }}
      @media (prefers-color-scheme: dark) {{
        body, .page {{ background: #121312 !important; }}
        .sheet, .sheet > table {{ background: #1c1d1b !important; }}
        .sheet td {{ border-color: #333531 !important; }}
        .button td, .button a {{ background: {button_dark} !important; color: #1c1d1b !important; }}
        .hero, .hero > table {{ background: #262925 !important; }}
        .foot, .foot > table {{ background: #232522 !important; }}
        .sheet div, .sheet p, .sheet li, .sheet h1, .sheet h2, .sheet .name {{ color: #eceae4 !important; }}
        .foot div, .foot p {{ color: #b5b3ac !important; }}
        .words a, .foot a {{ color: #eceae4 !important; }}
      }}
    </mj-style>
  </mj-head>
  <mj-body background-color="{page}" width="600px" css-class="page">
    <mj-section padding="24px 0 0" />
    <mj-wrapper css-class="sheet" background-color="{sheet}" padding="0" border-radius="10px"
                border="1px solid {hairline}">
      <mj-section css-class="in" padding="20px 40px 18px">
        <mj-column padding="0"><mj-text align="center">[[logo]]</mj-text></mj-column>
      </mj-section>
{hero_section}
      <mj-section css-class="in hero" background-color="{hero}" padding="38px 40px 36px">
        <mj-column padding="0"><mj-text css-class="headline">[[headline]]</mj-text></mj-column>
      </mj-section>
      <mj-section css-class="in" padding="30px 40px 28px">
        <mj-column padding="0">
          <mj-text css-class="words">[[body]]</mj-text>
          {button}
          <mj-text css-class="words">[[closing]]</mj-text>
        </mj-column>
      </mj-section>
      <mj-section css-class="in foot" background-color="{foot}" padding="20px 40px 24px"
                  border-top="1px solid {hairline}">
        <mj-column padding="0">
          <mj-text color="{quiet}" font-size="12px" line-height="1.65">[[footer]]{unsubscribe}</mj-text>
        </mj-column>
      </mj-section>
    </mj-wrapper>
    <mj-section padding="24px 0 0" />
  </mj-body>
</mjml>
"""

_HERO = """
      <mj-section padding="0">
        <mj-column padding="0"><mj-text padding="0" line-height="0">[[hero]]</mj-text></mj-column>
      </mj-section>"""

_BUTTON = """
          <mj-button css-class="button" href="[[button_url]]" align="left"
                     background-color="{accent}" color="{on_accent}" border-radius="999px"
                     font-size="16px" font-weight="600" line-height="22px"
                     inner-padding="13px 26px" padding="10px 0 26px">[[button_label]]</mj-button>
"""

_UNSUBSCRIBE = """<a href="[[unsubscribe_url]]" style="color:{quiet};text-decoration:underline;">\
[[unsubscribe]]</a>"""
