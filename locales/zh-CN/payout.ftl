# 收益分配
flow-relief-income = 帮扶项目资产收益分配

payout-state-draft = 草稿
payout-state-calculated = 已测算
payout-state-resolved = 已表决
payout-state-reviewed = 已审核
payout-state-posted = 公示中
payout-state-declared = 已登账
payout-state-paid = 已发放
payout-state-closed = 已归档
payout-state-cancelled = 已取消
payout-state-reversed = 已冲销



payout-step-word = { $step ->
    [create] 拟定方案
    [calculate] 测算
    [display] 会前展示
    [resolve] 会议表决
    [review] 镇级审核
    [post] 公示
    [declare] 批准登账
    [pay] 登记发放
    [close] 归档
    [cancel] 取消
    [reverse] 冲销
    [correct] 更正方案
   *[other] { $step }
}

deed-payout-adopt-flow = 启用分配流程
deed-payout-create = 起草分配方案
deed-payout-calculate = 测算分配
deed-payout-display = 登记会前展示
deed-payout-resolve = 登记会议表决
deed-payout-review = 审核分配方案
deed-payout-post = 登记公示
deed-payout-declare = 批准登账
deed-payout-pay = 登记发放
deed-payout-close = 分配归档
deed-payout-cancel = 取消分配
deed-payout-reverse = 冲销分配

refused-payout-no-flow = 还没有启用“{ $flow }”流程。请管理员先启用流程，再拟定方案。
refused-payout-policy-not-allowed = 本流程不允许这种取整办法。请另选一种。
refused-payout-basis-not-allowed = 本流程不允许这种分配标准。请另选一种。
refused-payout-is-over = 本次分配已经结束，不能再办理。如需重新分配，请拟定新方案。
refused-payout-already-done = 这一步已经办过，不必再办。测算结果不能修改：如有错误，请取消本次分配，重新拟定。
refused-payout-not-draft = 方案不是草稿。请拟定新方案后再测算。
refused-payout-not-calculated = 方案还没有测算。请先测算，再办理这一步。
refused-payout-not-displayed = 方案还没有会前展示。请先展示满{ $days }天，再登记表决。
refused-payout-future-date = 日期{ $date }还没有到。请到那一天再登记，或改正日期。
refused-payout-before-last-step = 日期{ $date }早于上一步。请填{ $earliest }或以后的日期。
refused-payout-display-too-short = 会前展示不满{ $days }天（{ $displayed }起展示）。会议最早可在{ $earliest }召开。
refused-payout-objections-open = 公示期到{ $to }为止。请在{ $earliest }及以后批准登账。
refused-payout-same-person = 拟定、审核、确认须由不同的人办理，而您已办理过“{ payout-step-word }”。请由另一位有权限的人办理。
refused-payout-no-quorum = 到会{ $present }人，不足{ $needed }人，表决无效。请重新召开会议后登记。
refused-payout-voted-down = 到会{ $present }人中{ $in_favour }人同意，没有过半数。请取消本次分配，修改方案后重新提交会议。
refused-payout-not-resolved = 会议还没有表决通过。请先登记表决结果。
refused-payout-not-reviewed = 镇级还没有审核。请审核后再公示。
refused-payout-period-too-short = 公示不足{ $days }天。公示截止日最早为{ $earliest }。
refused-payout-not-posted = 结果还没有公示。请先公示，公示期满后再批准登账。
refused-payout-pool-not-covered = 未分配收益只有{ $held }元，少于要分配的{ $pool }元。请先登记收入，或减少分配总额。
refused-payout-not-covered = 未分配收益只有{ $held }元，少于应分配的{ $distributed }元。请先登记收入；如已用于其他分配，请取消本次分配。
refused-payout-no-entitlements = 登记日没有可分配的户。请先登记受益户名册。
refused-payout-household-twice = 同一户在名册中出现两次（编号{ $household }）。请删去一行后再测算。
refused-payout-no-heads = 有一户的享受人数为零（编号{ $household }）。请补上人数，或移出名册。
refused-payout-class-without-weight = 类别“{ $class }”没有权重。请取消后在新方案中补上这一类的权重。
refused-payout-no-weight = 全部权重为零，无法分配。请检查类别权重和人数。
refused-payout-negative-entitlement = 名册中有负数。请改正后再测算。
refused-payout-nothing-to-pay = 总额{ $pool }元太少，每户分不到一个取整单位。请增加总额，或改用更小的取整单位。
refused-payout-not-declared = 还没有批准登账。请先批准登账。
refused-payout-already-paid = 所选第{ $line }行已经发放，或重复选择，不能再发。请刷新名单后重选。
refused-payout-nothing-owed = 所选第{ $line }行没有应付金额。请取消选择这一行。
refused-payout-not-all-paid = 还有未发放的行。请全部登记发放后再归档。
refused-payout-too-late-to-cancel = 已经批准登账，不能取消。如有错误，请冲销；已发放的款项会转为应收。

invalid-flow-syntax = 流程第{ $line }行写法有误：{ $fault }
invalid-flow-no-name = 流程缺少代号或名称。
invalid-flow-no-source = 流程缺少依据文件。
invalid-flow-step-missing = 流程缺少必要的步骤。
invalid-flow-step-twice = 流程有重复的步骤。
invalid-flow-step-order = 流程步骤的先后顺序不对。
invalid-flow-people-overlap = 同一步骤出现在两个人员分组里。
invalid-flow-people-not-apart = 测算、审核、确认必须分在不同的人员分组。
invalid-flow-bad-period = 天数应在0到3650之间。
invalid-flow-no-meeting-kind = 流程没有规定会议类型。
invalid-flow-bad-part = 比例应在0到1之间。
invalid-flow-no-policy = 流程没有允许任何取整办法。
invalid-flow-no-basis = 流程没有允许任何分配标准。
invalid-flow-no-account = 流程缺少记账科目。
invalid-not-a-headcount = 请填写人数。
invalid-more-than-eligible = 到会人数多于应到人数。
invalid-votes-differ-from-present = 同意、反对、弃权之和应等于到会人数。
invalid-unknown-meeting = 本流程不认这种会议。
invalid-before-from = 截止日早于开始日。
invalid-not-a-year = 请填写四位年份。
invalid-not-positive = 请填写大于零的金额。
invalid-not-a-step = 取整单位只能是分、角或元。
invalid-step-needs-per-share = 只有“每份同额”可以按角或元取整。
invalid-weights-not-used = 这种分配标准不用类别权重。
invalid-not-a-weight = 权重应为0到1000000的整数。

audit-round-unreadable = 分配记录无法读取
audit-round-recalculates-otherwise = 按所记规则重算，结果与记录不同
audit-root-differs = 名册或明细的根与重算不同
audit-roster-differs = 明细与该轮所依据的名册不同
audit-declared-differs = 批准登账的分录与明细不符
audit-paid-differs = 发放记录与明细或分录不符
audit-paid-before-declaring = 发放早于批准登账

payout-channel-counter = 窗口
payout-channel-phone = 电话
payout-channel-letter = 书面
payout-channel-visit = 上门
payout-verdict-upheld = 成立
payout-verdict-rejected = 不成立
payout-verdict-withdrawn = 已撤回
payout-hold-disputed = 有争议
payout-hold-deceased = 户主去世
payout-hold-changed = 家庭变动
payout-hold-no-account = 没有账户
payout-hold-unclaimed = 无人领取
payout-return-wrong-account = 账号有误
payout-return-closed-account = 账户已销
payout-return-wrong-name = 户名不符
payout-return-refused = 银行拒收
payout-return-other = 其他
payout-succession-inherited = 继承
payout-succession-split = 分户
payout-succession-merged = 并户
payout-settled-unclaimed = 转入无人领取款
payout-settled-claimed-again = 补领
payout-settled-receivable = 转为应收
payout-settled-recovered = 已收回
payout-hold-word = { $reason ->
    [disputed] 有争议
    [deceased] 户主去世
    [changed] 家庭变动
    [no_account] 没有账户
   *[other] 无人领取
}
payout-change-word = { $change ->
    [head_died] 户主去世
    [head_left] 户主迁出
    [split] 分户
    [merged] 并户
   *[other] 户已注销
}

deed-payout-object = 登记异议
deed-payout-answer-objection = 答复异议
deed-payout-correct = 更正分配方案
deed-payout-hold = 暂缓发放
deed-payout-release = 解除暂缓
deed-payout-name-successor = 确定领款户
deed-payout-return = 登记退回
deed-payout-move-unclaimed = 转入无人领取款
deed-payout-pay-unclaimed = 补领发放
deed-payout-recover = 登记收回

refused-payout-not-reversed = 本次分配没有冲销，没有应收回的款项。请核对是哪一次分配。
refused-payout-too-late-to-object = 方案已经登账或已经结束，不能再办理异议。登账后对某一户有争议的，请把这一户登记为暂缓发放。
refused-payout-objection-answered = 这条异议已经答复。如有新的情况，请另登记一条异议。
refused-payout-objection-unanswered = 还有{ $count }条异议没有答复。请先逐条答复。
refused-payout-objection-uncorrected = 有{ $count }条异议成立，还没有更正。请先改正名册，再更正方案。
refused-payout-nothing-upheld = 没有成立的异议。如发现名册有误，请以“名册有误”为由更正。
refused-payout-nothing-changed = 按登记日的名册重算，与原方案相同。请先改正名册，再更正方案。
refused-payout-already-held = 这一户已于{ $from }以同一原因暂缓，不必再登记。
refused-payout-line-held = 所选第{ $line }行自{ $from }起暂缓发放（{ payout-hold-word }）。请先由有权限的人解除暂缓，再发放。
refused-payout-line-unclaimed = 所选第{ $line }行已转入无人领取款。请在这一户的页面办理补领。
refused-payout-not-unclaimed = 所选第{ $line }行没有转入无人领取款。请按一般发放登记。
refused-payout-household-changed = 所选第{ $line }行的户在{ $date }有变动（{ payout-change-word }）。请先暂缓，由审核人确定由谁领取或解除暂缓后再发放。
refused-payout-payer-decided = 所选第{ $line }行是由您确定领款户或解除暂缓的。请由另一位经办人登记发放。
refused-payout-no-such-household = 没有找到这一户，或这一户已经注销。请核对户号。
refused-payout-same-household = 领款户就是这一户。如可照原户发放，请解除暂缓。
refused-payout-already-returned = 第{ $attempt }次发放已于{ $date }登记退回，不能再退。请核对是哪一次发放。
refused-payout-unclaimed-too-early = 登账后满{ $days }天才能转入无人领取款。最早可在{ $earliest }办理。
refused-payout-more-than-open = 这一户尚应收回{ $open }元。请填写不超过这个数的金额。

audit-paid-twice = 同一户有两笔有效发放
audit-paid-while-held = 暂缓期间发放
audit-returned-differs = 退回记录与分录不符
audit-settled-differs = 无人领取、应收或收回与分录不符
audit-reversed-differs = 冲销分录与批准登账不符
audit-voucher-unexplained = 凭证没有对应的记录
audit-line-missing = 记录所指的明细不存在
audit-declared-over-objection = 异议未了结就已登账
audit-correction-differs = 更正关系与记录不符

flow-collective-income = 农村集体经济组织收益分配
flow-coop-surplus = 农民专业合作社盈余分配
refused-payout-parts-not-whole = 各部分的比例合起来不是全部。请改正比例，使总和正好为1。
refused-payout-account-not-allowed = 本流程不能转入科目“{ $account }”。请改用流程允许的科目。
refused-payout-deduction-missing = 方案没有按次序提取“{ $account }”。请补上这一项；没有可提取的，金额填0。
refused-payout-part-below-minimum = 按“{ $measure }”分配的部分不足{ $numerator }/{ $denominator }。请提高这一部分的比例。
refused-payout-duplicate-period = { $year }年度已有{ $rounds }次分配，不能再拟定。请继续办理已有的方案；如有错误，请先取消或冲销。
refused-payout-deduction-exceeds-pool = “{ $name }”要提取{ $amount }元，只剩{ $left }元。请减少提取金额。
refused-payout-outside-bands = 有一户的人数不在任何一档（编号{ $household }）。请补上这一档。
refused-payout-no-cash = 银行存款只有{ $held }元，少于要分配的{ $pool }元。请先收款，或减少分配总额。
refused-payout-losses-left = 以前年度亏损还有{ $loss }元，方案只弥补{ $covered }元。请先弥补亏损，再分配。
refused-payout-not-discussed = 党组织还没有先行讨论，或讨论日期晚于会议。请填写不晚于会议的讨论日期。
refused-payout-too-few-delegates = 应到代表{ $eligible }人，不足{ $needed }人，不能由代表会议表决。请召开成员大会。
refused-payout-not-enough-of-all = 全体{ $eligible }人中只有{ $in_favour }人同意，至少要{ $needed }人。请取消本次分配，修改方案后重新提交会议。
invalid-flow-division-not-said = “按组成部分分配”和组成部分的规则要么都有，要么都没有。
invalid-division-no-part = 请至少填写一个部分。
invalid-division-too-long = 最多20项。
invalid-division-no-name = 每一项都要有名称，不超过40字。
invalid-division-no-account = 每一项提取都要有科目。
invalid-division-bad-amount = 提取的金额或比例不对。
invalid-division-bad-bands = 各档应从1人起，前后相连，最后一档不封顶。
invalid-division-no-measure = 请选择按什么分。
invalid-division-not-used = 这种分配标准不用组成部分。

payout-paper-word = { $kind ->
    [minutes] 会议记录
    [sealed_scan] 盖章扫描件
    [posting_photo] 公示照片
    [contract] 合同
    [certificate] 证明
    [death_certificate] 死亡证明
    [application] 申请书
    [bank_slip] 银行回单
   *[other] { $kind }
}
refused-payout-paper-missing = 缺少“{ payout-paper-word }”。请先在本次分配的“材料”中上传，再办理这一步。
invalid-flow-bad-paper = 材料规则写得不对：步骤须在流程之内，且至少写明一种材料。
deed-payout-bring-forward-round = 补录以前的分配
deed-payout-void-brought = 撤销补录的分配
deed-payout-bring-forward-balance = 补录期初余额
refused-payout-brought-twice = { $date }的这次分配已经补录过。请查看已补录的记录；如有错误，请先撤销。
invalid-brought-lines-differ = 各户金额之和或户数与总额、户数不符。
invalid-balance-differs = 银行存款应等于未分配收益加无人领取款。
deed-payout-close-month = 账簿结账
deed-payout-reopen-month = 账簿反结账
flow-contract-split = 合同收益分配
