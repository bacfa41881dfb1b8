"""What becomes of an uploaded file, whatever it is."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageCms, ImageDraw

from generation.pictures import LONGEST_SIDE, MAX_BYTES, TARGET_BYTES, UnusablePicture, encode
from tests.factories import a_picture


def _noise(size: tuple[int, int]) -> Image.Image:
    return Image.effect_noise(size, 90).convert("RGB")


def _saved(image: Image.Image, format: str, **options: object) -> bytes:
    file = BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


def _reopened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(encode(data).body))


def _png_of(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header promises any size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def _webp_of(width: int, height: int) -> bytes:
    sides = b"".join((side - 1).to_bytes(3, "little") for side in (width, height))
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\x02\0\0\0" + sides
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _moving(format: str) -> bytes:
    first, second = Image.new("RGB", (64, 64), "red"), Image.new("RGB", (64, 64), "blue")
    return _saved(first, format, save_all=True, append_images=[second], duration=100)


HOSTILE = {
    "bomb_png": (_png_of(30_000, 30_000), "million"),
    "bomb_webp": (_webp_of(1 << 24, 255), "million"),
    "bomb_jpeg": (
        a_picture(format="JPEG").replace(struct.pack(">HH", 48, 64), b"\xff\xff\xff\xff"),
        "million",
    ),
    "one_pixel": (a_picture(size=(1, 1)), "too small"),
    "thin_line": (a_picture(size=(2000, 8)), "too small"),
    "svg_named_png": (
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        "as a PNG, JPEG or WebP",
    ),
    "html": (b"<!doctype html><script>alert(1)</script>", "as a PNG, JPEG or WebP"),
    "gif": (_saved(Image.new("RGB", (64, 64)), "GIF"), "as a PNG, JPEG or WebP"),
    "tiff": (_saved(Image.new("RGB", (64, 64)), "TIFF"), "as a PNG, JPEG or WebP"),
    "empty": (b"", "as a PNG, JPEG or WebP"),
    "only_a_signature": (b"\x89PNG\r\n\x1a\n", "as a PNG, JPEG or WebP"),
    "truncated_png": (_saved(_noise((200, 200)), "PNG")[:2000], "damaged"),
    "truncated_jpeg": (_saved(_noise((200, 200)), "JPEG")[:2000], "damaged"),
    "truncated_webp": (_saved(_noise((200, 200)), "WEBP")[:2000], "damaged"),
    "wrong_checksum": (a_picture().replace(b"IDAT", b"IDAX"), "as a PNG, JPEG or WebP"),
    "moving_png": (_moving("PNG"), "moves"),
    "moving_webp": (_moving("WEBP"), "moves"),
    "too_many_bytes": (b"\x89PNG\r\n\x1a\n" + b"\0" * MAX_BYTES, "larger than"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_is_no_usable_picture_is_refused_with_the_reason(name):
    data, reason = HOSTILE[name]

    with pytest.raises(UnusablePicture, match=reason):
        encode(data)


def test_the_place_where_a_photo_was_taken_is_not_kept():
    exif = Image.Exif()
    exif[0x010E] = "Taken at home"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 0.0)
    photo = _saved(_noise((400, 300)), "JPEG", exif=exif, comment=b"Taken at home", dpi=(300, 300))
    assert b"Taken at home" in photo

    kept = encode(photo)

    assert b"Taken at home" not in kept.body
    assert not dict(Image.open(BytesIO(kept.body)).getexif())


def test_text_chunks_and_profiles_of_a_png_are_not_kept():
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Author", "Mara Mustermann")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    kept = _reopened(
        _saved(Image.new("RGBA", (64, 64), "#20403480"), "PNG", pnginfo=info, icc_profile=profile)
    )

    assert kept.info == {}


@pytest.mark.parametrize("format", ["PNG", "JPEG"])
def test_what_hides_behind_a_picture_is_not_kept(format):
    polyglot = a_picture(format=format) + b"<script>alert(1)</script>PK\x03\x04"

    assert b"script" not in encode(polyglot).body


def test_a_photo_lying_on_its_side_is_put_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    kept = encode(_saved(_noise((400, 300)), "JPEG", exif=exif))

    assert (kept.width, kept.height) == (300, 400)


def test_a_large_photo_becomes_small_enough_for_a_mail():
    photo = Image.radial_gradient("L").resize((3000, 2000)).convert("RGB")
    kept = encode(_saved(photo, "JPEG", quality=98))

    assert (kept.width, kept.height, kept.media_type) == (LONGEST_SIDE, 1067, "image/jpeg")
    assert len(kept.body) <= TARGET_BYTES


def test_transparent_parts_stay_transparent():
    logo = Image.new("RGBA", (300, 100), "#00000000")
    ImageDraw.Draw(logo).ellipse((10, 10, 90, 90), fill="#204034ff")

    kept = encode(_saved(logo, "WEBP", lossless=True))

    assert kept.media_type == "image/png"
    assert Image.open(BytesIO(kept.body)).convert("RGBA").getpixel((0, 0))[3] == 0


def test_a_large_transparent_picture_loses_colours_not_its_shape():
    logo = _noise((1500, 1000)).convert("RGBA")
    logo.putalpha(Image.linear_gradient("L").resize((1500, 1000)))

    kept = encode(_saved(logo, "PNG"))

    assert Image.open(BytesIO(kept.body)).mode == "P"
    assert (kept.width, kept.height) == (1500, 1000)


def test_an_opaque_alpha_channel_is_no_reason_for_a_png():
    kept = encode(_saved(_noise((600, 400)).convert("RGBA"), "PNG"))

    assert kept.media_type == "image/jpeg"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_taken(mode):
    data = _saved(Image.new("L", (64, 64), 120).convert(mode), "PNG")

    grey = _reopened(data).convert("RGB").getpixel((5, 5))

    assert grey in {(120, 120, 120), (0, 0, 0), (255, 255, 255)}


def test_a_print_picture_is_taken():
    kept = _reopened(_saved(Image.new("CMYK", (64, 64), (0, 0, 0, 0)), "JPEG"))

    assert kept.convert("RGB").getpixel((5, 5)) == (255, 255, 255)


def test_a_profile_that_makes_no_sense_is_ignored():
    kept = encode(_saved(_noise((64, 64)), "JPEG", icc_profile=b"not a profile"))

    assert kept.media_type == "image/jpeg"


def test_the_same_file_gives_the_same_bytes():
    photo = _saved(_noise((300, 200)), "JPEG")

    assert encode(photo).sha256 == encode(photo).sha256
