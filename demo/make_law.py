#!/usr/bin/env python3
"""Writes liuyuan_posts.csv, liuyuan_advice.csv and liuyuan_talks.csv: who holds the posts of 柳园街道's communities, 131
consultations and 32 talks on the law. The communities are real; people and what they asked are invented. The same seed makes
the same files."""
import csv
import datetime
import random

HERE = __file__.rsplit("/", 1)[0]
dice = random.Random(32)
with open(f"{HERE}/divisions.csv", encoding="utf-8-sig") as file:
    communities = [row[2] for row in csv.reader(file) if row[0].startswith("371502002") and row[1] == "village"]

ADVISERS = [("苗若谷", "明川律师事务所"), ("纪怀远", "明川律师事务所"), ("乔望舒", "东阜律师事务所"),
            ("池明远", "东阜律师事务所"), ("桑知行", "光岳公共法律服务站")]
NAMES = "展云鹏 牧长风 边若川 衡启明 荀子安 季晨光 阮思齐 柏舟行 楚怀瑾 向南山 商鹤鸣 廉清晏 时雨生 茅青峰 宁致远 洛北辰 辛延年 薄言之 祝长庚 卞承志".split()
names = iter(NAMES)


def write(name, head, rows):
    with open(f"{HERE}/{name}", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)


OFF = {"2022-04-04", "2022-04-05", "2022-05-02", "2022-05-03", "2022-05-04", "2022-06-03"}
posts = []
adviser_of = {}
for at, community in enumerate(communities):
    name, office = ADVISERS[at % len(ADVISERS)]
    adviser_of[community] = name
    # No subscriber has a number that begins so.
    posts.append([community, "法律顾问", name, "0635-0000000", office, "2021-06-01", ""])
    if at == 6:
        # For two months nobody was there.
        posts.append([community, "警务助理", next(names), "0635-0000000", "柳园派出所", "2020-03-01", "2022-02-01"])
        posts.append([community, "警务助理", next(names), "0635-0000000", "柳园派出所", "2022-04-01", ""])
    else:
        posts.append([community, "警务助理", next(names), "0635-0000000", "柳园派出所", "2021-03-01", ""])
write("liuyuan_posts.csv", ["社区", "岗位", "姓名", "联系电话", "所在单位", "任职日期", "离任日期"], posts)


def day():
    while True:
        found = datetime.date(2022, 1, 4) + datetime.timedelta(days=dice.randrange(206))
        # 春节、清明、劳动节、端午 of 2022.
        is_off = found.isoformat() in OFF or datetime.date(2022, 1, 31) <= found <= datetime.date(2022, 2, 6)
        if found.weekday() < 5 and not is_off and found <= datetime.date(2022, 7, 29):
            return found.isoformat()


ASKED = {
    "婚姻家庭": ["离婚后孩子的抚养费怎样算", "老人的房子几个子女怎样分", "遗嘱要不要公证"],
    "劳动争议": ["单位不签合同能不能要双倍工资", "工地上受伤怎样认定工伤", "拖欠三个月工资去哪里告"],
    "土地宅基地": ["老家的宅基地能不能继承", "院墙过界怎样处理"],
    "借贷债务": ["借条没有写利息能不能要", "替朋友担保了要还吗", "对方不还钱过了三年还能起诉吗"],
    "损害赔偿": ["被电动车撞了怎样要赔偿", "楼上漏水泡了地板谁来赔"],
    "邻里纠纷": ["邻居装修噪声很大怎么办", "楼道堆放杂物能不能要求清走"],
    "其他": ["法律援助怎样申请", "网购的商品是假货怎样维权"],
}
advice = []
for day_of in sorted(day() for _ in range(131)):
    topic = dice.choice(list(ASKED))
    community = dice.choice(communities)
    advice.append([day_of, community, topic, "", "", dice.choice(ASKED[topic])])
write("liuyuan_advice.csv", ["咨询日期", "社区", "咨询类别", "咨询人次", "法律顾问", "咨询内容"], advice)

SUBJECTS = ["民法典进社区", "防范电信网络诈骗", "老年人权益保护", "未成年人保护法", "物业管理条例", "劳动合同法", "反家庭暴力法", "信访工作条例"]
talks = []
for day_of in sorted(day() for _ in range(32)):
    community = dice.choice(communities)
    talks.append([day_of, community, dice.choice(SUBJECTS), dice.randrange(18, 90), adviser_of[community]])
write("liuyuan_talks.csv", ["举办日期", "社区", "主题", "参加人次", "主讲人"], talks)
