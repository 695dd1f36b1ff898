import django.db.models.deletion
import journal.together
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0001_initial'),
        ('statutes', '0001_initial'),
    ]

    operations = [
        journal.together.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Topic',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('path', models.CharField(max_length=170, unique=True, verbose_name='知识点')),
                    ],
                    options={
                        'verbose_name': '知识点',
                        'ordering': ['path'],
                    },
                ),
                migrations.CreateModel(
                    name='Question',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(max_length=24, unique=True, verbose_name='题号')),
                        ('pool', models.CharField(choices=[('exam', '考试题库'), ('practice', '练习题库')], default='exam', max_length=10, verbose_name='题库')),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='people.agency', verbose_name='归属单位')),
                    ],
                    options={
                        'verbose_name': '试题',
                        'ordering': ['code'],
                    },
                ),
                migrations.CreateModel(
                    name='EnemyGroup',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reason', models.CharField(max_length=200, verbose_name='理由')),
                        ('made_by_id', models.BigIntegerField(verbose_name='登记人')),
                        ('made_at', models.DateTimeField(verbose_name='登记时间')),
                        ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='解除时间')),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.agency', verbose_name='单位')),
                        ('questions', models.ManyToManyField(related_name='enemy_groups', to='questionbank.question', verbose_name='试题')),
                    ],
                    options={
                        'verbose_name': '互斥题组',
                        'ordering': ['-pk'],
                    },
                ),
                migrations.CreateModel(
                    name='Revision',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('n', models.PositiveSmallIntegerField(verbose_name='版次')),
                        ('kind', models.CharField(choices=[('single', '单项选择'), ('multiple', '多项选择'), ('true_false', '判断'), ('fill_in', '填空'), ('short_answer', '简答'), ('case', '案例分析')], max_length=12, verbose_name='题型')),
                        ('stem', models.TextField(verbose_name='题干')),
                        ('options', models.JSONField(blank=True, default=list, verbose_name='选项')),
                        ('difficulty', models.CharField(choices=[('easy', '易'), ('medium', '中'), ('hard', '难')], default='medium', max_length=8, verbose_name='难度')),
                        ('level', models.CharField(blank=True, choices=[('remember', '记忆'), ('understand', '理解'), ('apply', '应用')], max_length=10, verbose_name='层次')),
                        ('marks', models.PositiveIntegerField(default=0, verbose_name='分值（百分之一分）')),
                        ('scoring', models.CharField(blank=True, choices=[('all_or_nothing', '全对得分'), ('share_for_subset', '少选按比例'), ('half_for_subset', '少选得半分'), ('per_blank', '按空得分'), ('per_blank_any_order', '按空得分，不分先后'), ('per_point', '按要点得分'), ('sum_of_parts', '各小题相加')], max_length=24, verbose_name='计分规则')),
                        ('categories', models.JSONField(blank=True, default=list, verbose_name='适用')),
                        ('parts', models.JSONField(blank=True, default=list, verbose_name='小题')),
                        ('state', models.CharField(choices=[('draft', '草稿'), ('submitted', '待审'), ('approved', '已批准'), ('returned', '退回修改'), ('suspended', '暂停使用'), ('retired', '停用')], default='draft', max_length=12, verbose_name='状态')),
                        ('author_id', models.BigIntegerField(verbose_name='命题人')),
                        ('authored_at', models.DateTimeField(verbose_name='命题时间')),
                        ('decided_by_id', models.BigIntegerField(blank=True, null=True, verbose_name='审题人')),
                        ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='审定时间')),
                        ('decision_note', models.CharField(blank=True, max_length=500, verbose_name='审定意见')),
                        ('assigned_to_id', models.BigIntegerField(blank=True, null=True, verbose_name='指定审题人')),
                        ('assigned_at', models.DateTimeField(blank=True, null=True, verbose_name='指定时间')),
                        ('suspended_by_id', models.BigIntegerField(blank=True, null=True, verbose_name='暂停人')),
                        ('suspended_at', models.DateTimeField(blank=True, null=True, verbose_name='暂停时间')),
                        ('suspended_reason', models.CharField(blank=True, max_length=500, verbose_name='暂停理由')),
                        ('retired_by_id', models.BigIntegerField(blank=True, null=True, verbose_name='停用人')),
                        ('retired_at', models.DateTimeField(blank=True, null=True, verbose_name='停用时间')),
                        ('retired_reason', models.CharField(blank=True, max_length=500, verbose_name='停用理由')),
                        ('content_sha256', models.CharField(blank=True, max_length=64, verbose_name='内容散列')),
                        ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='questionbank.question', verbose_name='试题')),
                        ('topics', models.ManyToManyField(blank=True, related_name='revisions', to='questionbank.topic', verbose_name='知识点')),
                    ],
                    options={
                        'verbose_name': '试题版本',
                        'ordering': ['question__code', '-n'],
                        'constraints': [models.UniqueConstraint(fields=('question', 'n'), name='revision_once_per_number'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'approved'), _negated=True), ('decided_by_id__isnull', False), _connector='OR'), name='revision_approved_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'approved'), _negated=True), models.Q(('decided_by_id', models.F('author_id')), _negated=True), _connector='OR'), name='revision_approved_by_another', violation_error_message='命题人不能审定自己命制的试题。'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'suspended'), _negated=True), models.Q(('suspended_at__isnull', False), ('suspended_by_id__isnull', False), models.Q(('suspended_reason', ''), _negated=True)), _connector='OR'), name='revision_suspended_with_reason', violation_error_message='暂停使用须写明理由。'), models.CheckConstraint(condition=models.Q(('assigned_to_id__isnull', True), models.Q(('assigned_to_id', models.F('author_id')), _negated=True), _connector='OR'), name='revision_reviewed_by_another', violation_error_message='不能指定命题人审自己的题。'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'retired'), _negated=True), models.Q(('retired_at__isnull', False), ('retired_by_id__isnull', False), models.Q(('retired_reason', ''), _negated=True)), _connector='OR'), name='revision_retired_with_reason', violation_error_message='停用须写明理由。')],
                        'indexes': [models.Index(fields=['state', 'question', 'n', 'author_id', 'id'], name='revision_by_state'), models.Index(fields=['question', 'n', 'state', 'author_id'], name='revision_newest'), models.Index(condition=models.Q(('n__gte', 2)), fields=['question', 'n', 'state', 'author_id'], name='revision_later')],
                    },
                ),
                migrations.CreateModel(
                    name='Key',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sealed', models.BinaryField(verbose_name='密文')),
                        ('revision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='key', to='questionbank.revision', verbose_name='试题版本')),
                    ],
                    options={
                        'verbose_name': '答案',
                    },
                ),
                migrations.CreateModel(
                    name='DraftKey',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sealed', models.BinaryField(verbose_name='密文')),
                        ('revision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='draft_key', to='questionbank.revision', verbose_name='试题版本')),
                    ],
                    options={
                        'verbose_name': '草稿答案',
                    },
                ),
                migrations.CreateModel(
                    name='Comment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('author_id', models.BigIntegerField(verbose_name='发言人')),
                        ('at', models.DateTimeField(verbose_name='时间')),
                        ('sealed', models.BinaryField(verbose_name='密文')),
                        ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='questionbank.revision', verbose_name='试题版本')),
                    ],
                    options={
                        'verbose_name': '审题讨论',
                        'ordering': ['pk'],
                    },
                ),
                migrations.CreateModel(
                    name='Citation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('part', models.PositiveSmallIntegerField(default=0, verbose_name='小题')),
                        ('paragraph', models.PositiveSmallIntegerField(default=0, verbose_name='款')),
                        ('item', models.PositiveSmallIntegerField(default=0, verbose_name='项')),
                        ('digest', models.CharField(max_length=64, verbose_name='引用时条文散列')),
                        ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='citations', to='statutes.article', verbose_name='条文')),
                        ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='citations', to='questionbank.revision', verbose_name='试题版本')),
                    ],
                    options={
                        'verbose_name': '依据',
                        'constraints': [models.UniqueConstraint(fields=('revision', 'part', 'article', 'paragraph', 'item'), name='citation_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Picture',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sha256', models.CharField(max_length=64, verbose_name='文件散列')),
                        ('media_type', models.CharField(max_length=16, verbose_name='文件类型')),
                        ('width', models.PositiveSmallIntegerField(verbose_name='宽（像素）')),
                        ('height', models.PositiveSmallIntegerField(verbose_name='高（像素）')),
                        ('data', models.BinaryField(verbose_name='内容')),
                        ('added_by_id', models.BigIntegerField(verbose_name='添加人')),
                        ('added_at', models.DateTimeField(verbose_name='添加时间')),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='question_pictures', to='people.agency', verbose_name='归属单位')),
                    ],
                    options={
                        'verbose_name': '试题插图',
                        'indexes': [models.Index(fields=['sha256'], name='picture_by_hash')],
                        'constraints': [models.UniqueConstraint(fields=('agency', 'sha256'), name='picture_once_per_agency')],
                    },
                ),
                migrations.CreateModel(
                    name='PoolExport',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('pool', models.CharField(choices=[('exam', '考试题库'), ('practice', '练习题库')], max_length=10, verbose_name='题库')),
                        ('form', models.CharField(choices=[('xlsx', '表格（xlsx）'), ('docx', '文档（docx）'), ('jsonl', '数据（JSON Lines）'), ('txt', '题库文本（txt）'), ('paper_docx', '试卷与答案（docx）'), ('paper_pdf', '试卷与答案（PDF）')], max_length=12, verbose_name='格式')),
                        ('purpose', models.CharField(max_length=200, verbose_name='用途')),
                        ('first_id', models.BigIntegerField(verbose_name='申请人')),
                        ('asked_at', models.DateTimeField(verbose_name='申请时间')),
                        ('second_id', models.BigIntegerField(blank=True, null=True, verbose_name='同意人')),
                        ('consented_at', models.DateTimeField(blank=True, null=True, verbose_name='同意时间')),
                        ('refused_by_id', models.BigIntegerField(blank=True, null=True, verbose_name='拒绝人')),
                        ('refused_at', models.DateTimeField(blank=True, null=True, verbose_name='拒绝时间')),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.agency', verbose_name='单位')),
                        ('questions', models.ManyToManyField(related_name='exports', to='questionbank.question', verbose_name='试题')),
                    ],
                    options={
                        'verbose_name': '题库导出',
                        'ordering': ['-pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('second_id__isnull', True), models.Q(('second_id', models.F('first_id')), _negated=True), _connector='OR'), name='pool_export_consented_by_another', violation_error_message='须由另一人同意。'), models.CheckConstraint(condition=models.Q(models.Q(('consented_at__isnull', True), ('second_id__isnull', True)), models.Q(('consented_at__isnull', False), ('second_id__isnull', False)), _connector='OR'), name='pool_export_consent_has_a_time')],
                    },
                ),
                migrations.CreateModel(
                    name='Renewal',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('digest', models.CharField(max_length=64, verbose_name='条文散列')),
                        ('reason', models.CharField(blank=True, max_length=500, verbose_name='理由')),
                        ('by_id', models.BigIntegerField(verbose_name='办理人')),
                        ('at', models.DateTimeField(verbose_name='办理时间')),
                        ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='renewals', to='statutes.article', verbose_name='现条文')),
                        ('citation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='renewals', to='questionbank.citation', verbose_name='依据')),
                        ('move', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='renewals', to='statutes.move', verbose_name='条文去向')),
                    ],
                    options={
                        'verbose_name': '依据更新',
                        'ordering': ['at', 'pk'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('move__isnull', True)), fields=('citation', 'article'), name='renewal_once'), models.UniqueConstraint(fields=('citation', 'article', 'move'), name='renewal_once_per_move'), models.CheckConstraint(condition=models.Q(('move__isnull', False), models.Q(('reason', ''), _negated=True), _connector='OR'), name='renewal_has_a_ground')],
                    },
                ),
                migrations.CreateModel(
                    name='Observation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uses', models.PositiveIntegerField(verbose_name='使用次数')),
                        ('papers', models.PositiveIntegerField(verbose_name='人次')),
                        ('answered', models.PositiveIntegerField(verbose_name='作答人次')),
                        ('facility', models.FloatField(null=True, verbose_name='得分率')),
                        ('standard_error', models.FloatField(null=True, verbose_name='标准误')),
                        ('discrimination', models.FloatField(null=True, verbose_name='区分度')),
                        ('flags', models.JSONField(default=list, verbose_name='提示')),
                        ('at', models.DateTimeField(verbose_name='统计时间')),
                        ('revision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='observation', to='questionbank.revision', verbose_name='试题版本')),
                    ],
                    options={
                        'verbose_name': '试题使用统计',
                        'indexes': [models.Index(fields=['facility'], name='observation_facility')],
                    },
                ),
                migrations.CreateModel(
                    name='Target',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('single', '单项选择'), ('multiple', '多项选择'), ('true_false', '判断'), ('fill_in', '填空'), ('short_answer', '简答'), ('case', '案例分析')], max_length=12, verbose_name='题型')),
                        ('level', models.CharField(choices=[('remember', '记忆'), ('understand', '理解'), ('apply', '应用')], max_length=10, verbose_name='认知层次')),
                        ('planned', models.PositiveSmallIntegerField(verbose_name='计划题数')),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.agency', verbose_name='归属单位')),
                        ('statute', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='statutes.statute', verbose_name='法规')),
                    ],
                    options={
                        'verbose_name': '题库建设计划',
                        'constraints': [models.UniqueConstraint(fields=('agency', 'statute', 'kind', 'level'), name='target_once_per_place'), models.CheckConstraint(condition=models.Q(('planned__lte', 999)), name='target_within_bounds')],
                    },
                ),
            ],
        ),
    ]
