"""Pictures of the sample world, drawn here: no photograph has to be shipped or licensed."""

from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter

from crm_llm.accounts.models import User
from generation import asset_services
from generation.models import Campaign

_SIZE = (1600, 900)
_SCALE = 2
"""Drawn at twice the size and shrunk, so that edges are smooth."""
_WALL, _TABLE, _CREAM = "#e9e2d2", "#c8b493", "#f6f4ee"
_GREEN, _BROWN, _CLAY = "#204034", "#5a3a28", "#b4623c"

Box = tuple[float, float, float, float]


def load_pictures(campaign: Campaign, by: User) -> None:
    """Add the campaign's pictures, as its marketer would."""
    for name, alt, draw in (
        ("three-bags.png", "Three bags of Northwind coffee side by side on a wooden table", three_bags),
        ("cup-from-above.png", "A cup of black coffee on a saucer, seen from above", cup_from_above),
    ):
        asset_services.upload(
            by=by, campaign=campaign, data=draw(), name=name, alt=alt, licence="Own drawing, Northwind Coffee"
        )


def three_bags() -> bytes:
    image, pen = _sheet(_WALL)
    pen.rectangle(_scaled((0, 640, 1600, 900)), fill=_TABLE)
    shade = Image.new("L", image.size)
    ImageDraw.Draw(shade).ellipse(_scaled((380, 690, 1260, 790)), fill=110)
    image.paste(_BROWN, mask=shade.filter(ImageFilter.GaussianBlur(24 * _SCALE)))
    for left, color, top in ((400, _CLAY, 300), (940, _BROWN, 320), (670, _GREEN, 220)):
        _bag(pen, left, top, color)
    return _png(image)


def _bag(pen: ImageDraw.ImageDraw, left: float, top: float, color: str) -> None:
    right, bottom = left + 260, 740
    pen.polygon(
        [
            _point(x, y)
            for x, y in (
                (left + 14, top + 50),
                (right - 14, top + 50),
                (right, bottom - 16),
                (right - 12, bottom),
                (left + 12, bottom),
                (left, bottom - 16),
            )
        ],
        fill=color,
    )
    pen.rounded_rectangle(_scaled((left + 10, top, right - 10, top + 60)), 10 * _SCALE, fill=color)
    pen.line([_point(left + 10, top + 60), _point(right - 10, top + 60)], fill=_CREAM, width=3 * _SCALE)
    middle = (top + bottom) / 2 + 30
    pen.ellipse(_scaled((left + 70, middle - 60, right - 70, middle + 60)), fill=_CREAM)
    pen.ellipse(_scaled((left + 108, middle - 34, right - 108, middle + 34)), fill=color)
    pen.arc(_scaled((left + 116, middle - 44, right - 96, middle + 44)), 110, 250, _CREAM, 5 * _SCALE)


def cup_from_above() -> bytes:
    image, pen = _sheet(_TABLE)
    for y in range(90, 900, 180):
        pen.line([_point(0, y), _point(1600, y)], fill="#bda680", width=4 * _SCALE)
    shade = Image.new("L", image.size)
    ImageDraw.Draw(shade).ellipse(_scaled((470, 150, 1170, 850)), fill=120)
    image.paste(_BROWN, mask=shade.filter(ImageFilter.GaussianBlur(22 * _SCALE)))
    _circle(pen, 800, 450, 330, _CREAM)
    _circle(pen, 800, 450, 300, "#ece7da")
    pen.rounded_rectangle(_scaled((990, 410, 1110, 490)), 30 * _SCALE, fill=_GREEN)
    _circle(pen, 800, 450, 215, _GREEN)
    _circle(pen, 800, 450, 190, _CREAM)
    _circle(pen, 800, 450, 176, "#3a2418")
    pen.arc(_scaled((650, 300, 950, 600)), 200, 285, "#7a5238", 9 * _SCALE)
    return _png(image)


def _circle(pen: ImageDraw.ImageDraw, x: float, y: float, radius: float, fill: str) -> None:
    pen.ellipse(_scaled((x - radius, y - radius, x + radius, y + radius)), fill=fill)


def _sheet(color: str) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", (_SIZE[0] * _SCALE, _SIZE[1] * _SCALE), color)
    return image, ImageDraw.Draw(image)


def _point(x: float, y: float) -> tuple[float, float]:
    return x * _SCALE, y * _SCALE


def _scaled(box: Box) -> Box:
    left, top, right, bottom = box
    return left * _SCALE, top * _SCALE, right * _SCALE, bottom * _SCALE


def _png(image: Image.Image) -> bytes:
    file = BytesIO()
    image.resize(_SIZE, Image.Resampling.LANCZOS).save(file, "PNG", compress_level=1)
    return file.getvalue()
