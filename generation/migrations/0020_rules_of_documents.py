from django.db import migrations

RENAMED = {"email.link_words": "html.names", "email.picture_alt": "html.alternative"}


def rename(apps, schema_editor):
    """Two rules of mails read the rendered document now, as pages' rules do, and are the same ones."""
    settings = apps.get_model("generation", "RuleSetting").objects
    for old, new in RENAMED.items():
        decided = settings.filter(rule=new).values_list("brand", flat=True)
        settings.filter(rule=old).exclude(brand__in=list(decided)).update(rule=new)


class Migration(migrations.Migration):
    dependencies = [("generation", "0019_assigned_reviewer")]
    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
