"""Invented names. No person, agency or place of this list is meant to be a real one."""

from __future__ import annotations

from random import Random

SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜戚谢邹窦章苏潘葛范"
    "彭郎鲁韦马苗方任袁柳"
)
GIVEN = (
    "安柏昌辰诚楚川纯岱丹东帆芳飞风刚歌耕谷光广海涵航昊禾恒虹华慧吉坚简江洁金锦京静君"
    "峻凯可兰乐黎力立莉林岭"
)
GIVEN_MORE = (
    "明宁培鹏平启青清泉仁荣柔瑞若山书舒思松素涛婷桐童伟文闻溪霞贤祥晓欣新星雄旭雅岩彦"
    "燕阳一怡毅音英颖永宇雨园远云"
)

DISTRICTS = (("东河", "区"), ("西岭", "区"), ("南湾", "区"), ("青禾", "县"))
DEPARTMENTS = (
    ("市场监督管理局", "市场监管"),
    ("生态环境局", "生态环境"),
    ("交通运输局", "交通运输"),
    ("城市管理综合执法局", "城市管理"),
    ("应急管理局", "应急管理"),
    ("卫生健康委员会", "卫生健康"),
    ("农业农村局", "农业农村"),
    ("文化旅游和广播电视局", "文化旅游"),
    ("自然资源局", "自然资源"),
    ("住房和城乡建设局", "住房城建"),
    ("水利局", "水利"),
    ("人力资源和社会保障局", "人社"),
)
TOWNSHIPS = ("柳塘镇", "石桥镇", "白沙街道", "新河街道", "枫林镇", "长堤街道")


def person_name(random: Random) -> str:
    """A surname and one or two further characters."""
    given = GIVEN + GIVEN_MORE
    count = 1 if random.random() < 0.3 else 2
    return random.choice(SURNAMES) + "".join(random.choice(given) for _ in range(count))
