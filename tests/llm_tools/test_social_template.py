import pytest

from generation.brief import Rendering
from generation.checks.types import CheckContext, Severity
from generation.llm_tools.asked import asked
from generation.llm_tools.base import Job
from generation.llm_tools.social_content import GOALS, NETWORK_NAMES, SocialParams, posts_of
from generation.llm_tools.social_post import TOOL
from generation.llm_tools.usual_params import TONES
from tests.llm_tools.samples import TODAY, a_brief, a_kit
from tests.llm_tools.test_email_template import BRIEFS, KEY_MESSAGE, SENSIBLE


def fill(brief="whole", variant=1, language="en", **params):
    given = {"key_message": KEY_MESSAGE, "networks": NETWORK_NAMES} | params
    job = Job(brief=BRIEFS[brief], variant=variant, variants=4, language=language)
    return TOOL.fill_template(job, SocialParams.model_validate(given))


def worth_a_look(content, brief, language):
    typed = asked(SocialParams, {"key_message": KEY_MESSAGE})
    context = CheckContext(brief=BRIEFS[brief], language=language, today=TODAY, asked=typed)
    return [
        f"{finding.rule}: {finding.quote}"
        for finding in TOOL.check(content, context).findings
        if finding.severity is Severity.MUST_FIX
        or (finding.rule.startswith("social.") and finding.severity is Severity.CHECK)
    ]


def all_words(content):
    return "\n".join(post.posted for post in posts_of(content))


@pytest.mark.parametrize("brief", SENSIBLE)
def test_a_template_needs_no_fixing(brief):
    ways = ((1, "en", "single"), (2, "de", "numbered"), (3, "en", "thread"), (4, "de", "single"))
    for variant, language, thread in ways:
        found = worth_a_look(fill(brief, variant, language, thread=thread), brief, language)

        assert [each for each in found if not each.startswith("social.picture")] == []


@pytest.mark.parametrize("goal", GOALS)
@pytest.mark.parametrize("language", ["en", "de"])
def test_every_goal_and_tone_is_written(goal, language):
    for variant, tone in enumerate(TONES, start=1):
        content = fill(variant=variant, goal=goal, tone=tone, language=language)

        assert [each for each in worth_a_look(content, "whole", language) if "picture" not in each] == []


@pytest.mark.parametrize("brief", BRIEFS)
def test_whatever_the_brief_holds_there_are_posts(brief):
    for format in ("html", "txt", "zip"):
        assert TOOL.export(fill(brief), Rendering(kit=BRIEFS[brief].brand), format)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("goal", GOALS)
def test_variants_differ_on_every_network(language, goal):
    drafts = [fill(variant=number, language=language, goal=goal) for number in (1, 2, 3, 4)]

    for texts in zip(*([post.text for post in draft.posts] for draft in drafts), strict=True):
        assert len(set(texts)) == 4


def test_what_is_for_the_team_stays_with_the_team():
    for text in ("900 orders", "18,240", "Lead with", "Nadia", "nadia@"):
        assert text not in all_words(fill())


def test_every_post_says_what_it_is_about():
    for post in posts_of(fill()):
        assert "20% off every bag" in post.posted


def test_posts_are_as_long_as_reads_well():
    for post in posts_of(fill("many facts")):
        length = post.network.length(post.posted)
        assert length <= (280 if post.network.name == "x" else post.network.longest.value)


def test_expired_facts_are_left_out():
    assert "12,000" not in all_words(fill("expired fact"))


def test_wishes_of_the_person_are_kept():
    content = fill(link="https://northwind.example/new", own_hashtags="#Mornings", picture="A full cup")

    assert {post.link for post in content.posts} == {"https://northwind.example/new"}
    assert all(post.hashtags.startswith("#Mornings") for post in content.posts)
    assert content.picture.brief == "A full cup"


@pytest.mark.parametrize(("policy", "hashtags"), [("none", ""), ("few", "#SpringSale #NorthwindCoffee")])
def test_hashtags_are_names_of_the_campaign_and_nothing_made_up(policy, hashtags):
    assert fill(hashtags=policy).posts[1].hashtags == hashtags


def test_a_network_that_takes_one_hashtag_gets_one():
    [post] = [post for post in fill(hashtags="usual").posts if post.network == "threads"]

    assert post.hashtags == "#SpringSale"


def test_a_caption_points_to_the_bio_and_not_to_a_link():
    [post] = [post for post in posts_of(fill()) if post.network.name == "instagram"]

    assert "link in our bio" in post.posted
    assert "https://" not in post.posted


def test_no_emoji_and_no_word_that_the_brand_avoids():
    brief = a_brief(brand=a_kit(banned_words=("something", "look", "tell")))
    content = TOOL.fill_template(
        Job(brief=brief), SocialParams(key_message="Spring sale opens Monday.", networks=NETWORK_NAMES)
    )
    words = all_words(content).casefold()

    assert not any(word in words for word in ("something", "look", "tell"))


def test_the_same_job_gives_the_same_words():
    assert fill() == fill()
