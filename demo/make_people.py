#!/usr/bin/env python3
"""Makes demo/households.csv and dongli_households.csv: invented households of 斗虎屯镇 and of 东里镇's 梅家坡村
in the layout of 已脱贫人口名单.

Nobody in it exists. Each identity number is valid by GB 11643 and belongs to nobody: its sequence
996 to 999 was kept for people over a hundred, while the birth date says otherwise.
Run it from anywhere; the result is always the same.
"""
import csv
import pathlib
import random

HERE = pathlib.Path(__file__).parent
VILLAGES = ["张李新村", "斗虎屯新村", "营子新村", "董庄新村", "后吴新村", "堠堌新村", "大徐新村"]
# Beneficiary households (class, members) by village: 43 with 75 people on 2022-07-31. The first of
# 董庄新村 left the roster in 2021, so the file holds 44 of them with 77.
ROSTER = {
    "张李新村": [("A", 1), ("A", 2), ("B", 2), ("B", 1), ("C", 3), ("A", 1), ("B", 2), ("C", 1), ("A", 3), ("B", 1), ("C", 2), ("A", 1)],
    "斗虎屯新村": [("A", 1), ("B", 2), ("B", 3), ("C", 1), ("A", 2), ("C", 1), ("B", 2), ("A", 1), ("C", 4)],
    "营子新村": [("A", 2), ("B", 2), ("C", 2), ("A", 1), ("B", 2), ("A", 1), ("C", 2), ("B", 1)],
    "董庄新村": [("B", 2), ("A", 1), ("A", 2), ("C", 2), ("B", 1), ("A", 1), ("B", 3), ("C", 1)],
    "后吴新村": [("A", 2), ("B", 2), ("C", 3), ("A", 1), ("B", 2), ("A", 2), ("C", 2)],
}
OTHERS = {"张李新村": 4, "斗虎屯新村": 3, "营子新村": 3, "董庄新村": 3, "后吴新村": 3, "堠堌新村": 6, "大徐新村": 6}
SURNAMES = list("张王刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤")
GIVEN_MEN = list("守田广源立春长河茂林新民德厚永和仲秋耕野望山望川同舟景行致远怀谷")
GIVEN_WOMEN = list("秋禾麦香知雨小满春杏月荷素云采薇晓棠听雪若兰惠风谷雨秀苗清莲忆冬")
WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]


def identity(rng, birth, male, county="371502"):
    sequence = rng.choice(["997", "999"] if male else ["996", "998"])
    body = county + birth + sequence
    return body + "10X98765432"[sum(int(c) * w for c, w in zip(body, WEIGHTS)) % 11]


def main():
    rng = random.Random(20181231)
    used_names, used_numbers = set(), set()
    rows, household, sequence = [], 0, 0

    def person(surname, year, male):
        while True:
            given = "".join(rng.sample(GIVEN_MEN if male else GIVEN_WOMEN, rng.choice([1, 2, 2, 2])))
            name = surname + given
            birth = f"{year:04}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
            number = identity(rng, birth, male)
            if name not in used_names and number not in used_numbers:
                used_names.add(name)
                used_numbers.add(number)
                return name, number

    plan = [(v, c, n, True) for v, hs in ROSTER.items() for c, n in hs]
    plan += [(v, "", rng.randint(1, 4), False) for v, k in OTHERS.items() for _ in range(k)]
    for village, cls, members, relieved in plan:
        household += 1
        surname = rng.choice(SURNAMES)
        head_male = rng.random() < 0.7
        head_year = rng.randint(1938, 1972)
        for i in range(members):
            sequence += 1
            if i == 0:
                relation, male, year, family = "户主", head_male, head_year, surname
            elif i == 1:
                relation, male, year, family = "配偶", not head_male, head_year + rng.randint(-3, 4), rng.choice(SURNAMES)
            else:
                male = rng.random() < 0.5
                relation, year, family = ("子" if male else "女"), head_year + rng.randint(24, 33), surname
            name, number = person(family, min(year, 2014), male)
            rows.append({
                "序号": sequence, "县(市、区、旗)": "东昌府区", "乡(镇)": "斗虎屯镇", "行政村": village,
                "户编号": f"3715021040{household:04}", "姓名": name, "证件号码": number, "人数": members,
                "与户主关系": relation, "民族": "汉族",
                "人联系电话": f"1{rng.choice('3578')}{rng.randint(0, 999999999):09}" if i == 0 else "",
                "户类型": "脱贫户" if relieved else "一般农户",
                "首次识别时间": "201412" if relieved else "",
            })
            rows[-1]["_class"] = cls
    heads = [r for r in rows if r["与户主关系"] == "户主" and r["户类型"] == "脱贫户"]
    with open(HERE / "households.csv", "w", newline="", encoding="utf-8") as f:
        out = csv.DictWriter(f, [k for k in rows[0] if not k.startswith("_")], extrasaction="ignore")
        out.writeheader()
        out.writerows(rows)
    with open(HERE / "roster.csv", "w", newline="", encoding="utf-8") as f:
        out = csv.writer(f)
        out.writerow(["户编号", "户主姓名", "类别", "享受人数", "起始日期"])
        for r in heads:
            out.writerow([r["户编号"], r["姓名"], r["_class"], r["人数"], "2019-01-01"])
    by_head = [r["人数"] for r in heads]
    print(len(rows), "people,", household, "households;", len(heads), "on the roster with", sum(by_head), "people")


def dongli():
    """Twelve households of fruit growers, two or three people each."""
    rng = random.Random(20210101)
    rows, used = [], set()
    for household in range(1, 13):
        surname = rng.choice(SURNAMES)
        for i in range(2 + household % 2):
            male = i == 0 or (i == 2 and rng.random() < 0.5)
            year = rng.randint(1960, 1978) if i < 2 else rng.randint(1992, 2002)
            while True:
                family = rng.choice(SURNAMES) if i == 1 else surname
                name = family + "".join(rng.sample(GIVEN_MEN if male else GIVEN_WOMEN, 2))
                birth = f"{year:04}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
                number = identity(rng, birth, male, "370323")
                if name not in used and number not in used:
                    used.update([name, number])
                    break
            rows.append({
                "序号": len(rows) + 1, "县(市、区、旗)": "沂源县", "乡(镇)": "东里镇", "行政村": "梅家坡村",
                "户编号": f"3703231030{household:04}", "姓名": name, "证件号码": number, "人数": 2 + household % 2,
                "与户主关系": ["户主", "配偶", "子" if male else "女"][i], "民族": "汉族",
                "人联系电话": f"1{rng.choice('3578')}{rng.randint(0, 999999999):09}" if i == 0 else "",
                "户类型": "一般农户", "首次识别时间": "",
            })
    with open(HERE / "dongli_households.csv", "w", newline="", encoding="utf-8") as f:
        out = csv.DictWriter(f, list(rows[0]))
        out.writeheader()
        out.writerows(rows)
    print(len(rows), "people in 12 households of 梅家坡村")


main()
dongli()
