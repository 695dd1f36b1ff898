import django.db.models.deletion
import exchange.models
import journal.together
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0001_initial'),
        ('questionbank', '0001_initial'),
        ('statutes', '0001_initial'),
    ]

    operations = [
        journal.together.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Round',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('ref', models.CharField(default=exchange.models.new_ref, max_length=24, unique=True, verbose_name='编号')),
                        ('purpose', models.CharField(choices=[('due', '复习错题'), ('weak', '练薄弱处'), ('any', '随机练习'), ('statute', '按法规练习'), ('topic', '按知识点练习'), ('mock', '模拟考试')], max_length=8, verbose_name='内容')),
                        ('begun_at', models.DateTimeField(verbose_name='开始时间')),
                        ('deadline_at', models.DateTimeField(blank=True, null=True, verbose_name='截止时间')),
                        ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='结束时间')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='practice_rounds', to='people.person', verbose_name='人员')),
                        ('statute', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='statutes.statute', verbose_name='法规')),
                        ('topic', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='questionbank.topic', verbose_name='知识点')),
                    ],
                    options={
                        'verbose_name': '练习',
                        'ordering': ['-begun_at', '-pk'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('person',), name='practice_round_one_open_per_person'), models.CheckConstraint(condition=models.Q(models.Q(('deadline_at__isnull', False), ('purpose', 'mock')), models.Q(('deadline_at__isnull', True), models.Q(('purpose', 'mock'), _negated=True)), _connector='OR'), name='practice_mock_has_a_deadline')],
                    },
                ),
                migrations.CreateModel(
                    name='Item',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveSmallIntegerField(verbose_name='题次')),
                        ('order', models.JSONField(blank=True, default=list, verbose_name='选项次序')),
                        ('of', models.PositiveIntegerField(default=0, verbose_name='分值（百分之一分）')),
                        ('given', models.JSONField(blank=True, null=True, verbose_name='作答')),
                        ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='作答时间')),
                        ('right', models.BooleanField(blank=True, null=True, verbose_name='答对')),
                        ('earned', models.PositiveIntegerField(default=0, verbose_name='得分（百分之一分）')),
                        ('revision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='questionbank.revision', verbose_name='试题版本')),
                        ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='practice.round', verbose_name='练习')),
                    ],
                    options={
                        'verbose_name': '练习题',
                        'ordering': ['place'],
                        'constraints': [models.UniqueConstraint(fields=('round', 'place'), name='practice_item_once_per_place')],
                    },
                ),
                migrations.CreateModel(
                    name='Card',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('seen', models.PositiveIntegerField(default=0, verbose_name='作答次数')),
                        ('misses', models.PositiveIntegerField(default=0, verbose_name='答错次数')),
                        ('last_right', models.BooleanField(default=False, verbose_name='最近一次答对')),
                        ('answered_at', models.DateTimeField(verbose_name='最近作答时间')),
                        ('seen_on', models.DateField(verbose_name='最近作答日期')),
                        ('book_since', models.DateField(blank=True, null=True, verbose_name='列入错题本日期')),
                        ('stability', models.FloatField(blank=True, null=True, verbose_name='记忆稳定性（天）')),
                        ('difficulty', models.FloatField(blank=True, null=True, verbose_name='记忆难度')),
                        ('due_on', models.DateField(blank=True, null=True, verbose_name='复习日期')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='practice_cards', to='people.person', verbose_name='人员')),
                        ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='practice_cards', to='questionbank.question', verbose_name='试题')),
                        ('revision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='questionbank.revision', verbose_name='最近作答的版次')),
                    ],
                    options={
                        'verbose_name': '练习记录',
                        'ordering': ['due_on', 'pk'],
                        'indexes': [models.Index(fields=['person', 'due_on'], name='practice_card_due')],
                        'constraints': [models.UniqueConstraint(fields=('person', 'question'), name='practice_card_once_per_question'), models.CheckConstraint(condition=models.Q(('book_since__isnull', True), models.Q(('difficulty__isnull', False), ('due_on__isnull', False), ('stability__isnull', False)), _connector='OR'), name='practice_card_in_book_has_a_day')],
                    },
                ),
            ],
        ),
    ]
