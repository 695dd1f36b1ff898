import django.db.models.deletion
import exchange.models
import journal.together
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
                    name='Mailbox',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('address_cipher', models.BinaryField(blank=True, null=True, verbose_name='电子邮箱（密文）')),
                        ('wants_mail', models.BooleanField(default=False, verbose_name='接收邮件')),
                        ('changed_at', models.DateTimeField(verbose_name='修改时间')),
                        ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='mailbox', to='people.person', verbose_name='人员')),
                    ],
                    options={
                        'verbose_name': '邮件设置',
                    },
                ),
                migrations.CreateModel(
                    name='Notice',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('ref', models.CharField(default=exchange.models.new_ref, max_length=24, unique=True, verbose_name='编号')),
                        ('kind', models.CharField(max_length=40, verbose_name='种类')),
                        ('params', models.JSONField(default=dict, verbose_name='内容')),
                        ('page', models.CharField(blank=True, max_length=200, verbose_name='页面')),
                        ('sent_at', models.DateTimeField(verbose_name='发出时间')),
                        ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='阅读时间')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='people.person', verbose_name='人员')),
                    ],
                    options={
                        'verbose_name': '消息',
                        'ordering': ['-id'],
                        'indexes': [models.Index(condition=models.Q(('read_at__isnull', True)), fields=['person'], name='notice_unread')],
                    },
                ),
                migrations.CreateModel(
                    name='Letter',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('next_at', models.DateTimeField(verbose_name='下次发送')),
                        ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='已试次数')),
                        ('gone_at', models.DateTimeField(blank=True, null=True, verbose_name='送出时间')),
                        ('given_up_at', models.DateTimeField(blank=True, null=True, verbose_name='放弃时间')),
                        ('notice', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='letter', to='notices.notice', verbose_name='消息')),
                    ],
                    options={
                        'verbose_name': '待发邮件',
                        'indexes': [models.Index(condition=models.Q(('given_up_at__isnull', True), ('gone_at__isnull', True)), fields=['next_at'], name='letter_waiting')],
                    },
                ),
            ],
        ),
    ]
