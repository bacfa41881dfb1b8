"""Things with plain defaults, one factory a model. Change them by keyword."""

import hashlib
import uuid
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import factory
from auditlog.context import disable_auditlog
from django.utils import timezone
from factory.django import DjangoModelFactory
from PIL import Image

from crm_llm.accounts.models import User
from generation import searching
from generation.brief import BrandKit
from generation.canonical import content_hash
from generation.llm_tools import TOOLS
from generation.models import (
    Asset,
    AssetFile,
    Brand,
    BrandKitVersion,
    BrandMembership,
    Budget,
    Campaign,
    DraftRequest,
    Fact,
    Finding,
    Generation,
    Link,
    LLMCall,
    Prompt,
    PromptVersion,
    Revision,
)
from generation.pictures import encode
from generation.text import strings_in

EMAIL_PARAMS = {
    "kind": "promotion",
    "key_message": "Every bag is 20% off.",
    "link": "https://northwind.example/spring",
}


class UnloggedFactory(DjangoModelFactory[Any]):
    """Makes what was there before anybody did something: the audit log does not tell of it."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class: type[Any], *args: Any, **kwargs: Any) -> Any:
        with disable_auditlog():
            return super()._create(model_class, *args, **kwargs)


class UserFactory(UnloggedFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person{n}")
    password = factory.django.Password("secret-" + "p" * 12)


KIT: dict[str, Any] = {
    "voice": "Warm, plain, a little dry.",
    "banned_words": ("cheap", "hurry"),
    "sender_name": "Northwind Coffee",
    "website": "https://northwind.example",
    "postal_address": "1180 SE Alder Street, Portland, OR 97214",
    "unsubscribe_url": "{{ unsubscribe_url }}",
    "logo_text": "N",
    "merge_tags": ({"name": "first_name", "sample": "Jordan", "fallback": "there"},),
}


class BrandFactory(DjangoModelFactory[Brand]):
    """A brand whose first kit is in force. Keywords that name a field of the kit go into it."""

    class Meta:
        model = Brand

    name = factory.Sequence(lambda n: f"Northwind Coffee {n}")
    slug = factory.Sequence(lambda n: f"northwind-{n}")

    @classmethod
    def _build(cls, model_class: type[Brand], *args: Any, **kwargs: Any) -> Brand:
        kit, fields = _split(kwargs)
        brand = super()._build(model_class, *args, **fields)
        brand.kit_version = BrandKitVersion.of(_kit(brand, kit), number=1)
        return brand

    @classmethod
    def _create(cls, model_class: type[Brand], *args: Any, **kwargs: Any) -> Brand:
        kit, fields = _split(kwargs)
        with disable_auditlog():
            brand = super()._create(model_class, *args, **fields)
            brand.kit_version = BrandKitVersion.of(_kit(brand, kit), brand=brand, number=1)
            brand.kit_version.save()
            brand.save(update_fields=["kit_version"])
        return brand


def _split(kwargs: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    of_kit = {name for name in kwargs if name in BrandKit.model_fields and name != "name"}
    return {name: kwargs[name] for name in of_kit}, {
        name: value for name, value in kwargs.items() if name not in of_kit
    }


def _kit(brand: Brand, changes: dict[str, Any]) -> BrandKit:
    return BrandKit.model_validate(KIT | changes | {"name": brand.name})


def change_kit(brand: Brand, **changes: Any) -> BrandKitVersion:
    """Put a new version of the kit in force, as an admin does by saving it."""
    brand = Brand.objects.select_related("kit_version").get(pk=brand.pk)
    kit = BrandKit.model_validate(brand.kit().model_dump(mode="json") | changes)
    version = BrandKitVersion.of(kit, brand=brand, number=brand.kit_versions.count() + 1)
    version.save()
    Brand.objects.filter(pk=brand.pk).update(kit_version=version)
    return version


class BrandMembershipFactory(UnloggedFactory):
    class Meta:
        model = BrandMembership

    brand = factory.SubFactory(BrandFactory)
    user = factory.SubFactory(UserFactory)


class CampaignFactory(DjangoModelFactory[Campaign]):
    class Meta:
        model = Campaign

    brand = factory.SubFactory(BrandFactory)
    name = "Spring sale"
    slug = factory.Sequence(lambda n: f"spring-sale-{n}")
    objective = "First order of the season."
    audience = "Bought whole-bean coffee in the last 12 months."
    offer = "20% off every bag of whole-bean coffee."
    languages = ["en", "de"]
    jurisdictions = ["US"]
    owner = factory.SubFactory(UserFactory)

    @classmethod
    def _create(cls, model_class: type[Campaign], *args: Any, **kwargs: Any) -> Campaign:
        campaign = super()._create(model_class, *args, **kwargs)
        searching.keep_campaign(campaign)
        return campaign


class FactFactory(DjangoModelFactory[Fact]):
    class Meta:
        model = Fact

    campaign = factory.SubFactory(CampaignFactory)
    text = "20% off all whole-bean coffee"
    source = "Offer sheet SP-27"


class AssetFileFactory(DjangoModelFactory[AssetFile]):
    """The bytes of `a_picture()`, or of the one that is given, once."""

    class Meta:
        model = AssetFile
        django_get_or_create = ["sha256"]

    body = factory.LazyFunction(lambda: encode(a_picture()).body)
    sha256 = factory.LazyAttribute(lambda o: hashlib.sha256(o.body).hexdigest())
    media_type = "image/png"


class AssetFactory(DjangoModelFactory[Asset]):
    class Meta:
        model = Asset

    campaign = factory.SubFactory(CampaignFactory)
    file = factory.SubFactory(AssetFileFactory)
    media_type = "image/png"
    width = 640
    height = 320
    size = 100
    alt = "Three bags of coffee on a wooden table"
    licence = "Own photo"
    original_name = "bags.png"
    uploaded_by = factory.SelfAttribute("campaign.owner")


class LinkFactory(DjangoModelFactory[Link]):
    class Meta:
        model = Link

    campaign = factory.SubFactory(CampaignFactory)
    label = "Shop"
    url = "https://northwind.example/spring"


class PromptFactory(DjangoModelFactory[Prompt]):
    class Meta:
        model = Prompt
        django_get_or_create = ["tool"]

    tool = "email"
    name = "Email"


class PromptVersionFactory(DjangoModelFactory[PromptVersion]):
    class Meta:
        model = PromptVersion

    prompt = factory.SubFactory(PromptFactory)
    number = factory.Sequence(lambda n: n + 100)
    system_template = "You write for {{ brand.name }}."
    user_template = "Write."


class DraftRequestFactory(DjangoModelFactory[DraftRequest]):
    class Meta:
        model = DraftRequest

    campaign = factory.SubFactory(CampaignFactory)
    tool = "email"
    params = factory.LazyFunction(EMAIL_PARAMS.copy)
    brief = factory.LazyAttribute(lambda o: o.campaign.brief(now=timezone.now()).model_dump(mode="json"))
    requested_by = factory.SelfAttribute("campaign.owner")
    idempotency_key = factory.LazyFunction(lambda: uuid.uuid4().hex)
    correlation_id = "req_0123456789abcdef"


class GenerationFactory(DjangoModelFactory[Generation]):
    """A queued draft. `make_ready(generation)` gives it words."""

    class Meta:
        model = Generation

    request = factory.SubFactory(DraftRequestFactory)
    campaign = factory.SelfAttribute("request.campaign")
    brand = factory.SelfAttribute("request.campaign.brand")
    tool = factory.SelfAttribute("request.tool")
    requested_by = factory.SelfAttribute("request.requested_by")
    language = factory.SelfAttribute("request.language")


class LLMCallFactory(DjangoModelFactory[LLMCall]):
    class Meta:
        model = LLMCall

    generation = factory.SubFactory(GenerationFactory)
    lease_token = factory.LazyFunction(uuid.uuid4)
    attempt = 1
    model_asked = "anthropic/claude-sonnet-4.6"
    correlation_id = "req_0123456789abcdef"


class BudgetFactory(UnloggedFactory):
    """A budget of one dollar a month for everything."""

    class Meta:
        model = Budget

    name = factory.Sequence(lambda n: f"Budget {n}")
    limit = Decimal(1)


def a_picture(
    *, size: tuple[int, int] = (64, 48), color: str = "#204034", format: str = "PNG", **save: Any
) -> bytes:
    """Return a picture file of one colour."""
    file = BytesIO()
    mode = "RGBA" if len(color) == 9 else "RGB"
    Image.new(mode, size, color).save(file, format, **save)
    return file.getvalue()


def email_content(**changes: Any) -> dict[str, Any]:
    """Return valid content of the email tool, filled from its template."""
    from generation.llm_tools import get_tool
    from generation.llm_tools.base import Job

    tool = get_tool("email")
    campaign = CampaignFactory.build(brand=BrandFactory.build(), owner=UserFactory.build())
    brief = {
        "campaign": campaign.name,
        "objective": campaign.objective,
        "audience": campaign.audience,
        "offer": campaign.offer,
        "brand": campaign.brand.kit(),
        "taken_at": timezone.now(),
    }
    job = Job.model_validate({"brief": brief})
    content: dict[str, Any] = tool.fill_template(job, tool.params_model(**EMAIL_PARAMS)).model_dump(
        mode="json"
    )
    return content | changes


def make_ready(
    generation: Generation, *, content: dict[str, Any] | None = None, source: str = "model", **fields: Any
) -> Generation:
    """Give a draft its first revision, as a worker would, and return it reloaded."""
    content = email_content() if content is None else content
    revision = Revision.objects.create(
        generation=generation,
        number=1,
        origin=source,
        content=content,
        schema_version=TOOLS[generation.tool].schema_version if generation.tool in TOOLS else 1,
        content_hash=content_hash(content),
        words=100,
        checks_run=10,
    )
    now = timezone.now()
    values: dict[str, Any] = {
        "status": "ready",
        "stage": "done",
        "source": source,
        "current_revision": revision,
        "title": "Spring sale: 20% off every bag",
        "summary": "Fresh from the roaster.",
        "model": "anthropic/claude-sonnet-4.6" if source == "model" else "",
        "started_at": now - timedelta(seconds=5),
        "finished_at": now,
    }
    Generation.objects.filter(pk=generation.pk).update(**values | fields)
    generation.refresh_from_db()
    searching.keep_draft(generation, [generation.title, generation.summary, *strings_in(content)])
    return generation


def make_finding(generation: Generation, **fields: Any) -> Finding:
    values: dict[str, Any] = {
        "rule": "facts.no_source",
        "severity": "check",
        "field": "sections.0.body",
        "message": "A claim has no source",
        "quote": "best-selling roast",
    }
    return Finding.objects.create(
        generation=generation, revision=generation.current_revision, **values | fields
    )
