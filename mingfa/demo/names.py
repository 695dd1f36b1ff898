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
    "明宁培鹏平启青清泉仁荣柔瑞若山书舒思松素涛婷桐童伟文闻溪霞贤祥晓欣新星雄旭雅岩彦"
    "燕阳一怡毅音英颖永宇雨园远云"
)

DISTRICTS = (("东河", "区"), ("西岭", "区"), ("南湾", "区"), ("青禾", "县"))

# Name and domain of enforcement; those without one have leaders and legal staff only.
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
    ("司法局", ""),
    ("发展和改革委员会", ""),
    ("财政局", ""),
    ("教育局", ""),
    ("民政局", ""),
    ("审计局", ""),
    ("统计局", ""),
    ("商务局", ""),
    ("工业和信息化局", ""),
    ("科学技术局", ""),
    ("退役军人事务局", ""),
    ("医疗保障局", ""),
    ("林业和湿地保护局", "自然资源"),
    ("体育局", ""),
    ("信访局", ""),
    ("数据局", ""),
    ("营商环境建设局", ""),
    ("机关事务管理局", ""),
    ("国防动员办公室", ""),
    ("地方金融管理局", ""),
    ("粮食和物资储备局", "市场监管"),
    ("港航事业发展局", "交通运输"),
    ("房产管理局", "住房城建"),
)
COUNTY_DEPARTMENTS = 14  # the first of the list
DEPARTMENTS_WITH_TEAMS = 12  # of the city, the first of the list
COUNTY_TEAMS = 8  # departments of a county that have a team, the first of the list
TOWNSHIPS = (
    "柳塘镇", "白沙街道", "石桥镇", "新河街道", "枫林镇", "长堤街道", "云岭镇", "安平街道",
    "湖东镇",
)  # fmt: skip
TOWNSHIP_DOMAINS = ("城市管理", "农业农村", "自然资源")
ZONES = ("滨海经济开发区", "高新技术产业开发区")
ZONE_BRANCHES = (
    ("市场监督管理分局", "市场监管"),
    ("生态环境分局", "生态环境"),
    ("综合行政执法分局", "城市管理"),
)
MERGING = "西岭"  # the district of which one unit is merged into another during the year
JUSTICE = "司法局"
RANKS = (
    "一级主办", "二级主办", "三级主办", "四级主办", "一级行政执法员", "二级行政执法员",
)  # fmt: skip

REGION = "9900"  # of identity numbers: no region has six digits that begin so


def person_name(random: Random) -> str:
    """A surname and one or two further characters."""
    count = 1 if random.random() < 0.3 else 2
    return random.choice(SURNAMES) + "".join(random.choice(GIVEN) for _ in range(count))
