# 人口变动：出生、死亡、婚入、迁入迁出、分户并户、变更户主、状态；组织与任职。

deed-people-record-birth = 登记出生
deed-people-record-death = 登记死亡
deed-people-record-marriage = 登记婚入
deed-people-move-in = 登记迁入
deed-people-move-out = 登记迁出
deed-people-split-household = 登记分户
deed-people-merge-households = 登记并户
deed-people-change-head = 变更户主
deed-people-set-status = 认定状态
deed-people-end-status = 终止状态
deed-people-correct = 更正登错的变动
deed-people-confirm-event = 核对变动
deed-people-save-organisation = 保存组织
deed-people-begin-post = 登记任职或成员
deed-people-end-post = 终止任职或成员

refused-people-date-in-future = { $date } 还没有到。请填写事情发生的那一天。
refused-people-household-not-then = { $number } 在 { $date } 还没有登记，或已经终止。请核对日期。
refused-people-later-known = { $date } 已有更新的登记（名单或变动）。请填写那一天或以后的日期，或先更正后来的登记。
refused-people-before-later-event = 此人在 { $date } 已登记“{ $kind ->
    [birth] 出生
    [death] 死亡
    [marriage] 婚入
    [move_in] 迁入
    [move_out] 迁出
    [head_change] 变更户主
   *[other] 其他变动
}”。新的变动不能早于它；请核对日期，或先更正后来的登记。
refused-people-person-has-died = 此人已于 { $date } 登记死亡。如登记有误，请先更正。
refused-people-not-a-member = 此人在 { $date } 不是这一户的成员。请核对人和日期。
refused-people-number-in-use = 户编号 { $number } 已经用过。请另写一个，或留空由系统编号。
refused-people-head-leaves = 离开的是户主，户内还有其他人。请同时选定新的户主。
refused-people-number-of-a-member = 这个证件号码的人已在本辖区某一户中。从一户到另一户请登记婚入、分户或并户。
refused-people-born-otherwise = 证件号码中的出生日期是 { $date }，与所填日期不一致。请核对。
refused-people-before-birth = 所填日期早于此人的出生（{ $date }）。请核对日期。
refused-people-same-household = 此人已经在这一户中。
refused-people-nobody-splits = 请勾选要分出去的人。
refused-people-all-split = 不能全部分出去，原户至少要留一人。整户离开请登记迁出。
refused-people-head-not-among = 新户的户主要从分出去的人中选。
refused-people-merge-with-itself = 不能与自己并户。请选另一户。
refused-people-head-already = 此人已经是户主。
refused-people-status-not-in-force = 这个状态在 { $date } 不适用。那一天适用的有：{ $zh }。
refused-people-status-holds = 这一户在 { $date } 已经是这个状态。
refused-people-status-not-held = 这一户在 { $date } 没有这个状态。
refused-people-already-taken-back = 这条变动已经更正。
refused-people-built-upon = 之后已有登记以它为依据{ $kind ->
    [list] （名单）
   *[other] （{ $date }）
}，请先更正后来的登记。
refused-people-event-rests = 已有 { $count } 条其他记录（名册、分配）用到这一户，不能更正。请先处理那些记录。
refused-people-already-confirmed = 这条变动已经核对过。
refused-people-confirm-own = 自己登记的变动要由另一个人核对。
refused-people-post-holds = 此人在 { $date } 已是这个身份。
refused-people-organisation-not-then = 这个组织在 { $date } 还没有登记，或已经终止。

people-problem-listed-dead = { $name } 已于 { $date } 登记死亡。请从名单中去掉这一行，或先更正那条登记
people-problem-listed-moved-out = { $name } 已于 { $date } 登记离开。如已回来，请先登记迁入
people-problem-household-ended = 户 { $number } 已于 { $date } 终止。请改用现在的户编号，或先更正那条登记

invalid-second-head = 这一户已有户主，请选另一种关系
invalid-first-is-head = 迁入整户时，第一个人是户主，其余的人不是

life-kind = 变动
life-kind-birth = 出生
life-kind-death = 死亡
life-kind-marriage = 婚入
life-kind-move_in = 迁入
life-kind-move_out = 迁出
life-kind-split = 分户
life-kind-merge = 并户
life-kind-head_change = 变更户主
life-kind-status_set = 认定状态
life-kind-status_end = 终止状态
life-kind-void = 更正
life-recorded = 已登记：{ $kind }
life-recorded-headless = 已登记。这一户现在没有户主，请变更户主。
life-recorded-ended = 已登记。户内已没有人，这一户终止。
life-taken-back = 已更正，恢复原来的登记。
life-confirmed-done = 已核对。
life-date = 发生日期
life-date-hint = 例如 2022-06-10
life-person = 谁
life-name = 姓名
life-identity = 证件号码
life-identity-hint = 18 位；没有号码的，在下面选原因
life-reason-none = 没有号码的原因
life-sex = 性别
life-sex-hint = 没有号码时填写
life-birth-year = 出生年份
life-relation = 与户主关系
life-new-head = 新户主
life-new-head-hint = 离开的是户主时选择；其余关系按新户主推定，请随后核对
life-from-number = 原户编号
life-from-number-hint = 从本辖区另一户来的，填那一户的户编号和姓名；从外面来的留空，填证件号码
life-whole-household = 整户
life-number = 户编号
life-number-hint = 留空由系统编号
life-members-going = 分出去的人
life-into-number = 并入哪一户（户编号）
life-status = 状态
life-status-carried = 新户同样认定：{ $status }
life-reason = 原因
life-do = 登记
life-preview = 下一步：看会发生什么
life-preview-split = 将要分户
life-preview-merge = 将要并户
life-preview-people = 人
life-preview-go = { $names } 从 { $date } 起转到{ $to }
life-preview-new = 新户
life-preview-ends = 户 { $number } 从 { $date } 起终止，状态同时终止
life-preview-caution = 登错了可以更正，只要之后没有登记以它为依据。
life-history = 变动记录
life-history-of = 户 { $number } 的历史
life-history-link = 看这一户的历史
life-to-household = 看这一户现在的登记
life-history-none = 还没有变动
life-history-none-text = 出生、死亡、婚入、迁入迁出、分户并户等登记后，按时间列在这里。
life-members-by-period = 各时期的成员
life-statuses-by-period = 各时期的状态
life-who = 涉及的人
life-what = 变动
life-when = 日期
life-by = 登记人
life-known = 登记时间
life-confirmed = 核对
life-is-confirmed = 已核对
life-confirmed-by = { $name }，{ $date }
life-not-confirmed = 待核对
life-voided = 已更正
life-confirm = 核对无误
life-take-back = 更正（撤回这条）
life-from-household = 从户 { $number }
life-to-household-number = 到户 { $number }
life-changes = 人口变动
life-changes-none = 没有变动
life-changes-none-text = 在一户的页面上登记出生、死亡、迁移等，这里按村列出。
life-month = 月份
life-month-hint = 例如 2022-06
life-state = 核对情况
life-any = 全部
life-export = 导出 XLSX
life-household = 户
life-village = 行政村
life-next = 更早的
life-move-in-household = 迁入一户
life-member-n = 第 { $n } 人
life-member-head = 户主

life-organisations = 组织
life-organisations-none = 还没有组织
life-organisations-none-text = 农村集体经济组织、合作社、企业、家庭农场登记后列在这里。
life-organisation = 名称
life-organisation-kind = 类型
life-organisation-from = 登记起始日期
life-organisation-add = 登记组织
life-organisation-saved = 已保存。
life-credit-code = 统一社会信用代码
life-credit-code-hint = 18 位；还没有的留空
life-credit-code-wrong = 代码的校验位不对，按前 17 位应为 { $right }。请与证照核对；确实如此的，可以照用。
life-role = 身份
life-posts = 成员与任职
life-posts-none = 还没有成员或任职
life-posts-none-text = 在下面按户编号和姓名登记；没有登记权限的，请找镇或村的办事员。
life-post-add = 登记成员或任职

## 首页
life-to-confirm = 待核对的变动
life-to-confirm-own = 其中{ $count }条是您自己登记的，要由另一位同事核对。
life-to-confirm-none = 没有待核对的变动
life-to-confirm-none-text = 同事登记的出生、死亡、婚入、迁移等变动，在第二个人核对以前列在这里。
life-to-confirm-all = 看全部待核对的变动

## 材料
life-papers-count = { $count } 件
life-paper-lacks = 缺：{ $paper }
life-paper-missing = 这类变动通常要有{ $paper }，还没有附上。不影响登记；拿到后拍照附上即可。
life-paper-attach = 附上{ $paper }
life-take-back-title = 登错了

## 表单
invalid-no-such-member = 那一户没有叫这个名字的人。请核对户编号和姓名
life-from-head = 原户的新户主
life-from-head-hint = 来的人在原户是户主、原户还有别人时，填接任户主的姓名
life-split-head = 新户的户主
life-stay-head = 留下的人以谁为户主
life-split-number = 新户的户编号
life-move-in-about = 从外面整户迁来的，在这里一次登记：先填户主，再填其他人；没有人的行留空。迁入已有的户，请到那一户的页面登记。
life-more-people = 人多，增加行
life-save = 保存
life-organisation-edit = 修改组织信息
life-organisation-edit-about = 改名、换代码或换类型时，从哪一天起是这样就填哪一天；以前的登记保留。
life-organisation-edit-from = 从哪一天起
life-post-end = 终止任职或成员
life-post-which = 谁的哪个身份
life-post-until = 从哪一天起不再是
