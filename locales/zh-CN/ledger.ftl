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
