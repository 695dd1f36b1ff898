import appointments.models.cases
import django.db.models.deletion
import journal.together
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('exams', '0001_initial'),
        ('exchange', '0001_initial'),
        ('people', '0001_initial'),
    ]

    operations = [
        journal.together.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='AppraisalSheet',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('ref', models.CharField(default=appointments.models.cases.new_ref, max_length=22, unique=True, verbose_name='编号')),
                        ('kind', models.CharField(choices=[('yearly', '年度考核'), ('promotion', '职务晋升')], max_length=10, verbose_name='用途')),
                        ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                        ('n', models.PositiveSmallIntegerField(verbose_name='版次')),
                        ('lines', models.JSONField(verbose_name='内容')),
                        ('digest', models.CharField(max_length=64, verbose_name='散列')),
                        ('at', models.DateTimeField(verbose_name='签署时间')),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appraisal_sheets', to='people.agency', verbose_name='单位')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='签署人')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appraisal_sheets', to='people.person', verbose_name='人员')),
                    ],
                    options={
                        'verbose_name': '考核情况表',
                        'ordering': ['-at'],
                        'constraints': [models.UniqueConstraint(fields=('person', 'kind', 'year', 'n'), name='appraisal_sheet_once')],
                    },
                ),
                migrations.CreateModel(
                    name='AppraisalComment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('text', models.CharField(max_length=500, verbose_name='意见')),
                        ('at', models.DateTimeField(verbose_name='时间')),
                        ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='appointments.appraisalsheet', verbose_name='考核情况表')),
                    ],
                    options={
                        'verbose_name': '本人意见',
                        'ordering': ['at', 'id'],
                    },
                ),
                migrations.CreateModel(
                    name='Case',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('ref', models.CharField(default=appointments.models.cases.new_ref, max_length=22, unique=True, verbose_name='编号')),
                        ('number', models.CharField(max_length=20, unique=True, verbose_name='案号')),
                        ('procedure', models.CharField(choices=[('congress', '人大任命'), ('executive', '非人大任命')], max_length=10, verbose_name='任命方式')),
                        ('name', models.CharField(max_length=60, verbose_name='姓名')),
                        ('present_post', models.CharField(max_length=120, verbose_name='现任单位和职务')),
                        ('identity_cipher', models.BinaryField(blank=True, null=True, verbose_name='身份证号（密文）')),
                        ('intended_post', models.CharField(max_length=120, verbose_name='拟任职务')),
                        ('deadline', models.DateField(verbose_name='办理期限')),
                        ('state', models.CharField(choices=[('open', '办理中'), ('recommended', '建议任用'), ('not_recommended', '不建议任用'), ('withdrawn', '终止考查')], default='open', max_length=16, verbose_name='状态')),
                        ('opened_at', models.DateTimeField(verbose_name='立案时间')),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointment_cases', to='people.agency', verbose_name='承办单位')),
                        ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='立案人')),
                        ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appointment_cases', to='people.person', verbose_name='人选')),
                        ('policy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='appointments.procedurepolicy', verbose_name='适用规定')),
                    ],
                    options={
                        'verbose_name': '任职考查',
                        'ordering': ['deadline', 'id'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('intended_post', ''), _negated=True)), name='case_names_candidate_and_post')],
                    },
                ),
                migrations.CreateModel(
                    name='Dossier',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('n', models.PositiveSmallIntegerField(verbose_name='次序')),
                        ('as_of', models.DateField(verbose_name='截至日期')),
                        ('lines', models.JSONField(verbose_name='内容')),
                        ('digest', models.CharField(max_length=64, verbose_name='散列')),
                        ('at', models.DateTimeField(verbose_name='汇编时间')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='汇编人')),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dossiers', to='appointments.case', verbose_name='任职考查')),
                    ],
                    options={
                        'verbose_name': '考查材料汇编',
                        'ordering': ['case', 'n'],
                        'constraints': [models.UniqueConstraint(fields=('case', 'n'), name='dossier_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Conclusion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('outcome', models.CharField(choices=[('open', '办理中'), ('recommended', '建议任用'), ('not_recommended', '不建议任用'), ('withdrawn', '终止考查')], max_length=16, verbose_name='结论')),
                        ('reason', models.CharField(max_length=300, verbose_name='理由')),
                        ('standing', models.CharField(max_length=12, verbose_name='测试情况')),
                        ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='测试次数')),
                        ('body', models.JSONField(verbose_name='内容')),
                        ('digest', models.CharField(max_length=64, verbose_name='散列')),
                        ('at', models.DateTimeField(verbose_name='作出时间')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='作出人')),
                        ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='conclusion', to='appointments.case', verbose_name='任职考查')),
                        ('dossier', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='appointments.dossier', verbose_name='考查材料')),
                        ('sheet', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='appointments.resultsheet', verbose_name='成绩单')),
                    ],
                    options={
                        'verbose_name': '考查结论',
                    },
                ),
                migrations.CreateModel(
                    name='DossierSignature',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('digest', models.CharField(max_length=64, verbose_name='散列')),
                        ('at', models.DateTimeField(verbose_name='签署时间')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='签署人')),
                        ('dossier', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='signature', to='appointments.dossier', verbose_name='汇编')),
                    ],
                    options={
                        'verbose_name': '汇编签署',
                    },
                ),
                migrations.CreateModel(
                    name='HandOver',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('organ', models.CharField(max_length=120, verbose_name='接收单位')),
                        ('received_by', models.CharField(max_length=60, verbose_name='接收人')),
                        ('received_on', models.DateField(verbose_name='接收日期')),
                        ('at', models.DateTimeField(verbose_name='登记时间')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='移交人')),
                        ('conclusion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hand_overs', to='appointments.conclusion', verbose_name='考查结论')),
                    ],
                    options={
                        'verbose_name': '结论移交',
                        'ordering': ['at', 'id'],
                    },
                ),
                migrations.CreateModel(
                    name='Member',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('role', models.CharField(choices=[('lead', '承办负责人'), ('handler', '经办人'), ('signatory', '签署人'), ('reader', '查阅人')], max_length=10, verbose_name='身份')),
                        ('office', models.CharField(blank=True, max_length=60, verbose_name='签署机构')),
                        ('added_at', models.DateTimeField(verbose_name='指定时间')),
                        ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='解除时间')),
                        ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='指定人')),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='appointments.case', verbose_name='任职考查')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='人员')),
                    ],
                    options={
                        'verbose_name': '知悉人员',
                        'ordering': ['added_at', 'id'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('case', 'person'), name='member_named_once'), models.CheckConstraint(condition=models.Q(models.Q(('role', 'signatory'), models.Q(('office', ''), _negated=True)), models.Q(models.Q(('role', 'signatory'), _negated=True), ('office', '')), _connector='OR'), name='member_signs_for_an_office')],
                    },
                ),
                migrations.CreateModel(
                    name='OutsideEntry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('organ', models.CharField(max_length=120, verbose_name='组织单位')),
                        ('document', models.CharField(max_length=60, verbose_name='成绩单编号')),
                        ('turn', models.PositiveSmallIntegerField(default=1, verbose_name='第几轮登记')),
                        ('day', models.DateField(verbose_name='测试日期')),
                        ('total', models.PositiveIntegerField(verbose_name='得分（百分之一分）')),
                        ('of', models.PositiveIntegerField(verbose_name='满分（百分之一分）')),
                        ('at', models.DateTimeField(verbose_name='登记时间')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='登记人')),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outside_entries', to='appointments.case', verbose_name='任职考查')),
                        ('scan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchange.storedfile', verbose_name='成绩单扫描件')),
                    ],
                    options={
                        'verbose_name': '外地测试成绩登记',
                        'ordering': ['at', 'id'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('of__gt', 0), ('total__lte', models.F('of'))), name='outside_entry_marks_fit'), models.UniqueConstraint(fields=('case', 'document', 'turn', 'by'), name='outside_entry_once_per_person')],
                    },
                ),
                migrations.CreateModel(
                    name='Override',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reason', models.CharField(max_length=200, verbose_name='理由')),
                        ('at', models.DateTimeField(verbose_name='批准时间')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='批准人')),
                        ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='override', to='appointments.case', verbose_name='任职考查')),
                    ],
                    options={
                        'verbose_name': '特批',
                        'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='override_says_why')],
                    },
                ),
                migrations.CreateModel(
                    name='ProcedurePolicy',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('valid_from', models.DateField(verbose_name='起始日期')),
                        ('valid_to', models.DateField(blank=True, null=True, verbose_name='截止日期')),
                        ('recorded_at', models.DateTimeField(verbose_name='登记时间')),
                        ('recorded_by_id', models.BigIntegerField(null=True, verbose_name='登记人')),
                        ('superseded_at', models.DateTimeField(blank=True, null=True, verbose_name='被更正时间')),
                        ('reason', models.CharField(blank=True, max_length=200, verbose_name='依据或理由')),
                        ('procedure', models.CharField(choices=[('congress', '人大任命'), ('executive', '非人大任命')], max_length=10, verbose_name='任命方式')),
                        ('pass_percent', models.PositiveSmallIntegerField(verbose_name='合格线（万分比）')),
                        ('resits', models.PositiveSmallIntegerField(verbose_name='补考次数')),
                        ('valid_days', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='成绩有效天数')),
                        ('term_ends', models.DateField(blank=True, null=True, verbose_name='本届届满日')),
                        ('offices', models.JSONField(default=list, verbose_name='签署机构')),
                        ('effect', models.CharField(choices=[('not_submitted', '不得提请审议'), ('not_appointed', '不得任命'), ('deferred', '建议暂缓任用')], max_length=14, verbose_name='不合格的后果')),
                        ('told', models.CharField(choices=[('check', '只告知作过核验'), ('case', '办结后告知考查结论')], default='check', max_length=6, verbose_name='事后告知')),
                        ('superseded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supersedes', to='appointments.procedurepolicy', verbose_name='更正为')),
                    ],
                    options={
                        'verbose_name': '任职考查规定',
                        'abstract': False,
                        'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='procedurepolicy_ends_after_start', violation_error_message='截止日期不能早于起始日期。'), models.CheckConstraint(condition=models.Q(('superseded_by__isnull', True), ('superseded_at__isnull', False), _connector='OR'), name='procedurepolicy_superseded_at_a_time'), models.CheckConstraint(condition=models.Q(('pass_percent__gt', 0), ('pass_percent__lte', 10000)), name='procedure_pass_mark_is_a_share')],
                    },
                ),
                migrations.CreateModel(
                    name='ResultSheet',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('n', models.PositiveSmallIntegerField(verbose_name='次序')),
                        ('body', models.JSONField(verbose_name='内容')),
                        ('digest', models.CharField(max_length=64, verbose_name='散列')),
                        ('at', models.DateTimeField(verbose_name='制表时间')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='制表人')),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='result_sheets', to='appointments.case', verbose_name='任职考查')),
                    ],
                    options={
                        'verbose_name': '成绩单',
                        'ordering': ['case', 'n'],
                        'constraints': [models.UniqueConstraint(fields=('case', 'n'), name='result_sheet_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Seat',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('n', models.PositiveSmallIntegerField(verbose_name='席位号')),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='appointments.case', verbose_name='任职考查')),
                        ('stand_in', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='seat', to='people.person', verbose_name='代号考生')),
                        ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='appointments.testcall', verbose_name='场次')),
                    ],
                    options={
                        'verbose_name': '席位',
                        'ordering': ['call', 'n'],
                        'constraints': [models.UniqueConstraint(fields=('call', 'n'), name='seat_once_per_number'), models.UniqueConstraint(fields=('call', 'case'), name='seat_once_per_case')],
                    },
                ),
                migrations.CreateModel(
                    name='DoorCheck',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('document', models.CharField(max_length=60, verbose_name='查验的证件')),
                        ('at', models.DateTimeField(verbose_name='核验时间')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='核验人')),
                        ('seat', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='door_check', to='appointments.seat', verbose_name='席位')),
                    ],
                    options={
                        'verbose_name': '入场核验',
                    },
                ),
                migrations.CreateModel(
                    name='SheetSignature',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('office', models.CharField(max_length=60, verbose_name='签署机构')),
                        ('at', models.DateTimeField(verbose_name='签署时间')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='签署人')),
                        ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='appointments.resultsheet', verbose_name='成绩单')),
                    ],
                    options={
                        'verbose_name': '成绩单签署',
                        'ordering': ['at', 'id'],
                        'constraints': [models.UniqueConstraint(fields=('sheet', 'office'), name='sheet_signed_once_an_office'), models.UniqueConstraint(fields=('sheet', 'by'), name='sheet_signed_once_a_person')],
                    },
                ),
                migrations.CreateModel(
                    name='StatedLine',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('topic', models.CharField(max_length=30, verbose_name='类别')),
                        ('text', models.CharField(max_length=300, verbose_name='内容')),
                        ('source', models.CharField(max_length=120, verbose_name='来源')),
                        ('day', models.DateField(verbose_name='日期')),
                        ('at', models.DateTimeField(verbose_name='登记时间')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='登记人')),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stated_lines', to='appointments.case', verbose_name='任职考查')),
                    ],
                    options={
                        'verbose_name': '考查材料',
                        'ordering': ['day', 'id'],
                    },
                ),
                migrations.CreateModel(
                    name='TestCall',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('ref', models.CharField(default=appointments.models.cases.new_ref, max_length=22, unique=True, verbose_name='编号')),
                        ('place', models.CharField(max_length=120, verbose_name='考点')),
                        ('opens_at', models.DateTimeField(verbose_name='开考时间')),
                        ('closes_at', models.DateTimeField(verbose_name='结束时间')),
                        ('asked_at', models.DateTimeField(verbose_name='提出时间')),
                        ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='撤回时间')),
                        ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='提出人')),
                        ('checker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='test_doors', to='people.person', verbose_name='入场核验人')),
                        ('policy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='appointments.procedurepolicy', verbose_name='适用规定')),
                        ('session', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='test_call', to='exams.examsession', verbose_name='场次')),
                        ('template', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='appointments.testtemplate', verbose_name='测试模板')),
                    ],
                    options={
                        'verbose_name': '任职前测试场次',
                        'ordering': ['-opens_at'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='test_call_closes_after_opening')],
                    },
                ),
                migrations.CreateModel(
                    name='TestDecision',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('decision', models.CharField(choices=[('ordered', '决定测试'), ('waived', '决定免试')], max_length=8, verbose_name='决定')),
                        ('reason', models.CharField(max_length=200, verbose_name='理由')),
                        ('at', models.DateTimeField(verbose_name='决定时间')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='决定人')),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='test_decisions', to='appointments.case', verbose_name='任职考查')),
                    ],
                    options={
                        'verbose_name': '测试决定',
                        'ordering': ['at', 'id'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='test_decision_says_why')],
                    },
                ),
                migrations.CreateModel(
                    name='TestTemplate',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('title', models.CharField(max_length=60, verbose_name='名称')),
                        ('duration_minutes', models.PositiveSmallIntegerField(verbose_name='考试时长（分钟）')),
                        ('digest', models.CharField(max_length=64, verbose_name='组卷要求散列')),
                        ('proposed_at', models.DateTimeField(verbose_name='提出时间')),
                        ('approved_at', models.DateTimeField(null=True, verbose_name='批准时间')),
                        ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='停用时间')),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='test_templates', to='people.agency', verbose_name='组织单位')),
                        ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='批准人')),
                        ('blueprint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='test_templates', to='exams.blueprint', verbose_name='组卷方案')),
                        ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='提出人')),
                    ],
                    options={
                        'verbose_name': '测试模板',
                        'ordering': ['-proposed_at'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('approved_by__isnull', True), models.Q(('approved_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='template_approved_by_another'), models.CheckConstraint(condition=models.Q(('duration_minutes__gt', 0)), name='template_takes_some_time')],
                    },
                ),
                migrations.CreateModel(
                    name='CarriedPass',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField(verbose_name='决定时间')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='决定人')),
                        ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='carried', to='appointments.case', verbose_name='任职考查')),
                        ('entry', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='appointments.outsideentry', verbose_name='此前登记的成绩')),
                        ('seat', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='appointments.seat', verbose_name='此前席位')),
                    ],
                    options={
                        'verbose_name': '沿用的成绩',
                        'constraints': [models.CheckConstraint(condition=models.Q(('seat__isnull', True), ('entry__isnull', True), _connector='XOR'), name='carried_pass_has_one_origin')],
                    },
                ),
                migrations.CreateModel(
                    name='EntryWithdrawal',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('document', models.CharField(max_length=60, verbose_name='成绩单编号')),
                        ('turn', models.PositiveSmallIntegerField(verbose_name='第几轮登记')),
                        ('round', models.PositiveSmallIntegerField(default=1, verbose_name='第几次提出')),
                        ('upholds', models.BooleanField(default=False, verbose_name='维持')),
                        ('reason', models.CharField(max_length=200, verbose_name='理由')),
                        ('at', models.DateTimeField(verbose_name='登记时间')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='经办人')),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entry_withdrawals', to='appointments.case', verbose_name='任职考查')),
                    ],
                    options={
                        'verbose_name': '外地测试成绩的撤销',
                        'ordering': ['at', 'id'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='entry_withdrawal_says_why'), models.UniqueConstraint(fields=('case', 'document', 'turn', 'round', 'by'), name='entry_withdrawal_two_hands')],
                    },
                ),
            ],
        ),
    ]
