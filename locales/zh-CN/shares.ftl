# 项目、投入、资产、收益人与收益

## 数字
figure-douhutun-dividend-round = 已领分红次数
figure-douhutun-invested = 项目总投资
figure-douhutun-annual-return = 年收益率
figure-douhutun-villages = 覆盖村数
figure-douhutun-households = 受益户数
figure-douhutun-people = 受益人数

## 数字背后的清单
shares-list-funding = 投入明细
shares-list-year-income = 上一完整年度的收益
shares-list-villages = 覆盖的村
shares-list-households = 受益户
shares-list-people = 受益户的家庭成员
shares-list-rounds = 领取次数最多的一户所领的各次分红

## 列名
shares-project = 项目
shares-funding-source = 资金来源
shares-date = 日期
shares-amount = 金额（元）
shares-document = 文件或凭据
shares-year = 年度
shares-village = 村
shares-village-code = 区划代码
shares-household-number = 户编号
shares-household-head = 户主姓名
shares-person = 姓名
shares-relation = 与户主关系
shares-class = 类别
shares-from = 起始日期
shares-round-number = 分红编号
shares-round-title = 分红名称
shares-paid-on = 发放日期

## 收益与计划
shares-yield-unplanned = 没有计划
shares-yield-met = 达到计划
shares-yield-short = { $year } 年收益比计划少 { $amount } 元。请查明原因，并向受益户说明。
shares-heads-differ = 享受人数 { $heads } 人，家庭人口 { $members } 人，请核对

## 不能这样做
refused-shares-already-on-roster = 这一户（{ $household }）在这段时间已在花名册上。要改类别或人数，请先终止原来的一行，或用表格导入变更。
refused-shares-unknown-household = 在起始日期那天找不到这一户，或者不在您的管理范围内。请先在人口基础信息中核对。
refused-shares-already-ended = 这一行已经终止。要让这一户继续享受，请重新加入花名册。
refused-shares-before-beginning = 变更日期早于这一行的起始日期 { $date }。请改用这一天或之后的日期。
refused-shares-is-reversal = 这一行本身就是冲销，不能再冲销。需要时请重新登记收益。
refused-shares-already-reversed = 这笔收益已经冲销过了。
invalid-not-above-zero = 金额必须大于 0。
invalid-before-beginning = 终止日期不能早于起始日期。

## 花名册表格里的问题
sheet-roster-unknown-household = 您的管理范围内没有这个户编号，或者起始日期那天还没有这一户。请核对户编号，或先导入这一户。
sheet-roster-number-twice-there = 有两户用着同一个户编号，无法判断是哪一户。请先在人口基础信息中改正。
sheet-roster-household-twice = 这一户在表中出现了不止一次。每户只留一行。
sheet-roster-head-differs = 户主姓名与这个户编号登记的户主不同。请核对编号和姓名。
sheet-roster-unknown-class = 没有这个类别。请填写 A、B、C，没有分类的填“不分类”。
sheet-roster-heads-out-of-range = 享受人数须为 1 至 50 人。

## 操作
deed-shares-enter-project = 登记项目
deed-shares-add-funding = 登记投入
deed-shares-void-funding = 撤销登错的投入
deed-shares-add-asset = 登记资产
deed-shares-add-beneficiaries = 加入受益户
deed-shares-end-beneficiary = 终止受益户
deed-shares-import-roster = 导入受益户花名册
deed-shares-plan-income = 制定收益计划
deed-shares-record-income = 登记收益
deed-shares-reverse-income = 冲销收益
refused-shares-register-total-differs = 股份登记簿不平：已发行{ $issued }，持有合计{ $held }。请先核对股份登记簿，再测算。
