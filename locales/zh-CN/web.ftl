# 页面框架
web-product = 镇针
web-tagline = 上面千条线，下面一根针
web-skip = 跳到正文
web-nav = 主菜单
web-menu = 菜单
web-menu-close = 收起菜单
web-breadcrumbs = 当前位置
web-sign-in = 登录
web-sign-out = 退出
web-account = 我的账号
web-switch-language = English
web-elder-on = 大字版
web-elder-off = 标准版
web-demo = 演示
web-demo-text = 这里的人名、号码和金额都是虚构的，可以放心试用。
web-insecure = 连接未加密
web-insecure-text = 本页通过普通 HTTP 传输，同一网络内的人可能看到内容。请只在内部网络使用，并尽快启用 HTTPS。
web-checkpoint = 账本校验点
web-checkpoint-hint = 抄下这一行，日后可核对本页之前的记录没有改动。
web-footer-about = 每个数字都能打开，看到它背后的记录。

# 提示
web-saved = 已保存
web-refused = 没有办理
web-notice = 提示
web-warning = 请注意
web-error-summary = 有{ $count }处需要改正
web-error-prefix = 错误
web-labelled = { $label }：{ $text }
web-done-for = { $name }（代{ $principal }）
web-error-invalid = 有些内容需要改正，请看标出的地方。
web-error-not-found = 没有找到。可能地址有误，或这条记录不在您的范围内。
web-error-forbidden = 您的岗位不能办这件事。需要时，请联系本单位管理员。
web-error-conflict = 别人刚刚改过这条记录，您的内容没有保存。请重新打开，看过最新情况再办。
web-error-disk-full = 服务器的磁盘已满，这次没有保存。请管理员腾出空间后再提交。
web-error-no-answer = 数据库暂时没有应答，不能确定刚才这一步是否已保存。请返回原页面再提交一次，不会重复办理。
web-error-internal = 系统出了问题，这次没有保存。请稍后再试；仍不行，请把页面上的编号告诉管理员。

# 表单
web-optional = 选填
web-date-hint = 例如 2026-11-23，也可写 20261123
web-money-hint = 单位：元，最多两位小数
web-choose = 请选择
web-filter = 筛选
web-filter-clear = 清除筛选
web-save = 保存
web-cancel = 取消
web-confirm-title = 确认之前，请核对
web-unit-yuan = 元

# 表格
web-rows = { $count ->
   *[other] 共{ $count }行
 }
web-sort-by = 按“{ $column }”排序
web-sorted-up = 升序
web-sorted-down = 降序
web-pager = 翻页
web-pager-first = 首页
web-pager-next = 下一页
web-total = 合计

# 步骤
web-step-done = 已完成
web-step-current = 正在办
web-step-coming = 未开始
web-progress = { $total }项中已完成{ $done }项

# 图
web-chart-table = 看数据表

# 日期与数目
web-money = { $amount }元
web-date-long = { $year }年{ $month }{ $day }日
web-month-1 = 1月
web-month-2 = 2月
web-month-3 = 3月
web-month-4 = 4月
web-month-5 = 5月
web-month-6 = 6月
web-month-7 = 7月
web-month-8 = 8月
web-month-9 = 9月
web-month-10 = 10月
web-month-11 = 11月
web-month-12 = 12月

# 各处通用的改正提示
invalid-required = 这里需要填写。
invalid-not-a-date = 请写成 2026-11-23 这样的日期；名单里也可以写 2022.6 或 2022年6月。
invalid-not-money = 请写金额，例如 1700 或 1700.50。
invalid-not-a-number = 请写数字。
invalid-too-long = 最多{ $max }个字，请缩短。
invalid-not-a-choice = 请从列出的选项中选择。
invalid-not-a-phone = 请写11位手机号。
invalid-file-missing = 请选择一个文件。
invalid-file-too-large = 文件超过{ $max }，请换一个小一些的。

web-papers = 材料
web-papers-about = 会议记录、盖章扫描件、公示照片等。内容加密保存；照片上的拍摄位置等信息在保存前去掉，PDF原样保存。
web-papers-attach = 上传材料
web-papers-none = 还没有材料
web-papers-none-text = 拍照或选择文件后，用下面的表单上传第一份。
web-papers-name = 文件
web-papers-kind = 种类
web-papers-date = 材料日期
web-papers-size = 大小
web-papers-state = 状态
web-papers-note = 说明
web-papers-file = 照片或PDF
web-papers-file-hint = 手机上可直接拍照；最大20 MiB。
web-papers-counts = 有效
web-papers-erased = 已抹去
web-papers-withdraw = 撤下
web-papers-withdrawn = 已撤下：{ $reason }
web-papers-withdraw-about = “{ $name }”撤下后不再算作有效材料，但仍留存在案。
web-papers-reason = 撤下原因
web-papers-reason-wrong-file = 传错了文件
web-papers-reason-unreadable = 看不清
web-papers-reason-replaced = 已有新的一份
web-papers-reason-other = 其他
web-papers-saved = 材料已保存。
web-papers-saved-withdraw = 材料已撤下。
