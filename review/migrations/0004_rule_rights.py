"""Let prompt admins decide about the rules of brands."""

from django.db import migrations


def give_rights(apps, schema_editor):
    database = schema_editor.connection.alias
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    group, _ = Group.objects.using(database).get_or_create(name="Prompt admins")
    # Permissions are otherwise made after the last migration, which is too late here.
    content_type, _ = ContentType.objects.using(database).get_or_create(app_label="generation", model="rulesetting")
    for verb in ("add", "change", "delete", "view"):
        permission, _ = Permission.objects.using(database).get_or_create(
            content_type=content_type,
            codename=f"{verb}_rulesetting",
            defaults={"name": f"Can {verb} rule of a brand"},
        )
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0003_chain_check"),
        ("generation", "0010_rule_settings"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
