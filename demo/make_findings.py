"""Writes dahuang_villages.csv and dahuang_findings.csv: villages of 大黄乡 with invented sizes, and an invented list of what a
campaign of a hundred days found there. Findings of overhead lines are all closed before the campaign ends.

python3 demo/make_findings.py
"""

import csv
import datetime
import pathlib
import random

HERE = pathlib.Path(__file__).parent
FIRST = datetime.date(2022, 4, 23)
LAST = datetime.date(2022, 7, 31)
PILOTS = 25
# The two that the newspaper names are among the pilots.
NAMED = ["袁李村委会", "后王村委会"]
SURNAMES = "穆罗路段覃苑逯冼郦桑贝蔺容尚陶白莫萧戴毛"
GIVEN = ["清源", "景行", "晓棠", "秋耕", "素云", "怀谷", "望山", "听雪", "晴川", "予安", "岳林", "致知"]
WHAT = {
    "三大堆": ["柴草堆占路", "土堆未清运", "粪堆紧邻水渠"],
    "小广告": ["电线杆上贴满小广告", "公交站牌喷涂小广告"],
    "残垣断壁": ["闲置院墙坍塌未拆除", "废弃旱厕未拆除"],
    "路域垃圾": ["进村路两侧有白色垃圾", "路肩堆放建筑垃圾"],
    "坑塘沟渠垃圾": ["沟渠内漂浮农药瓶和垃圾袋", "坑塘边倾倒生活垃圾"],
    "飞线": ["通信线从屋檐拉到对面院墙", "废弃电缆横跨胡同", "入户线未套管，随意飞拉"],
    "机箱破损": ["通信交接箱箱门脱落", "配电箱外壳锈穿"],
    "空中“纽扣”": ["线杆上盘留光缆未整理", "多余线圈挂在墙上"],
    "绿化美化": ["主街空地未补种", "花坛杂草未清理"],
}
LINES = ["飞线", "机箱破损", "空中“纽扣”"]
MEASURES = ["限期清理，安排保洁员每日巡护", "由产权单位入户梳理、捆扎、套管", "拆除并平整场地", "清运后撒播草籽"]
HEADER = [
    "序号", "村", "问题类别", "问题描述", "发现方式", "发现日期", "整改措施", "责任领导", "责任人", "整改时限", "整改进展",
    "整改前照片", "整改后照片", "复核人", "销号日期", "是否销号",
]


def villages():
    with open(HERE / "divisions.csv", encoding="utf-8") as file:
        return [row["name"] for row in csv.DictReader(file) if row["parent"] == "371425204000"]


def write(name, header, rows):
    with open(HERE / name, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def places(dice, names):
    pilots = set(NAMED) | set([name for name in names if name not in NAMED][: PILOTS - len(NAMED)])
    return [
        {
            "村": name,
            "类别": "ABC"[dice.randrange(3)] + "类",
            "是否试点": "是" if name in pilots else "否",
            "户数": dice.randrange(90, 420),
            "网格数": dice.randrange(2, 7),
        }
        for name in names
    ]


def finding(dice, name):
    item = dice.choice(list(WHAT))
    is_line = item in LINES
    how = dice.choice(["检查", "检查", "检查", "群众反映", "自查"])
    # Most in the five days of a round, which begin ten days after one another.
    day = FIRST + datetime.timedelta(days=dice.randrange(1, 10) * 10 + dice.randrange(5))
    if is_line:
        day = min(day, LAST - datetime.timedelta(days=12))
    person = lambda: dice.choice(SURNAMES) + dice.choice(GIVEN)
    row = {
        "村": name,
        "问题类别": item,
        "问题描述": dice.choice(WHAT[item]) + "。",
        "发现方式": how,
        "发现日期": day,
        "整改前照片": f"前{dice.randrange(1000, 9999)}.jpg",
        "是否销号": "否",
    }
    closed = day + datetime.timedelta(days=dice.randrange(1, 9))
    stays = not is_line and dice.randrange(9) == 0
    if stays and dice.randrange(3) == 0:
        row["整改进展"] = "未整改"
        return row
    row["整改措施"] = dice.choice(MEASURES[1:2] if is_line else MEASURES)
    row["责任领导"], row["责任人"] = person(), person()
    if stays or closed > LAST - datetime.timedelta(days=2):
        row["整改进展"] = dice.choice(["整改中：已联系施工队，等雨停开工", "整改中", "待复核"])
        return row
    row["整改进展"] = "已销号"
    row["整改后照片"] = row["整改前照片"].replace("前", "后")
    row["复核人"] = person()
    row["销号日期"] = closed
    row["是否销号"] = "是"
    return row


def main():
    dice = random.Random(371425204)
    names = villages()
    write("dahuang_villages.csv", ["村", "类别", "是否试点", "户数", "网格数"], places(dice, names))
    rows = [finding(dice, dice.choice(names)) for _ in range(260)]
    # No round is over before it began, and nothing is found in the future.
    rows = [row for row in rows if row["发现日期"] <= LAST]
    rows.sort(key=lambda row: (row["发现日期"], row["村"]))
    for n, row in enumerate(rows, 1):
        row["序号"] = n
    write("dahuang_findings.csv", HEADER, rows)


main()
