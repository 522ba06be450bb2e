# 账簿
refused-ledger-too-few-lines = 凭证至少要有两行。请补上对方科目。
refused-ledger-zero-line = 凭证第{ $line }行金额为零。请填写金额，或删去这一行。
refused-ledger-unbalanced = 凭证借贷不平，相差{ $left }分。请核对各行金额。
refused-ledger-future-date = 记账日期{ $date }还没有到。请改为今天或更早的日期。
refused-ledger-other-book = 有科目不属于这本账。请选择本账簿的科目。
refused-ledger-below-zero = 科目“{ ledger-account-name }”当时只有{ $balance }元，不够这次支出。请先登记收入，或减少金额。
refused-ledger-already-reversed = 这张凭证已由{ $number }号凭证冲销，不能再冲。请查看{ $number }号凭证。
refused-ledger-is-reversal = { $number }号凭证本身是冲销凭证，不能再冲。如仍需入账，请重新登记一张凭证。
refused-ledger-before-original = 冲销日期不能早于原凭证日期{ $date }。请改为{ $date }或以后的日期。

ledger-account-name = { $account ->
    [bank] 银行存款
    [undistributed] 未分配收益
    [payable] 应付分红
    [tax_payable] 应交税金
    [unclaimed] 无人领取款
    [receivable] 应收退款
    [reserve] 公积金
    [welfare] 公益金
    [losses] 以前年度亏损
    [village_fund] 村集体留存
    [sales] 销售收入
    [contract_costs] 合同成本
    [advances] 应付合作社垫付
    [loss_share] 应收分担亏损
    [coop_share] 应付合作社分成
    [held_back] 留存待定
    [income] 合同收入
    [bank_clearing] 在途资金
   *[other] { $account }
}
ledger-account-bank = 银行存款
ledger-account-undistributed = 未分配收益
ledger-account-payable = 应付分红
ledger-account-tax-payable = 应交税金
ledger-account-receivable = 应收退款
ledger-account-unclaimed = 无人领取款
ledger-kind-income = 收入
ledger-kind-declare = 分配
ledger-kind-pay = 发放
ledger-kind-reverse = 冲销
ledger-kind-return = 退回
ledger-kind-unclaimed = 转入无人领取款
ledger-kind-receivable = 转为应收
ledger-kind-recover = 收回

audit-voucher-unbalanced = 凭证借贷不平
audit-voucher-differs = 凭证的合计或行数与分录不符
audit-entry-misplaced = 分录的年度、日期或账簿与凭证不符
audit-entry-without-voucher = 分录没有凭证
audit-reversed-twice = 凭证被冲销两次
audit-number-gap = 凭证号不连续
audit-balance-differs = 余额与分录合计不符，可运行 zhen rebuild 重算
audit-below-floor = 科目余额低于下限
ledger-account-reserve = 公积金
ledger-account-welfare = 公益金
ledger-account-losses = 以前年度亏损
ledger-account-village-fund = 村集体留存
ledger-kind-opening = 期初余额

audit-voucher-in-closed-month = 凭证记入了当时已结账的月份
refused-ledger-period-closed = { $through }及以前已经结账，{ $date }不能再记账。请改用{ $earliest }或以后的日期；确需记在原月份的，请审核人先反结账。
refused-ledger-month-not-over = { $date }所在的月份还没有过完，不能结账。请等月末过后再结。
refused-ledger-already-closed = 已经结账到{ $date }。请选择以后的月份。
refused-ledger-not-closed = { $date }所在的月份没有结账，不用反结账。请选择已结账的月份。
ledger-kind-other = 其他
books-nav = 账簿
books-title = 账簿
books-about = 每月对完账、签过字就结账。结账以后，当月不能再记账；发现错误，更正记在没有结账的月份。
books-entity = 单位
books-unit = 所在村镇
books-state = 结账情况
books-closed-through = 已结账到{ $date }
books-all-open = 还没有结过账
books-empty-title = 还没有账簿
books-empty-text = 登记项目或建立合作社以后，这里就有它的账簿。
books-month = 月份
books-month-name = { $year }年{ $month }月
books-balances = 截至{ $date }的科目余额
books-balance-side = 余额
books-debit-side = 借
books-credit-side = 贷
books-flat = 平
books-none-yet-title = 这个月底以前没有记账
books-none-yet-text = 请选择别的月份。
books-vouchers = { $month }的凭证
books-number = 凭证号
books-date = 日期
books-kind = 事由
books-amount = 金额
books-no-vouchers-title = 这个月没有凭证
books-no-vouchers-text = 请选择别的月份。
books-more = 凭证太多，只列出前{ $count }张。
books-close = 结账
books-close-to = 结账到
books-close-hint = 这个月和以前的月份一起结账。
books-close-title = 结账以后
books-close-effect = 不能再记账、发放或冲销
books-close-effect-of = 结账的月份
books-reopen = 反结账
books-reopen-from = 从哪个月起打开
books-reopen-hint = 这个月和以后的月份都会打开。
books-reason = 原因
books-reason-hint = 原因会一直留在账簿上，请不要写姓名。
books-history = 结账记录
books-decided = 办理日期
books-what = 事项
books-opened-all = 全部打开
books-opened-after = { $date }以后打开
books-saved-closed = 已结账到{ $date }。
books-saved-opened = 已反结账。
books-state-side = 借贷方向
books-file = 下载本月账簿
ledger-account-sales = 销售收入
ledger-account-contract-costs = 合同成本
ledger-account-advances = 应付合作社垫付
ledger-account-loss-share = 应收分担亏损
ledger-account-coop-share = 应付合作社分成
ledger-account-held-back = 留存待定
ledger-account-income = 合同收入
ledger-kind-sale = 销售
ledger-kind-cost = 成本
ledger-kind-repay = 归还垫付
ledger-kind-settle = 结算
ledger-kind-share-loss = 分担亏损
ledger-kind-hand-over = 合作社部分入账
