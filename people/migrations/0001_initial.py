import django.db.models.deletion
import journal.together
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    # These know nobody's tables. Done first, they need not build the house's models time and again.
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
    ]

    operations = [
        journal.together.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Agency',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('path', models.CharField(max_length=255, unique=True)),
                        ('depth', models.PositiveIntegerField()),
                        ('numchild', models.PositiveIntegerField(default=0)),
                        ('code', models.CharField(max_length=32, unique=True, verbose_name='单位编码')),
                        ('name', models.CharField(max_length=120, verbose_name='名称')),
                        ('kind', models.CharField(choices=[('city', '市'), ('county', '区县'), ('group', '类别'), ('department', '部门'), ('township', '乡镇街道'), ('team', '执法队伍')], default='department', max_length=12, verbose_name='类型')),
                        ('closed_on', models.DateField(blank=True, null=True, verbose_name='撤并日期')),
                        ('moved_on', models.DateField(blank=True, null=True, verbose_name='最近一次调整隶属的日期')),
                        ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='absorbed', to='people.agency', verbose_name='并入单位')),
                    ],
                    options={
                        'verbose_name': '单位',
                    },
                ),
                migrations.CreateModel(
                    name='Domain',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=30, unique=True, verbose_name='名称')),
                        ('closed_on', models.DateField(blank=True, null=True, verbose_name='停用日期')),
                        ('recorded_at', models.DateTimeField(verbose_name='登记时间')),
                    ],
                    options={
                        'verbose_name': '执法领域',
                        'ordering': ['id'],
                    },
                ),
                migrations.CreateModel(
                    name='FailedAttempts',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(max_length=64, unique=True, verbose_name='计数对象')),
                        ('failures', models.PositiveIntegerField(default=0, verbose_name='失败次数')),
                        ('last_at', models.DateTimeField(db_index=True, verbose_name='最近一次')),
                    ],
                    options={
                        'verbose_name': '失败次数',
                    },
                ),
                migrations.CreateModel(
                    name='Person',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=60, verbose_name='姓名')),
                        ('staff_number', models.CharField(max_length=8, unique=True, verbose_name='工作人员编号')),
                        ('identity_cipher', models.BinaryField(blank=True, null=True, verbose_name='身份证号（密文）')),
                        ('identity_lookup', models.CharField(blank=True, max_length=64, null=True, unique=True, verbose_name='身份证号检索码')),
                        ('phone_cipher', models.BinaryField(blank=True, null=True, verbose_name='手机号（密文）')),
                        ('is_stand_in', models.BooleanField(default=False, verbose_name='代号考生')),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='persons', to='people.agency', verbose_name='单位')),
                    ],
                    options={
                        'verbose_name': '人员',
                        'ordering': ['staff_number'],
                        'indexes': [models.Index(fields=['name'], name='person_name')],
                    },
                ),
                migrations.CreateModel(
                    name='Assignment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('valid_from', models.DateField(verbose_name='起始日期')),
                        ('valid_to', models.DateField(blank=True, null=True, verbose_name='截止日期')),
                        ('recorded_at', models.DateTimeField(verbose_name='登记时间')),
                        ('recorded_by_id', models.BigIntegerField(null=True, verbose_name='登记人')),
                        ('superseded_at', models.DateTimeField(blank=True, null=True, verbose_name='被更正时间')),
                        ('reason', models.CharField(blank=True, max_length=200, verbose_name='依据或理由')),
                        ('role', models.CharField(choices=[('officer', '执法人员'), ('coordinator', '培训管理员'), ('setter', '命题员'), ('reviewer', '审题员'), ('exam_officer', '考务员'), ('invigilator', '监考员'), ('marker', '阅卷员'), ('legal_affairs', '法制机构'), ('personnel', '组织人事'), ('auditor', '监督员'), ('agency_admin', '单位管理员'), ('system_admin', '系统管理员')], max_length=16, verbose_name='角色')),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='people.agency', verbose_name='管辖范围')),
                        ('superseded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supersedes', to='people.assignment', verbose_name='更正为')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='people.person', verbose_name='人员')),
                    ],
                    options={
                        'verbose_name': '角色任命',
                        'abstract': False,
                        'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='assignment_ends_after_start', violation_error_message='截止日期不能早于起始日期。'), models.CheckConstraint(condition=models.Q(('superseded_by__isnull', True), ('superseded_at__isnull', False), _connector='OR'), name='assignment_superseded_at_a_time')],
                    },
                ),
                migrations.CreateModel(
                    name='User',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('password', models.CharField(max_length=128, verbose_name='password')),
                        ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                        ('username', models.CharField(max_length=8, unique=True, verbose_name='工作人员编号')),
                        ('is_active', models.BooleanField(default=True, verbose_name='启用')),
                        ('date_joined', models.DateTimeField(verbose_name='建立时间')),
                        ('person', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='user', to='people.person', verbose_name='人员')),
                    ],
                    options={
                        'verbose_name': '账号',
                    },
                ),
                migrations.CreateModel(
                    name='Post',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('valid_from', models.DateField(verbose_name='起始日期')),
                        ('valid_to', models.DateField(blank=True, null=True, verbose_name='截止日期')),
                        ('recorded_at', models.DateTimeField(verbose_name='登记时间')),
                        ('recorded_by_id', models.BigIntegerField(null=True, verbose_name='登记人')),
                        ('superseded_at', models.DateTimeField(blank=True, null=True, verbose_name='被更正时间')),
                        ('reason', models.CharField(blank=True, max_length=200, verbose_name='依据或理由')),
                        ('title', models.CharField(max_length=60, verbose_name='岗位名称')),
                        ('kind', models.CharField(choices=[('enforcement', '执法岗位'), ('legal', '法制岗位'), ('review', '行政复议岗位'), ('leader', '领导岗位'), ('other', '其他岗位')], default='enforcement', max_length=12, verbose_name='岗位类别')),
                        ('establishment', models.CharField(choices=[('civil', '行政编制'), ('public', '事业编制'), ('worker', '工勤'), ('contract', '合同制'), ('dispatch', '劳务派遣')], default='civil', max_length=12, verbose_name='编制')),
                        ('domains', models.JSONField(blank=True, default=list, verbose_name='执法领域')),
                        ('is_main', models.BooleanField(default=True, verbose_name='主要岗位')),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='people.agency', verbose_name='单位')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='people.person', verbose_name='人员')),
                        ('superseded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supersedes', to='people.post', verbose_name='更正为')),
                    ],
                    options={
                        'verbose_name': '岗位',
                        'abstract': False,
                        'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='post_ends_after_start', violation_error_message='截止日期不能早于起始日期。'), models.CheckConstraint(condition=models.Q(('superseded_by__isnull', True), ('superseded_at__isnull', False), _connector='OR'), name='post_superseded_at_a_time')],
                    },
                ),
                migrations.CreateModel(
                    name='ActivationCode',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code_hash', models.CharField(max_length=64, unique=True, verbose_name='校验码散列')),
                        ('issued_by_id', models.BigIntegerField(null=True, verbose_name='发放人')),
                        ('issued_at', models.DateTimeField(verbose_name='发放时间')),
                        ('expires_at', models.DateTimeField(verbose_name='失效时间')),
                        ('used_at', models.DateTimeField(blank=True, null=True, verbose_name='使用时间')),
                        ('voided_at', models.DateTimeField(blank=True, null=True, verbose_name='作废时间')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='activation_codes', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
                    ],
                    options={
                        'verbose_name': '激活码',
                        'constraints': [models.UniqueConstraint(condition=models.Q(('used_at__isnull', True), ('voided_at__isnull', True)), fields=('user',), name='activation_code_one_open_per_account')],
                    },
                ),
                migrations.CreateModel(
                    name='AgencyName',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('valid_from', models.DateField(verbose_name='起始日期')),
                        ('valid_to', models.DateField(blank=True, null=True, verbose_name='截止日期')),
                        ('recorded_at', models.DateTimeField(verbose_name='登记时间')),
                        ('recorded_by_id', models.BigIntegerField(null=True, verbose_name='登记人')),
                        ('superseded_at', models.DateTimeField(blank=True, null=True, verbose_name='被更正时间')),
                        ('reason', models.CharField(blank=True, max_length=200, verbose_name='依据或理由')),
                        ('name', models.CharField(max_length=120, verbose_name='名称')),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='names', to='people.agency', verbose_name='单位')),
                        ('superseded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supersedes', to='people.agencyname', verbose_name='更正为')),
                    ],
                    options={
                        'verbose_name': '单位名称',
                        'abstract': False,
                        'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='agencyname_ends_after_start', violation_error_message='截止日期不能早于起始日期。'), models.CheckConstraint(condition=models.Q(('superseded_by__isnull', True), ('superseded_at__isnull', False), _connector='OR'), name='agencyname_superseded_at_a_time')],
                    },
                ),
            ],
        ),
    ]
