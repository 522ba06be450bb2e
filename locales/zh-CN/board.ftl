# 首页上各岗位看到的内容

board-now = 现在可以办
board-due = 等您办的分配
board-others = 等别人办的分配
board-from = { $date }起
board-col-when = 什么时候可以办，还缺什么

board-money = 钱在哪里
board-undistributed = 未分配
board-books = { $count }个账套
board-owed = 已登账未发放
board-held = 暂停发放
board-returned = 被退回
board-unclaimed = 无人领取
board-receivable = 应收回
board-lines = { $count }户
board-pots = 各账套未分配的钱
board-pots-none = 各账套都没有未分配的钱
board-pots-none-text = 收入登记入账后，没有分完的钱会列在这里；点金额可以起草一轮分配。
board-lying = 哪一轮还有没办完的户
board-lying-none = 没有停着的钱
board-lying-none-text = 未发放、暂停、退回、无人领取和应收回的户，会按轮次列在这里。

board-objections = 异议
board-open = 未答复
board-upheld = 成立
board-rejected = 不成立
board-withdrawn = 已撤回
board-open-caption = 等答复的异议
board-objections-none = 没有等答复的异议
board-objections-none-text = 公示期间收到的异议登记后会列在这里；全部答复以前不能登账。
board-outcomes = 异议和处理结果
board-outcomes-none = 没有收到过异议
board-outcomes-none-text = 登记的异议和处理结果会按轮次列在这里。

board-stages = 分配进度
board-stages-about = 共{ $count }轮分配，按所处的步骤计数。
board-unit-round = 轮
board-rounds = 轮数
board-table = 看表格

board-years = 历年分配
board-years-about = 每个年度登账的金额和已经发放的金额。
board-years-none = 还没有登过账的分配
board-years-none-text = 分配登账后，会按年度列出登账和发放的金额。
board-declared = 登账金额
board-declared-rounds = 登账轮数
board-paid = 已发金额
board-paid-lines = 已发户数
board-reversed-rounds = 冲销轮数
board-wrong = 出过的问题
board-unusual = 值得看一看
board-fresh = 动钱前30天内新开、改权或重置过的账号
board-fresh-none = 没有这样的账号
board-fresh-none-text = 登账、发放或冲销时，如果经办人的账号是不久前新开、改权或重置密码的，会列在这里。
board-audit = 核对全部记录
