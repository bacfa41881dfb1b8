"""Create the four groups, with what they may open in the admin."""

from django.db import migrations

GROUPS = ["Marketers", "Reviewers", "Review leads", "Prompt admins"]

# What the groups may open in the admin. What a person may do to a draft is decided by membership.
ADMIN_PERMISSIONS = {
    "Prompt admins": {
        "generation": {
            "prompt": ["view", "change"],
            "promptversion": ["add", "change", "view"],
            "brand": ["add", "change", "view"],
            "brandmembership": ["add", "change", "delete", "view"],
            "campaign": ["view"],
            "draftrequest": ["view"],
            "generation": ["view"],
            "llmcall": ["view"],
            "auditentry": ["view"],
            "rulesetting": ["add", "change", "delete", "view"],
        },
        "review": {"submission": ["view"], "decision": ["view"], "claim": ["view"], "comment": ["view"]},
    }
}


def create_groups(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    for name in GROUPS:
        group, _ = Group.objects.get_or_create(name=name)
        for app, models in ADMIN_PERMISSIONS.get(name, {}).items():
            for model, verbs in models.items():
                # Permissions are otherwise made after the last migration, which is too late here.
                content_type, _ = ContentType.objects.get_or_create(app_label=app, model=model)
                for verb in verbs:
                    label = apps.get_model(app, model)._meta.verbose_name
                    permission, _ = Permission.objects.get_or_create(
                        content_type=content_type,
                        codename=f"{verb}_{model}",
                        defaults={"name": f"Can {verb} {label}"},
                    )
                    group.permissions.add(permission)


class Migration(migrations.Migration):
    replaces = [("review", "0002_groups"), ("review", "0004_rule_rights")]

    dependencies = [
        ("review", "0001_tables"),
        ("generation", "0001_tables"),
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(create_groups, migrations.RunPython.noop)]
