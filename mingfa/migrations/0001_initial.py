import django.db.models.deletion
import journal.together
import mingfa.models
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0001_initial'),
    ]

    operations = [
        journal.together.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='PeriodicRun',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('job', models.CharField(max_length=120, unique=True, verbose_name='定期任务')),
                        ('begun_at', models.DateTimeField(verbose_name='开始时间')),
                    ],
                    options={
                        'verbose_name': '定期任务记录',
                    },
                ),
                migrations.CreateModel(
                    name='WorkerBeat',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('worker', models.CharField(max_length=64, unique=True, verbose_name='后台进程')),
                        ('at', models.DateTimeField(verbose_name='时间')),
                    ],
                    options={
                        'verbose_name': '后台进程心跳',
                    },
                ),
                migrations.CreateModel(
                    name='Installation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('is_demonstration', models.BooleanField(default=False, verbose_name='演示数据')),
                        ('made_at', models.DateTimeField(verbose_name='建立时间')),
                    ],
                    options={
                        'verbose_name': '安装',
                        'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='installation_is_one_row')],
                    },
                ),
                migrations.CreateModel(
                    name='Engagement',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('ref', models.CharField(default=mingfa.models.new_ref, max_length=22, unique=True, verbose_name='编号')),
                        ('valid_from', models.DateField(verbose_name='起始日期')),
                        ('valid_to', models.DateField(verbose_name='截止日期')),
                        ('purpose', models.CharField(max_length=200, verbose_name='监督事项')),
                        ('granted_at', models.DateTimeField(verbose_name='批准时间')),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='engagements', to='people.agency', verbose_name='监督范围')),
                        ('auditor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='engagements', to='people.person', verbose_name='监督人员')),
                        ('granted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='批准人')),
                    ],
                    options={
                        'verbose_name': '监督任务',
                        'ordering': ['-valid_to', '-pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__gte', models.F('valid_from'))), name='engagement_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('auditor', models.F('granted_by')), _negated=True), name='engagement_granted_by_another')],
                    },
                ),
                migrations.CreateModel(
                    name='EngagementEnd',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reason', models.CharField(max_length=200, verbose_name='理由')),
                        ('at', models.DateTimeField(verbose_name='终止时间')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='决定人')),
                        ('engagement', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='end', to='mingfa.engagement', verbose_name='监督任务')),
                    ],
                    options={
                        'verbose_name': '提前终止监督任务',
                        'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='engagement_end_has_a_reason')],
                    },
                ),
            ],
        ),
    ]
