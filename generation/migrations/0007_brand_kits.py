"""Move what a brand says of itself into versions: the kit of each brand becomes its version 1."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from generation.canonical import content_hash

TEXTS = (
    'voice', 'sender_name', 'website', 'postal_address', 'legal_footer', 'unsubscribe_url', 'logo_text',
    'color_accent', 'color_ink', 'color_canvas',
)


def columns_to_version_1(apps, schema_editor):
    database = schema_editor.connection.alias
    brands = apps.get_model('generation', 'Brand').objects.using(database)
    versions = apps.get_model('generation', 'BrandKitVersion').objects.using(database)
    for brand in brands.order_by('pk'):
        words = [word.strip() for word in brand.banned_words.splitlines() if word.strip()]
        tags = [
            {'name': tag['name'], 'sample': tag['sample'], 'fallback': tag.get('fallback', '')}
            for tag in brand.merge_tags
        ]
        kit = {name: getattr(brand, name) for name in TEXTS} | {'banned_words': words, 'merge_tags': tags}
        version = versions.create(
            brand=brand, number=1, kit=kit, checksum=content_hash(kit), note='As the brand was before versions.'
        )
        brands.filter(pk=brand.pk).update(kit_version=version)
    if schema_editor.connection.vendor == 'postgresql':
        # Checks of foreign keys that wait for the commit would forbid to alter the table below.
        schema_editor.execute('SET CONSTRAINTS ALL IMMEDIATE')


def version_to_columns(apps, schema_editor):
    brands = apps.get_model('generation', 'Brand').objects.using(schema_editor.connection.alias)
    for brand in brands.select_related('kit_version'):
        kit = brand.kit_version.kit if brand.kit_version else {}
        for name in TEXTS:
            setattr(brand, name, kit.get(name, getattr(brand, name)))
        brand.banned_words = '\n'.join(kit.get('banned_words', []))
        brand.merge_tags = kit.get('merge_tags', [])
        brand.kit_version = None
        brand.save()
    if schema_editor.connection.vendor == 'postgresql':
        schema_editor.execute('SET CONSTRAINTS ALL IMMEDIATE')


class Migration(migrations.Migration):

    dependencies = [
        ('generation', '0006_rewrites'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='revision',
            name='kit_version',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.CreateModel(
            name='BrandKitVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='version')),
                ('kit', models.JSONField()),
                ('checksum', models.CharField(max_length=64)),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='what changed and why')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='kit_versions', to='generation.brand')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'brand kit version',
                'verbose_name_plural': 'brand kit versions',
                'ordering': ['brand', '-number'],
            },
        ),
        migrations.AddField(
            model_name='brand',
            name='kit_version',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='generation.brandkitversion'),
        ),
        migrations.AddConstraint(
            model_name='brandkitversion',
            constraint=models.UniqueConstraint(fields=('brand', 'number'), name='brand_kit_number_once'),
        ),
        migrations.RunPython(columns_to_version_1, version_to_columns),
        # The way back needs something to fill these with until the versions are read.
        *(
            migrations.AlterField(
                model_name='brand', name=name, field=models.CharField(default='', max_length=300)
            )
            for name in ('sender_name', 'website', 'postal_address')
        ),
        migrations.RemoveField(
            model_name='brand',
            name='banned_words',
        ),
        migrations.RemoveField(
            model_name='brand',
            name='color_accent',
        ),
        migrations.RemoveField(
            model_name='brand',
            name='color_canvas',
        ),
        migrations.RemoveField(
            model_name='brand',
            name='color_ink',
        ),
        migrations.RemoveField(
            model_name='brand',
            name='legal_footer',
        ),
        migrations.RemoveField(
            model_name='brand',
            name='logo_text',
        ),
        migrations.RemoveField(
            model_name='brand',
            name='merge_tags',
        ),
        migrations.RemoveField(
            model_name='brand',
            name='postal_address',
        ),
        migrations.RemoveField(
            model_name='brand',
            name='sender_name',
        ),
        migrations.RemoveField(
            model_name='brand',
            name='unsubscribe_url',
        ),
        migrations.RemoveField(
            model_name='brand',
            name='voice',
        ),
        migrations.RemoveField(
            model_name='brand',
            name='website',
        ),
    ]
