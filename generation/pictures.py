"""Turn an uploaded file into a picture that is safe to keep and to send: checked, re-encoded, small.

The file is untrusted. What it is, is read from its first bytes and not from its name; its size in pixels
is known before anything is decoded; and what is kept is written anew, so that neither the place where
a photo was taken nor anything hidden behind the picture survives.
"""

import hashlib
import struct
import zlib
from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

MAX_BYTES = 12 * 1024 * 1024
"""Of an uploaded file."""
MAX_PIXELS = 40_000_000
"""Of an uploaded picture: what a good camera makes. Decoded, it takes up to 160 MB for a second or two."""
MIN_SIDE = 32
"""A picture of one pixel is a counter, not a picture."""
LONGEST_SIDE = 1600
TARGET_BYTES = 200_000
"""Mail programs on the road load no more than that gladly; quality goes down to it, but not to a smear."""
QUALITIES = (86, 80, 74, 68, 60)

# We compare with `MAX_PIXELS` ourselves, after the header and before decoding; Pillow would warn at first.
Image.MAX_IMAGE_PIXELS = None
_DAMAGED = (OSError, SyntaxError, ValueError, EOFError, LookupError, ArithmeticError, TypeError, struct.error)


class UnusablePicture(ValueError):
    """The file can't be used as a picture. The message says why, and what to do."""


@dataclass(frozen=True)
class Encoded:
    """A picture as it is kept."""

    body: bytes
    media_type: str
    width: int
    height: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


def encode(data: bytes) -> Encoded:
    """Return the picture of an uploaded file, upright, in sRGB, at most 1600 px long, without metadata.

    A picture with transparent parts stays a PNG, and so does an opaque PNG that is smaller so.

    Raises:
        UnusablePicture: it is no PNG, JPEG or WebP; too large or too small; moving; or damaged.
    """
    if len(data) > MAX_BYTES:
        raise UnusablePicture(
            _("This file is larger than %(n)s MB. Save a smaller copy.") % {"n": MAX_BYTES >> 20}
        )
    _refuse_webp_canvas(data)
    try:
        with Image.open(BytesIO(data), formats=("PNG", "JPEG", "WEBP")) as image:
            _refuse(image)
            return _encoded(image)
    except UnidentifiedImageError as exc:
        raise UnusablePicture(
            _("This can’t be read as a PNG, JPEG or WebP picture, whatever its name says.")
        ) from exc
    except UnusablePicture:
        raise
    except (*_DAMAGED, zlib.error) as exc:
        raise UnusablePicture(_("This file is damaged. Save the picture again and upload that.")) from exc


def _refuse(image: Image.Image) -> None:
    """Judge what the header says."""
    width, height = image.size
    _refuse_size(width, height)
    # A photo of a phone may hold a second one for depth or brightness; the first is the picture.
    if getattr(image, "is_animated", False) and image.format not in ("JPEG", "MPO"):
        raise UnusablePicture(
            _("This picture moves. Mail programs show moving pictures badly; save one frame.")
        )


def _refuse_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        told = _("This picture is %(width)s × %(height)s pixels. Up to %(n)s million fit; make it smaller.")
        raise UnusablePicture(told % {"width": width, "height": height, "n": MAX_PIXELS // 1_000_000})
    if min(width, height) < MIN_SIDE:
        raise UnusablePicture(
            _("This picture is too small: each side needs at least %(n)s pixels.") % {"n": MIN_SIDE}
        )


def _refuse_webp_canvas(data: bytes) -> None:
    """Judge a WebP file's size ourselves: its decoder takes memory for the whole canvas when it opens.

    The extended header (VP8X) holds width and height less one, 24 bits each. Developers.google.com, "WebP
    Container Specification".
    """
    if data[:4] == b"RIFF" and data[8:16] == b"WEBPVP8X" and len(data) >= 30:
        width, height = (int.from_bytes(data[at : at + 3], "little") + 1 for at in (24, 27))
        _refuse_size(width, height)


def _encoded(image: Image.Image) -> Encoded:
    was_png = image.format == "PNG"
    # A JPEG is decoded at a half, a quarter or an eighth where that is still enough.
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    picture = _in_plain_colours(ImageOps.exif_transpose(image))
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    _refuse_size(*picture.size)
    if picture.mode == "RGBA":
        return _encoded_as(picture, _transparent_png(picture), "image/png")
    jpeg = _jpeg(picture)
    png = _png(picture) if was_png else b""
    if png and len(png) <= min(len(jpeg), TARGET_BYTES):
        return _encoded_as(picture, png, "image/png")
    return _encoded_as(picture, jpeg, "image/jpeg")


def _encoded_as(picture: Image.Image, body: bytes, media_type: str) -> Encoded:
    return Encoded(body, media_type, picture.width, picture.height)


def _in_plain_colours(image: Image.Image) -> Image.Image:
    """Return the pixels alone, as RGB, or RGBA where something shows through; sRGB, since profiles go."""
    profile = image.info.get("icc_profile")
    transparent = image.has_transparency_data
    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        image = image.point(lambda value: value / 256).convert("L")
    elif image.mode not in ("RGB", "RGBA", "CMYK", "L"):
        image = image.convert("RGBA" if transparent else "RGB")
    if profile and image.mode in ("RGB", "RGBA", "CMYK"):
        image = _in_srgb(image, profile)
    picture = image.convert("RGBA" if transparent else "RGB")
    if transparent and picture.getchannel("A").getextrema()[0] == 255:
        picture = picture.convert("RGB")
    # A new image, so that nothing of the file but its pixels is left to be written.
    plain = Image.new(picture.mode, picture.size)
    plain.paste(picture)
    return plain


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Return the picture with its colours moved to sRGB; as it is where its profile makes no sense."""
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        mode = "RGB" if image.mode == "CMYK" else image.mode
        moved = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, *_DAMAGED):
        return image
    return moved or image


def _jpeg(picture: Image.Image) -> bytes:
    """Return the picture as a JPEG of the best quality that keeps to the target, or of the lowest."""
    for quality in QUALITIES:
        body = _saved(picture, "JPEG", quality=quality, optimize=True, progressive=True)
        if len(body) <= TARGET_BYTES:
            break
    return body


def _png(picture: Image.Image) -> bytes:
    return _saved(picture, "PNG", optimize=True)


def _transparent_png(picture: Image.Image) -> bytes:
    """Return the picture as a PNG; with 256 colours where it is large with all of them."""
    body = _png(picture)
    if len(body) <= TARGET_BYTES:
        return body
    few = picture.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.FLOYDSTEINBERG)
    return min(body, _saved(few, "PNG", optimize=True), key=len)


def _saved(picture: Image.Image, format: str, **options: int | bool) -> bytes:
    file = BytesIO()
    picture.save(file, format, **options)
    return file.getvalue()
