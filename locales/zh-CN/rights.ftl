# 个人信息权利：查阅复制、更正、限制、删除。

deed-people-give-copy = 提供个人信息副本
deed-people-correct-record = 更正个人信息
deed-people-restrict = 限制处理个人信息
deed-people-lift-restriction = 解除限制
deed-people-erase-subject = 删除个人信息
deed-people-finish-erasures = 补登密钥文件中的删除
deed-people-set-retention = 设定保存年限

refused-people-already-erased = 这个人的信息已经删除，不能再办理。
refused-people-not-known-then = { $date } 还没有这个人的登记。请写他登记以后的日期。
refused-people-nothing-changes = 写的和登记的一样，没有要更正的。
refused-people-restricted-already = 这个人的信息从 { $date } 起已经限制处理。
refused-people-not-restricted = 这个人的信息没有被限制处理。
refused-people-restricted = 这个人的信息已限制处理，只能为审计或检查查看。请先解除限制。
refused-people-erase-member = 这个人现在是户 { $number } 的成员，不能删除。请先登记迁出或去世；登记有误的，可以更正或限制处理。
refused-people-erase-in-office = 这个人在组织中还有 { $count } 项成员资格或职务。请先登记终止。
refused-people-erase-rests = 还有 { $count } 条{ $what ->
    [roster] 受益名单
    [holding] 股份
    [land] 地块
    [net] 经营网
   *[other] 其他记录
}与他有关。请先处理完，再办理删除。
refused-people-erase-unpaid = 分配 { $round } 还有应付给他的款。请先付清或办理继承，再办理删除。
refused-people-erase-kept = 他的姓名在付款凭证中，按《{ $source }》保存 { $years } 年，到 { $until } 为止。在此之前可以限制处理，到期后再删除。
refused-people-retention-shorter = 保存年限不能短于规定的 { $years } 年。

invalid-not-his-name = 与姓名、户编号都不一样。请照写其中一个。

audit-key-missing = 密钥缺失，没有删除的登记：有人动过数据库
audit-key-not-erased = 已删除的人仍有密钥
audit-erasure-unfinished = 密钥文件中已删除，账上没有登记：请运行一次 zhen rebuild

rights-title = 个人信息权利
rights-of = { $name }：个人信息权利
rights-open = 办理个人信息权利
rights-about = 依《个人信息保护法》第四十四条至第四十九条，本人或其监护人、近亲属可以查阅、复制、更正、限制处理和删除其个人信息。每次办理都留下记录，记录里不写个人信息。
rights-erased-about = 这个人的信息已经删除，打不开，也找不到。款项只留户编号和金额。
rights-restricted = 限制处理
rights-restricted-since = 从 { $date } 起限制处理：{ $reason }
rights-restricted-effect = 限制期间不导出、不为日常查看号码；法律要求的公示和付款照常。
rights-asked-by = 谁提出的
rights-asked-by-himself = 本人
rights-asked-by-guardian = 监护人
rights-asked-by-agent = 受托人
rights-asked-by-kin = 已故者的近亲属
rights-asked-by-office = 乡镇依职责

rights-copy = 提供副本
rights-copy-about = 这个人的登记、家庭、户类型、变更、款项、材料、查看记录和办理记录，全部列出。
rights-copy-format = 形式
rights-copy-page = 打印的页面
rights-copy-xlsx = XLSX 表格
rights-copy-json = JSON 数据
rights-copy-do = 提供副本
rights-copy-of = { $name }的个人信息副本
rights-copy-on = { $date } 提供
rights-copy-file = 个人信息副本
rights-print = 按 Ctrl+P 打印，交给本人后请不要留底。

rights-correct = 更正
rights-correct-field = 更正哪一项
rights-correct-value = 正确的内容
rights-correct-value-hint = 没有的写空；姓名和证件号码不能空
rights-correct-from = 从哪一天起
rights-correct-do = 更正
rights-restrict = 限制处理
rights-restrict-reason = 原因
rights-restrict-disputed = 对内容有争议，正在核实
rights-restrict-kept-by-law = 要求删除，但法律规定还要保存
rights-restrict-unlawful = 收集或使用不合规
rights-restrict-asked = 本人要求
rights-restrict-do = 限制处理
rights-lift = 解除限制
rights-lift-do = 解除限制

rights-erase = 删除
rights-erase-reason = 删除的原因
rights-erase-purpose-met = 处理目的已经实现或不再必要
rights-erase-consent-withdrawn = 本人撤回同意
rights-erase-unlawful = 收集或使用不合规
rights-erase-expired = 保存期限已满
rights-erase-restored = 密钥文件中已删除，补登
rights-erase-confirm = 请写这个人的姓名，或户编号
rights-erase-confirm-hint = 写对了才会删除
rights-erase-do = 删除这个人的信息
rights-erase-effect = 删除以后
rights-erase-key = 把密钥
rights-erase-key-text = 从数据库和以后的备份中销毁，登记的内容不能再打开
rights-erase-rows = 条登记
rights-erase-rows-text = 从查找和名单中消失，页面上写“已删除的人”
rights-erase-money-text = 户编号和金额照原样保存，账目和记录链不变
rights-erase-money = 款项
rights-erase-caution = 删除不能撤回。以前打印或导出的文件，请另行收回。
rights-papers = 可能写有这个人姓名的材料
rights-papers-about = 材料不随人删除。请逐件打开，决定是否撤下。
rights-paper-kind = 材料
rights-paper-date = 日期

rights-requests = 办理过的
rights-requests-none = 还没有办理过
rights-requests-none-text = 有人要求查阅、更正、限制或删除时，在他的页面上办理，这里就会列出来。
rights-register = 个人信息权利登记簿
rights-register-about = 乡镇办理过的请求，最近的在前。
rights-register-people = 去找人
rights-when = 日期
rights-what = 办理了什么
rights-who = 经办人
rights-person = 谁的信息
rights-reason = 原因
rights-detail = 说明
rights-village = 村
rights-kind = 种类
rights-kind-copy = 提供副本
rights-kind-correct = 更正
rights-kind-restrict = 限制处理
rights-kind-lift = 解除限制
rights-kind-erase = 删除
rights-all-kinds = 全部
rights-corrected = { $field }，从 { $date } 起
rights-papers-left = 材料 { $count } 件待决定
rights-program = 程序
rights-next = 更早的
rights-export = 导出 XLSX
rights-export-name = 个人信息权利登记簿

rights-retention = 保存年限
rights-retention-accounting = 会计凭证、付款名册：{ $years } 年
rights-retention-source = 依据
rights-retention-set = 改用更长的年限
rights-retention-years = 保存年限
rights-retention-years-unit = 年
rights-retention-from = 从哪一天起
rights-retention-do = 保存

rights-saved-correct = 已更正。
rights-saved-restrict = 已限制处理。
rights-saved-lift = 已解除限制。
rights-saved-erase = 已删除。
rights-saved-retention = 已保存。

rights-field-name = 姓名
rights-field-identity = 证件号码
rights-field-phone = 联系电话
rights-field-ethnicity = 民族
rights-field-education = 文化程度
rights-field-schooling = 在校状况
rights-field-health = 健康状况
rights-field-labour = 劳动技能
rights-field-cause = 致贫原因

rights-records = 登记的内容
rights-memberships = 在哪些户
rights-statuses = 户类型
rights-events = 变更
rights-payments = 所在户的款项
rights-copy-papers = 材料
rights-readings = 谁查看过完整号码
rights-copy-none = 没有
rights-col-from = 从
rights-col-to = 到
rights-col-household = 户编号
rights-col-relation = 与户主关系
rights-col-status = 户类型
rights-col-event = 变更
rights-col-round = 分配
rights-col-year = 年度
rights-col-amount = 金额
rights-col-paid = 付款日
rights-col-paper = 材料
rights-col-name = 名称
rights-col-item = 项目
rights-col-value = 内容
rights-read-identity = 看完整号码
rights-read-phone = 看电话
rights-read-copy = 提供副本
rights-export-left-out = 有 { $count } 人限制处理，没有导出
