import django.db.models.deletion
import exchange.models
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
                    name='Import',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('ref', models.CharField(default=exchange.models.new_ref, max_length=24, unique=True, verbose_name='编号')),
                        ('kind', models.CharField(max_length=32, verbose_name='种类')),
                        ('uploaded_by_id', models.BigIntegerField(db_index=True, verbose_name='导入人')),
                        ('agency_id', models.BigIntegerField(null=True, verbose_name='单位')),
                        ('file_name', models.CharField(max_length=120, verbose_name='文件名')),
                        ('file_sha256', models.CharField(max_length=64, verbose_name='文件散列')),
                        ('size', models.PositiveIntegerField(verbose_name='字节数')),
                        ('stored_as', models.CharField(blank=True, max_length=40, verbose_name='存放名')),
                        ('state', models.CharField(choices=[('uploaded', '等待读取'), ('reading', '正在读取'), ('previewed', '待核对'), ('queued', '等待登记'), ('committing', '正在登记'), ('committed', '已登记'), ('undone', '已撤销'), ('discarded', '已放弃'), ('failed', '未能读取')], default='uploaded', max_length=12, verbose_name='状态')),
                        ('done', models.PositiveIntegerField(default=0, verbose_name='已处理')),
                        ('total', models.PositiveIntegerField(default=0, verbose_name='总数')),
                        ('unread', models.JSONField(blank=True, default=list, verbose_name='未读取的工作表')),
                        ('refusal', models.CharField(blank=True, max_length=32, verbose_name='原因')),
                        ('refusal_params', models.JSONField(blank=True, default=dict, verbose_name='原因参数')),
                        ('added', models.PositiveIntegerField(default=0, verbose_name='登记数')),
                        ('uploaded_at', models.DateTimeField(verbose_name='上传时间')),
                        ('moved_at', models.DateTimeField(verbose_name='进展时间')),
                        ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='登记时间')),
                        ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='撤销时间')),
                        ('undo_reason', models.CharField(blank=True, max_length=200, verbose_name='撤销理由')),
                    ],
                    options={
                        'verbose_name': '导入',
                        'ordering': ['-id'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('done__lte', models.F('total'))), name='import_done_within_total'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['committed', 'undone']), _negated=True), ('decided_at__isnull', False), _connector='OR'), name='import_committed_has_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'undone'), _negated=True), models.Q(('undone_at__isnull', False), models.Q(('undo_reason', ''), _negated=True)), _connector='OR'), name='import_undone_has_a_reason')],
                    },
                ),
                migrations.CreateModel(
                    name='StoredFile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('ref', models.CharField(default=exchange.models.new_ref, max_length=24, unique=True, verbose_name='编号')),
                        ('room', models.CharField(max_length=32, verbose_name='用于')),
                        ('subject', models.CharField(max_length=120, verbose_name='对象')),
                        ('file_name', models.CharField(max_length=120, verbose_name='文件名')),
                        ('file_type', models.CharField(choices=[('pdf', 'PDF'), ('png', 'PNG'), ('jpeg', 'JPEG')], max_length=8, verbose_name='文件类型')),
                        ('sha256', models.CharField(max_length=64, verbose_name='文件散列')),
                        ('size', models.PositiveIntegerField(verbose_name='字节数')),
                        ('stored_as', models.CharField(max_length=40, verbose_name='存放名')),
                        ('stored_by_id', models.BigIntegerField(null=True, verbose_name='上传人')),
                        ('stored_at', models.DateTimeField(verbose_name='上传时间')),
                    ],
                    options={
                        'verbose_name': '证明材料',
                        'indexes': [models.Index(fields=['room', 'subject'], name='stored_file_by_subject'), models.Index(fields=['stored_by_id', 'stored_at'], name='stored_file_by_uploader')],
                    },
                ),
                migrations.CreateModel(
                    name='ImportedRecord',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=32, verbose_name='种类')),
                        ('n', models.PositiveIntegerField(verbose_name='行号')),
                        ('identity', models.CharField(max_length=64, verbose_name='行标识')),
                        ('key', models.CharField(max_length=40, verbose_name='记录')),
                        ('added', models.BooleanField(default=True, verbose_name='新登记')),
                        ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='撤销时间')),
                        ('of', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='records', to='exchange.import', verbose_name='导入')),
                    ],
                    options={
                        'verbose_name': '导入记录',
                        'ordering': ['n'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('kind', 'identity'), name='imported_record_once_per_row')],
                    },
                ),
                migrations.CreateModel(
                    name='ImportRow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('n', models.PositiveIntegerField(verbose_name='行号')),
                        ('cells_cipher', models.BinaryField(verbose_name='单元格（密文）')),
                        ('identity', models.CharField(max_length=64, verbose_name='行标识')),
                        ('standing', models.CharField(choices=[('new', '新登记'), ('unchanged', '已有，不变'), ('namesake', '同名待判定'), ('faulty', '不符合要求')], max_length=12, verbose_name='结论')),
                        ('faults', models.JSONField(blank=True, default=list, verbose_name='问题')),
                        ('candidates', models.JSONField(blank=True, default=list, verbose_name='疑似对象')),
                        ('key', models.CharField(blank=True, max_length=40, verbose_name='已有记录')),
                        ('resolution', models.CharField(blank=True, choices=[('', '未判定'), ('same', '同一人'), ('different', '不同的人'), ('skip', '不导入')], max_length=12, verbose_name='判定')),
                        ('of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='exchange.import', verbose_name='导入')),
                    ],
                    options={
                        'verbose_name': '导入行',
                        'ordering': ['n'],
                        'indexes': [models.Index(fields=['of', 'standing', 'n'], name='import_row_by_standing')],
                        'constraints': [models.UniqueConstraint(fields=('of', 'n'), name='import_row_once_per_number'), models.CheckConstraint(condition=models.Q(models.Q(('standing', 'faulty'), _negated=True), models.Q(('faults', []), _negated=True), _connector='OR'), name='import_row_fault_is_named')],
                    },
                ),
            ],
        ),
    ]
