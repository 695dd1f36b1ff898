import django.db.models.deletion
import journal.together
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        journal.together.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Statute',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('title', models.CharField(max_length=120, unique=True, verbose_name='名称')),
                    ],
                    options={
                        'verbose_name': '法律法规',
                        'ordering': ['title'],
                    },
                ),
                migrations.CreateModel(
                    name='Version',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('label', models.CharField(max_length=60, verbose_name='版本')),
                        ('promulgated_on', models.DateField(blank=True, null=True, verbose_name='公布日期')),
                        ('effective_from', models.DateField(verbose_name='施行日期')),
                        ('repealed_on', models.DateField(blank=True, null=True, verbose_name='失效日期')),
                        ('source', models.CharField(blank=True, max_length=200, verbose_name='来源')),
                        ('text_sha256', models.CharField(max_length=64, verbose_name='文本散列')),
                        ('preamble', models.TextField(blank=True, verbose_name='题注和序言')),
                        ('imported_at', models.DateTimeField(verbose_name='导入时间')),
                        ('imported_by_id', models.BigIntegerField(null=True, verbose_name='导入人')),
                        ('statute', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='statutes.statute', verbose_name='法规')),
                    ],
                    options={
                        'verbose_name': '法规版本',
                        'ordering': ['statute__title', '-effective_from'],
                        'constraints': [models.UniqueConstraint(fields=('statute', 'label'), name='version_once_per_label'), models.UniqueConstraint(fields=('statute', 'effective_from'), name='version_once_per_effective_day'), models.CheckConstraint(condition=models.Q(('repealed_on__isnull', True), ('repealed_on__gt', models.F('effective_from')), _connector='OR'), name='version_repealed_after_effective')],
                    },
                ),
                migrations.CreateModel(
                    name='Article',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveSmallIntegerField(verbose_name='条')),
                        ('suffix', models.PositiveSmallIntegerField(default=0, verbose_name='之')),
                        ('heading', models.CharField(blank=True, max_length=120, verbose_name='章节')),
                        ('text', models.TextField(verbose_name='条文')),
                        ('digest', models.CharField(db_index=True, max_length=64, verbose_name='条文散列')),
                        ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='articles', to='statutes.version', verbose_name='版本')),
                    ],
                    options={
                        'verbose_name': '条',
                        'ordering': ['version', 'number', 'suffix'],
                        'constraints': [models.UniqueConstraint(fields=('version', 'number', 'suffix'), name='article_once_per_version')],
                    },
                ),
                migrations.CreateModel(
                    name='Amendment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('proposed_at', models.DateTimeField(verbose_name='对照时间')),
                        ('proposed_by_id', models.BigIntegerField(null=True, verbose_name='对照人')),
                        ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='确认时间')),
                        ('confirmed_by_id', models.BigIntegerField(blank=True, null=True, verbose_name='确认人')),
                        ('map_sha256', models.CharField(blank=True, max_length=64, verbose_name='对照散列')),
                        ('reason', models.CharField(blank=True, max_length=500, verbose_name='更正理由')),
                        ('corrects', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='correction', to='statutes.amendment', verbose_name='所更正的对照')),
                        ('new', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='amended_from', to='statutes.version', verbose_name='新版本')),
                        ('old', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='amended_into', to='statutes.version', verbose_name='旧版本')),
                    ],
                    options={
                        'verbose_name': '修订对照',
                        'ordering': ['-new__effective_from', 'old__statute__title'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('corrects__isnull', True)), fields=('old', 'new'), name='amendment_once_per_pair'), models.CheckConstraint(condition=models.Q(('corrects__isnull', True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='amendment_corrected_for_a_reason'), models.CheckConstraint(condition=models.Q(('old', models.F('new')), _negated=True), name='amendment_of_two_versions'), models.CheckConstraint(condition=models.Q(('confirmed_at__isnull', True), models.Q(('confirmed_by_id__isnull', False), models.Q(('map_sha256', ''), _negated=True)), _connector='OR'), name='amendment_confirmed_by_somebody')],
                    },
                ),
                migrations.CreateModel(
                    name='Move',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('outcome', models.CharField(choices=[('unchanged', '未变'), ('renumbered', '仅条号变动'), ('changed', '条文修改'), ('deleted', '删除'), ('merged', '合并'), ('split', '拆分')], max_length=12, verbose_name='结果')),
                        ('proposed', models.CharField(choices=[('unchanged', '未变'), ('renumbered', '仅条号变动'), ('changed', '条文修改'), ('deleted', '删除'), ('merged', '合并'), ('split', '拆分')], max_length=12, verbose_name='建议结果')),
                        ('score', models.PositiveSmallIntegerField(verbose_name='把握')),
                        ('numbers_only', models.BooleanField(default=False, verbose_name='仅引用条号变动')),
                        ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='核对时间')),
                        ('decided_by_id', models.BigIntegerField(blank=True, null=True, verbose_name='核对人')),
                        ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                        ('amendment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='statutes.amendment', verbose_name='修订对照')),
                        ('new', models.ManyToManyField(related_name='moved_from', to='statutes.article', verbose_name='新条文')),
                        ('old', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='statutes.article', verbose_name='旧条文')),
                    ],
                    options={
                        'verbose_name': '条文去向',
                        'ordering': ['old__number', 'old__suffix'],
                        'constraints': [models.UniqueConstraint(fields=('amendment', 'old'), name='move_once_per_article'), models.CheckConstraint(condition=models.Q(('decided_at__isnull', True), ('decided_by_id__isnull', False), _connector='OR'), name='move_decided_by_somebody')],
                    },
                ),
            ],
        ),
    ]
