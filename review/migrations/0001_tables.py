import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import review.models.notification
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    # What a database of a checkout from before the first release was made by, in this order.
    replaces = [
        ('review', '0001_initial'),
        ('review', '0003_chain_check'),
        ('review', '0005_notifications'),
        ('review', '0006_comments_on_words'),
        ('review', '0007_saved_views'),
        ('review', '0008_policies_and_stages'),
        ('review', '0009_handover_and_presence'),
        ('review', '0010_newest_decisions'),
        ('review', '0011_outside_links'),
        ('review', '0012_confirmed_and_set_aside'),
        ('review', '0013_nudges'),
        ('review', '0014_dismissed_findings'),
    ]

    initial = True

    dependencies = [
        ('accounts', '0002_density_and_after_decision'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('generation', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='ChainCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('checked_at', models.DateTimeField()),
                ('sequence', models.BigIntegerField()),
                ('hash', models.CharField(max_length=64)),
                ('unsealed', models.PositiveIntegerField(default=0)),
                ('problem', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'verbose_name': 'check of the audit log',
                'verbose_name_plural': 'checks of the audit log',
                'ordering': ['-checked_at', '-id'],
                'indexes': [models.Index(fields=['-checked_at', '-id'], name='chain_check_newest')],
            },
        ),
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('claimed_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('generation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims_held', to='generation.generation')),
                ('reviewer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'claim',
                'verbose_name_plural': 'claims',
                'ordering': ['-id'],
                'indexes': [models.Index(condition=models.Q(('ended_at', None)), fields=['expires_at'], name='claim_open_by_expiry')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('generation',), name='claim_one_open_a_draft')],
            },
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.TextField(max_length=2000)),
                ('is_internal', models.BooleanField(default=False)),
                ('field', models.CharField(blank=True, max_length=80)),
                ('start', models.PositiveIntegerField(null=True)),
                ('end', models.PositiveIntegerField(null=True)),
                ('quote', models.CharField(blank=True, max_length=500)),
                ('key', models.CharField(blank=True, max_length=32)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('generation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='generation.generation')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='review.comment')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='generation.revision')),
            ],
            options={
                'verbose_name': 'comment',
                'verbose_name_plural': 'comments',
                'ordering': ['id'],
                'indexes': [models.Index(fields=['generation', 'id'], name='comment_of_draft')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('author', 'key'), name='comment_sent_once'), models.CheckConstraint(condition=models.Q(models.Q(('end', None), ('field', ''), ('quote', ''), ('start', None)), models.Q(models.Q(('quote', ''), _negated=True), models.Q(('field', ''), _negated=True), ('end__gt', models.F('start')), ('parent', None)), _connector='OR'), name='comment_quotes_words_or_none')],
            },
        ),
        migrations.CreateModel(
            name='CommentEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('resolved', 'Resolved'), ('reopened', 'Reopened')], max_length=10)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('comment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='review.comment')),
            ],
            options={
                'verbose_name': 'resolution of a comment',
                'verbose_name_plural': 'resolutions of comments',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('comment', 'number'), name='comment_event_number_once')],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdict', models.CharField(choices=[('stage_approved', 'Stage approved'), ('approved', 'Approved'), ('changes_requested', 'Changes requested'), ('rejected', 'Rejected'), ('undone', 'Undone'), ('withdrawn', 'Withdrawn'), ('reopened', 'Reopened')], max_length=20)),
                ('frozen_hash', models.CharField(max_length=64)),
                ('stage', models.PositiveSmallIntegerField(null=True)),
                ('closes_stage', models.BooleanField(default=False)),
                ('confirmed', models.JSONField(default=list)),
                ('set_aside', models.JSONField(default=list)),
                ('set_aside_because', models.TextField(blank=True, max_length=2000)),
                ('reasons', models.JSONField(default=list)),
                ('note', models.TextField(blank=True, max_length=2000)),
                ('decided_outside', models.CharField(blank=True, max_length=160)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to=settings.AUTH_USER_MODEL)),
                ('generation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='generation.generation')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='generation.revision')),
            ],
            options={
                'verbose_name': 'decision',
                'verbose_name_plural': 'decisions',
                'ordering': ['id'],
                'indexes': [models.Index(fields=['decided_by', '-created_at'], name='decision_of_person'), models.Index(fields=['-created_at', '-id'], name='decision_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('verdict__in', ['stage_approved', 'approved', 'undone']), models.Q(('note', ''), _negated=True), _connector='OR'), name='decision_against_the_draft_has_a_note'), models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', False), ('decided_outside', '')), models.Q(('decided_by', None), models.Q(('decided_outside', ''), _negated=True)), _connector='OR'), name='decision_by_one_person')],
            },
        ),
        migrations.CreateModel(
            name='FindingDismissal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=300)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('finding', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='dismissal', to='generation.finding')),
            ],
            options={
                'verbose_name': 'dismissal of a finding',
                'verbose_name_plural': 'dismissals of findings',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='HandoverRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField()),
                ('declined_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='handover_requests', to='review.claim')),
            ],
            options={
                'verbose_name': 'request for a draft',
                'verbose_name_plural': 'requests for drafts',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('claim', 'asked_by'), name='handover_asked_once_a_claim')],
            },
        ),
        migrations.CreateModel(
            name='MailPreference',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='mail_preference', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('mode', models.CharField(choices=[('at_once', 'Each at once'), ('daily', 'Once a day, together'), ('never', 'No mail')], default='at_once', max_length=8)),
                ('daily_at', models.PositiveSmallIntegerField(default=8, validators=[django.core.validators.MaxValueValidator(23)])),
                ('muted', models.JSONField(default=list)),
            ],
            options={
                'verbose_name': 'mail preference',
                'verbose_name_plural': 'mail preferences',
                'constraints': [models.CheckConstraint(condition=models.Q(('mode__in', ['at_once', 'daily', 'never'])), name='mail_preference_mode_known'), models.CheckConstraint(condition=models.Q(('daily_at__lte', 23)), name='mail_preference_an_hour_of_the_day')],
            },
        ),
        migrations.CreateModel(
            name='Notification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=review.models.notification.notification_kinds, max_length=20)),
                ('facts', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('read_at', models.DateTimeField(null=True)),
                ('mail_at', models.DateTimeField(null=True)),
                ('mail_token', models.UUIDField(null=True)),
                ('mail_tries', models.PositiveSmallIntegerField(default=0)),
                ('mailed_at', models.DateTimeField(null=True)),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('generation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='generation.generation')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notifications', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'notification',
                'verbose_name_plural': 'notifications',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['recipient', '-id'], name='notification_of_person'), models.Index(condition=models.Q(('read_at', None)), fields=['recipient'], name='notification_unread'), models.Index(condition=models.Q(('mail_at__isnull', False)), fields=['mail_at'], name='notification_to_mail'), models.Index(fields=['generation'], name='notification_of_draft')],
                'constraints': [models.CheckConstraint(condition=models.Q(('mail_at', None), ('mailed_at', None), _connector='OR'), name='notification_mailed_once')],
            },
        ),
        migrations.CreateModel(
            name='Nudge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('reminder', 'Reminder'), ('overdue', 'Overdue'), ('escalated', 'Escalated')], max_length=10)),
                ('due', models.DateTimeField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('generation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='nudges', to='generation.generation')),
            ],
            options={
                'verbose_name': 'nudge',
                'verbose_name_plural': 'nudges',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('generation', 'kind', 'due'), name='nudge_once')],
            },
        ),
        migrations.CreateModel(
            name='OutsideLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('frozen_hash', models.CharField(max_length=64)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('email', models.EmailField(max_length=254)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('opened_at', models.DateTimeField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('refused_at', models.DateTimeField(null=True)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('generation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='generation.generation')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='generation.revision')),
            ],
            options={
                'verbose_name': 'link for an approver outside',
                'verbose_name_plural': 'links for approvers outside',
                'ordering': ['-id'],
                'constraints': [models.UniqueConstraint(models.F('generation'), django.db.models.functions.text.Lower('email'), condition=models.Q(('decided_at', None), ('revoked_at', None)), name='outside_link_one_open_a_person')],
            },
        ),
        migrations.CreateModel(
            name='OutsideAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('approved', 'Approves'), ('changes_requested', 'Asks for changes'), ('commented', 'Comments')], max_length=20)),
                ('body', models.TextField(blank=True, max_length=2000)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('decision', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='review.decision')),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='review.outsidelink')),
            ],
            options={
                'verbose_name': 'answer from outside',
                'verbose_name_plural': 'answers from outside',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('kind__in', ['approved', 'changes_requested'])), fields=('link',), name='outside_answer_one_decision_a_link'), models.CheckConstraint(condition=models.Q(('kind', 'approved'), models.Q(('body', ''), _negated=True), _connector='OR'), name='outside_answer_says_something'), models.CheckConstraint(condition=models.Q(('kind__in', ['approved', 'changes_requested', 'commented'])), name='outside_answer_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seen_at', models.DateTimeField(db_index=True)),
                ('generation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='presences', to='generation.generation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'presence',
                'verbose_name_plural': 'presences',
                'constraints': [models.UniqueConstraint(fields=('generation', 'user'), name='presence_once_a_draft_and_person')],
            },
        ),
        migrations.CreateModel(
            name='ReviewPolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('tool', models.CharField(blank=True, default='', help_text='Empty: every tool.', max_length=40, verbose_name='tool')),
                ('risk', models.CharField(blank=True, choices=[('high', 'High'), ('medium', 'Medium'), ('low', 'Low')], default='', help_text='Empty: every risk.', max_length=10, verbose_name='risk')),
                ('due_hours', models.PositiveSmallIntegerField(blank=True, help_text='Counted from the submission. Empty: no due time.', null=True, validators=[django.core.validators.MaxValueValidator(2160)], verbose_name='due after, in hours')),
                ('remind_hours', models.PositiveSmallIntegerField(blank=True, help_text='How long before it is due whoever must approve is reminded.', null=True, validators=[django.core.validators.MaxValueValidator(2160)], verbose_name='remind before, in hours')),
                ('escalate_hours', models.PositiveSmallIntegerField(blank=True, help_text='How long after it was due the review leads are told.', null=True, validators=[django.core.validators.MaxValueValidator(2160)], verbose_name='escalate after, in hours')),
                ('brand', models.ForeignKey(blank=True, help_text='Empty: every brand.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='review_policies', to='generation.brand', verbose_name='brand')),
            ],
            options={
                'verbose_name': 'review policy',
                'verbose_name_plural': 'review policies',
                'ordering': ['name', 'id'],
                'constraints': [models.UniqueConstraint(fields=('brand', 'tool', 'risk'), name='review_policy_one_a_case', violation_error_message='There is a policy for this brand, tool and risk already.'), models.UniqueConstraint(condition=models.Q(('brand', None)), fields=('tool', 'risk'), name='review_policy_one_a_case_of_all_brands', violation_error_message='There is a policy for every brand, this tool and risk already.'), models.CheckConstraint(condition=models.Q(('risk__in', ['', 'high', 'medium', 'low'])), name='review_policy_risk_known'), models.CheckConstraint(condition=models.Q(('due_hours__isnull', False), models.Q(('escalate_hours', None), ('remind_hours', None)), _connector='OR'), name='review_policy_reminds_of_what_is_due', violation_error_message='A reminder and an escalation need a due time.'), models.CheckConstraint(condition=models.Q(('remind_hours', None), ('remind_hours__lte', models.F('due_hours')), _connector='OR'), name='review_policy_reminds_after_the_submission', violation_error_message='The reminder would come before the draft is submitted.')],
            },
        ),
        migrations.CreateModel(
            name='ReviewStage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='order')),
                ('name', models.CharField(help_text='What people read: Brand, Legal…', max_length=60, verbose_name='name')),
                ('everyone', models.BooleanField(default=False, help_text='All members who did not ask for the draft or write part of it.', verbose_name='everyone of the group')),
                ('approvals', models.PositiveSmallIntegerField(default=1, help_text='How many different people, where anyone of the group may approve.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(9)], verbose_name='approvals')),
                ('outside', models.BooleanField(default=False, help_text='Somebody without an account approves here, by a link.', verbose_name='outside approver')),
                ('group', models.ForeignKey(blank=True, help_text='Only its members approve here. They must be reviewers too, to open the desk.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='auth.group', verbose_name='group')),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stages', to='review.reviewpolicy', verbose_name='policy')),
            ],
            options={
                'verbose_name': 'review stage',
                'verbose_name_plural': 'review stages',
                'ordering': ['position', 'id'],
                'constraints': [models.UniqueConstraint(fields=('policy', 'position'), name='review_stage_one_a_place'), models.CheckConstraint(condition=models.Q(models.Q(('group__isnull', False), ('outside', False)), models.Q(('everyone', False), ('group', None), ('outside', True)), _connector='OR'), name='review_stage_of_a_group_or_outside', violation_error_message='Choose a group, or an outside approver, not both.'), models.CheckConstraint(condition=models.Q(('approvals__gte', 1), ('approvals__lte', 9)), name='review_stage_has_an_approval')],
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=40, verbose_name='name')),
                ('query', models.CharField(max_length=600, verbose_name='query')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_views', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'saved view',
                'verbose_name_plural': 'saved views',
                'ordering': ['created_at', 'id'],
                'constraints': [models.UniqueConstraint(fields=('user', 'name'), name='saved_view_name_once_a_person')],
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('frozen_hash', models.CharField(max_length=64)),
                ('renditions', models.JSONField()),
                ('brand_kit', models.JSONField()),
                ('plan', models.JSONField(default=dict)),
                ('remind_at', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField(null=True)),
                ('escalate_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('generation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='generation.generation')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='generation.revision')),
                ('submitted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'submission',
                'verbose_name_plural': 'submissions',
                'ordering': ['id'],
            },
        ),
        migrations.AddField(
            model_name='decision',
            name='submission',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='review.submission'),
        ),
    ]
