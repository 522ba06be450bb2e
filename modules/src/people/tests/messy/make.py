#!/usr/bin/env python3
"""Makes the spreadsheets of this folder: lists as townships send them. Everybody in them is invented.

Needs openpyxl and xlwt. Run in this folder; the files are checked in, so that tests need no Python.
"""
import csv
import datetime

import openpyxl
import xlwt
from openpyxl.styles import Alignment, Font

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
MADE = datetime.datetime(2022, 7, 31)


def identity(birth, order):
    """An identity number of GB 11643 that belongs to nobody: its order within the day is 99x."""
    body = f"371502{birth}{order:03}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS)) % 11]


PEOPLE = [
    # household, village, name, identity, relation, status, since
    ("3715020001", "斗虎屯村", "郑禾生", identity("19540312", 991), "户主", "脱贫户", "2014.12"),
    ("3715020001", "斗虎屯村", "吴秋穗", identity("19560708", 992), "配偶", "脱贫户", "2014.12"),
    ("3715020001", "斗虎屯村", "郑小麦", identity("19991101", 993), "之子", "脱贫户", "2014.12"),
    ("3715020002", "张李新村", "孟石桥", identity("19480105", 995), "户主", "脱贫户", "2015年12月"),
    ("3715020003", "张李新村", "钱二柱", identity("19710630", 997), "户主", "一般农户", ""),
    ("3715020003", "张李新村", "冯春杏", identity("19730219", 998), "配偶", "一般农户", ""),
]
HEADER = ["户编号", "行政村", "姓名", "证件号码", "与户主关系", "户类型", "首次识别时间"]


def workbook():
    book = openpyxl.Workbook()
    book.properties.created = book.properties.modified = MADE
    book.properties.creator = "斗虎屯镇"
    return book


def title(sheet, text, columns):
    sheet.append([text])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=columns)
    sheet["A1"].font = Font(bold=True, size=16)
    sheet["A1"].alignment = Alignment(horizontal="center")


def hidden():
    """Last year's list on a hidden sheet in front, an explanation beside it, the list behind."""
    book = workbook()
    old = book.active
    old.title = "2021年（旧）"
    old.append(HEADER)
    for row in PEOPLE:
        old.append([row[0], row[1], "旧" + row[2][1:], *row[3:]])
    old.sheet_state = "hidden"
    words = book.create_sheet("填表说明")
    words.append(["一、按户填写；二、证件号码为文本格式。"])
    new = book.create_sheet("名单")
    title(new, "斗虎屯镇已脱贫人口名单", len(HEADER))
    new.append(HEADER)
    for row in PEOPLE:
        new.append(list(row))
    book.active = 2
    book.save("hidden.xlsx")


def totals():
    """A subtotal after each village, a blank row, the header again on the next page, a foot."""
    book = workbook()
    sheet = book.active
    title(sheet, "斗虎屯镇2022年7月帮扶户花名册", len(HEADER) + 1)
    sheet.append(["填报单位：斗虎屯镇", "", "", "", "", "", "", "单位：户、人"])
    header = ["序号", *HEADER]
    sheet.append(header)
    for at, row in enumerate(PEOPLE, 1):
        if row[1] == "张李新村" and PEOPLE[at - 2][1] != "张李新村":
            sheet.append(["小计", "", "", 3, "", "", "1户"])
            sheet.append([])
            sheet.append(header)
        sheet.append([at, *row])
    sheet.append(["小计", "", "", 3, "", "", "2户"])
    sheet.append(["合 计", "", "", 6, "", "", "3户"])
    sheet.append(["制表人：马某", "", "", "审核人："])
    sheet.append(["填表说明：户主一人一行。"])
    book.save("totals.xlsx")


def two_headers():
    """Groups of columns over two header rows; a group's own words tell two columns of one name apart."""
    book = workbook()
    sheet = book.active
    title(sheet, "防返贫监测和脱贫人口信息表", 9)
    sheet.append(["户编号", "行政村", "成员情况", "", "", "脱贫情况", "", "监测情况", ""])
    sheet.append(["", "", "姓名", "证件号码", "与户主关系", "户类型", "首次识别时间", "监测对象类别", "风险识别时间"])
    for first, last in ((3, 5), (6, 7), (8, 9)):
        sheet.merge_cells(start_row=2, start_column=first, end_row=2, end_column=last)
    for column in (1, 2):
        sheet.merge_cells(start_row=2, start_column=column, end_row=3, end_column=column)
    for row in PEOPLE:
        watched = row[0].endswith("2")
        since = "" if row[6] == "" else row[6]
        sheet.append([*row[:6], since, "脱贫不稳定户" if watched else "", "202203" if watched else ""])
    book.save("two_headers.xlsx")


def merged():
    """Number and village stand once, merged over the members; the dates are Excel's own."""
    book = workbook()
    sheet = book.active
    title(sheet, "帮扶户名册", len(HEADER))
    sheet.append(HEADER)
    start = 3
    for at, row in enumerate(PEOPLE, 3):
        date = {"2014.12": datetime.date(2014, 12, 1), "2015年12月": datetime.date(2015, 12, 1)}.get(row[6], "")
        sheet.append([*row[:6], date])
        if at + 1 - 3 == len(PEOPLE) or PEOPLE[at - 2][0] != row[0]:
            for column in (1, 2):
                for below in range(start + 1, at + 1):
                    sheet.cell(below, column).value = None
                if at > start:
                    sheet.merge_cells(start_row=start, start_column=column, end_row=at, end_column=column)
            start = at + 1
    book.save("merged.xlsx")


def gbk():
    """As Excel for Windows saves 'CSV (comma separated)': GBK, CRLF, quotes where a comma stands."""
    with open("gbk.csv", "w", encoding="gbk", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(["斗虎屯镇名单，2022年7月", "", "", "", "", "", ""])
        writer.writerow(["户编号", "行政村", "姓名", "身份证号", "与户主关系", "户类型", "识别时间"])
        for row in PEOPLE:
            # A tab before the number is how clerks keep Excel from spoiling it.
            writer.writerow([*row[:3], "\t" + row[3], *row[4:]])


def old_xls():
    """The old binary format; one identity number was kept as a number, so its last digits are gone."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    sheet.write_merge(0, 0, 0, len(HEADER) - 1, "斗虎屯镇已脱贫人口名单")
    for column, name in enumerate(HEADER):
        sheet.write(1, column, name)
    for at, row in enumerate(PEOPLE, 2):
        for column, value in enumerate(row):
            spoiled = row[2] == "孟石桥" and column == 3
            sheet.write(at, column, float(value[:15] + "000") if spoiled else value)
    book.save("old.xls")


def full_width():
    """Full-width digits and letters, spaces inside names, a zero-width mark, relations in other words."""
    book = workbook()
    sheet = book.active
    sheet.append(["户 编 号", "村（居）", "姓　名", "身份证号码", "关系", "户类别", "认定时间"])
    wide = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
    words = {"配偶": "之妻", "之子": "长子"}
    for row in PEOPLE:
        name = row[2][0] + "　" + row[2][1:] if len(row[2]) == 2 else row[2]
        sheet.append([row[0].translate(wide), "\u200b" + row[1], name, row[3].translate(wide),
                      words.get(row[4], row[4]), row[5], row[6].translate(wide)])
    book.save("full_width.xlsx")


for make in (hidden, totals, two_headers, merged, gbk, old_xls, full_width):
    make()
