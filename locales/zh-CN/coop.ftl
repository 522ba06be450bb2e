# 农民专业合作社的成员账户

## 不能这样做
refused-coop-exists = 已经有“{ $name }”的成员账户。请在合作社列表中打开它。
refused-coop-already-member = 这一户（{ $household }）在这段时间已是成员。请在成员名单中查看。
refused-coop-already-ended = 这一户的成员资格已经终止。重新加入时，请作为新成员登记。
refused-coop-not-member-then = 这一户在{ $when }不是成员。请核对日期或年度，或先更正入社日期。
refused-coop-surplus-there = { $year }年的盈余已经登记{ $amount }元。登错的请先冲销，再重新登记。
invalid-coop-out-of-range = 金额须在 0 与 100 亿元之间。

## 成员账户表格里的问题
sheet-coop-unknown-household = 您的管理范围内没有这一户，或者这一天还没有这一户。请核对户编号或姓名，或先导入这一户。
sheet-coop-name-twice-there = 有两户用着同一个编号或户主同名，无法判断是哪一户。请填写户编号。
sheet-coop-household-twice = 这一户在表中出现了不止一次。每户只留一行。
sheet-coop-name-differs = 成员姓名与这个户编号登记的户主不同。请核对编号和姓名。
sheet-coop-amount-out-of-range = 金额须在 0 与 100 亿元之间。

## 操作
deed-coop-open = 建立合作社成员账户
deed-coop-add-member = 登记入社
deed-coop-end-member = 登记退社
deed-coop-set-account = 登记成员账户
deed-coop-record-trade = 登记交易额
deed-coop-record-surplus = 登记年度盈余
deed-coop-reverse-surplus = 冲销年度盈余
deed-coop-import-accounts = 导入成员账户

## 核对发现
audit-coop-member-twice = 同一户同时两次是成员
audit-coop-account-alone = 交易额不属于任何成员
audit-coop-surplus-differs = 盈余与记账凭证不符
