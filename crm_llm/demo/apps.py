from django.apps import AppConfig


class DemoConfig(AppConfig):
    """One command that shows the whole product on one machine, with a small world to look at."""

    name = "crm_llm.demo"
    label = "demo"
