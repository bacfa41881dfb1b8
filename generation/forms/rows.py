"""Rows of small forms inside a larger one. The server adds and removes them, so that no script is needed."""

from typing import Any, cast

from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.forms.formsets import TOTAL_FORM_COUNT
from django.utils.translation import gettext as _

from crm_llm.forms import DeskForm, DeskRenderer
from generation.text import whole_number


class Rows(BaseFormSet):
    """Rows without words are no rows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for form in self.forms:
            form.empty_permitted = True
            form.use_required_attribute = False

    def clean(self) -> None:
        if (self.management_form.cleaned_data[TOTAL_FORM_COUNT] or 0) < 0:
            raise ValidationError(_("This form is out of date. Open it again."))

    @property
    def filled(self) -> list[dict[str, Any]]:
        return [form.cleaned_data for form in self.forms if form.has_changed()]


def rows_of(form: type[DeskForm], limit: int) -> type[Rows]:
    made = formset_factory(
        form,
        formset=Rows,
        extra=0,
        max_num=limit,
        absolute_max=limit,
        validate_max=True,
        renderer=DeskRenderer(),
    )
    return cast("type[Rows]", made)


def reshaped_rows(
    data: Any, prefix: str, form: type[DeskForm], limit: int, add: str, remove: str
) -> list[dict[str, str]]:
    """Return what the rows now hold, with the one added or removed that a button asked for."""
    total = min(whole_number(str(data.get(f"{prefix}-TOTAL_FORMS", ""))), limit)
    rows = [
        {name: data.get(f"{prefix}-{number}-{name}", "") for name in form.base_fields}
        for number in range(total)
        if remove != f"{prefix}-{number}"
    ]
    return [*rows, {}][:limit] if add == prefix else rows
