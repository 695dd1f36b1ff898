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
                    name='Seal',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('n', models.PositiveIntegerField(unique=True, verbose_name='编号')),
                        ('day', models.DateField(verbose_name='日期')),
                        ('made_at', models.DateTimeField(verbose_name='封存时间')),
                        ('chains', models.PositiveIntegerField(verbose_name='链数')),
                        ('digest', models.CharField(max_length=64, verbose_name='封存散列')),
                        ('previous', models.CharField(max_length=64, verbose_name='前次封存散列')),
                        ('key', models.CharField(max_length=44, verbose_name='公钥')),
                        ('signature', models.CharField(max_length=88, verbose_name='签名')),
                        ('file', models.CharField(max_length=60, verbose_name='文件')),
                    ],
                    options={
                        'verbose_name': '封存',
                        'ordering': ['-n'],
                    },
                ),
                migrations.CreateModel(
                    name='Stream',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=80, unique=True, verbose_name='名称')),
                        ('head_n', models.PositiveBigIntegerField(default=0, verbose_name='末条序号')),
                        ('head_hash', models.CharField(max_length=64, verbose_name='末条散列')),
                    ],
                    options={
                        'verbose_name': '日志链',
                    },
                ),
                migrations.CreateModel(
                    name='Entry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('n', models.PositiveBigIntegerField(verbose_name='序号')),
                        ('at', models.DateTimeField(verbose_name='时间')),
                        ('actor_id', models.BigIntegerField(db_index=True, null=True, verbose_name='行为人')),
                        ('agency_id', models.BigIntegerField(null=True, verbose_name='单位')),
                        ('act', models.CharField(db_index=True, max_length=60, verbose_name='行为')),
                        ('subject', models.CharField(db_index=True, max_length=120, verbose_name='对象')),
                        ('facts', models.JSONField(default=dict, verbose_name='事实')),
                        ('previous', models.CharField(max_length=64, verbose_name='前条散列')),
                        ('hash', models.CharField(max_length=64, verbose_name='散列')),
                        ('stream', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='journal.stream', verbose_name='链')),
                    ],
                    options={
                        'verbose_name': '日志',
                        'ordering': ['-id'],
                        'indexes': [models.Index(fields=['at', 'id'], name='journal_entry_by_time'), models.Index(fields=['agency_id', 'at'], name='journal_entry_by_agency')],
                        'constraints': [models.UniqueConstraint(fields=('stream', 'n'), name='journal_entry_once_per_place')],
                    },
                ),
            ],
        ),
    ]
