"""What pages of a draft say of its comments, which only the review desk knows."""

from django import template

from crm_llm.accounts.models import User
from generation.models import Generation
from review.models import Comment

register = template.Library()


@register.simple_tag
def comments_on(draft: Generation, user: User) -> int:
    """Return how many comments the person can read on the draft, replies included."""
    return Comment.objects.visible_to(user).filter(generation=draft).count()
