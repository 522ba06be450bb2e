"""Writes liuyuan_ledger.csv: an invented 12345 ledger of 柳园街道, whose solved concerns are as many as the newspaper counts.

python3 demo/make_concerns.py
"""

import csv
import datetime
import pathlib
import random

HERE = pathlib.Path(__file__).parent
SOLVED = 488
# What is not solved: open, explained, dissatisfied, not reached.
OTHERS = ["assigned", "new", "explained", "explained", "dissatisfied", "dissatisfied", "unreached", "unreached", "refused"]
SURNAMES = "穆罗路段覃苑逯冼郦桑贝蔺容尚陶白莫萧戴毛"
GIVEN = ["清源", "景行", "晓棠", "秋耕", "素云", "怀谷", "望山", "听雪", "晴川", "予安", "岳林", "致知"]
WHAT = [
    ("roads", "道路交通", ["小区门口路面破损，雨后积水", "路灯不亮，夜里出行不便", "路口缺少斑马线，孩子上学不安全"]),
    ("environment", "环境卫生", ["垃圾桶满了没有人清运", "楼道堆放杂物，老人出入不便", "河边有人倒建筑垃圾"]),
    ("water_power", "供水供电供暖", ["自来水压力小，高层没有水", "电动车充电桩坏了", "楼栋线路老化，经常跳闸"]),
    ("housing", "住房", ["顶楼漏雨，物业一直没有修", "电梯反复故障", "单元门坏了关不上"]),
    ("welfare", "救助", ["想咨询低保申请怎样办", "残疾人补贴没有按时到账", "独居老人需要助餐"]),
    ("safety", "治安", ["小区里电动车上楼充电", "消防通道被占", "夜间有人在楼下喧哗"]),
    ("neighbours", "邻里纠纷", ["楼上漏水，两家说不到一起", "宠物夜里叫，影响休息"]),
    ("services", "办事服务", ["居住证到期不知道在哪里续", "想给老人办老年证"]),
]
HEADER = ["工单编号", "来电时间", "诉求人", "诉求类别", "诉求内容", "地址", "承办单位", "派单时间", "办结时间", "办理结果", "回访结果", "满意度"]


def communities():
    with open(HERE / "divisions.csv", encoding="utf-8") as file:
        rows = csv.DictReader(file)
        return [row["name"] for row in rows if row["parent"] == "371502002000"]


def main():
    dice = random.Random(488)
    places = communities()
    kinds = ["solved"] * SOLVED + OTHERS
    first = datetime.date(2022, 1, 4)
    rows = []
    for n, kind in enumerate(kinds):
        came = first + datetime.timedelta(days=dice.randrange(196))
        category = dice.choice(WHAT)
        place = dice.choice(places)
        community = place.removesuffix("居委会")
        row = {
            "来电时间": came.isoformat(),
            "诉求人": dice.choice(SURNAMES) + dice.choice(GIVEN),
            "诉求类别": category[1],
            "诉求内容": f"{dice.choice(category[2])}。请尽快处理。",
            "地址": f"{community}{dice.randrange(1, 30)}号楼",
            "承办单位": place,
        }
        if kind != "new":
            row["派单时间"] = came.isoformat()
        if kind not in ("new", "assigned"):
            row["办结时间"] = (came + datetime.timedelta(days=dice.randrange(1, 8))).isoformat()
            row["办理结果"] = "解释说明" if kind == "explained" else "已解决"
            row["回访结果"] = {"unreached": "未接通", "refused": "拒绝评价"}.get(kind, "已接通")
            said = "满意" if dice.randrange(5) else "基本满意"
            if kind == "dissatisfied":
                said = "不满意"
            row["满意度"] = "" if kind in ("unreached", "refused") else said
        rows.append(row)
    rows.sort(key=lambda row: row["来电时间"])
    for n, row in enumerate(rows, 1):
        row["工单编号"] = f"LY2022{n:05}"
    with open(HERE / "liuyuan_ledger.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADER, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


main()
