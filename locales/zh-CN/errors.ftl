# 填写中的问题：invalid-代码，各处表单、表格、命令行通用。
invalid-empty = 这里需要填写。
invalid-not-chosen = 请从列出的选项中选择。
invalid-out-of-range = 请写 { $least } 到 { $most } 之间的整数。
invalid-no-key = 这张表单不是从本系统打开的，或者已经过期。请重新打开页面再填。
invalid-no-such-day = 没有这一天。请核对月份和日期。
invalid-not-exact = 这里写的是约数（约、余、多、左右）。请填写准确的数字或日期。
invalid-money-negative = 金额不能小于 0。
invalid-money-below-fen = 金额最多两位小数，精确到分。
invalid-money-too-large = 金额大得不正常。请核对数字和单位。
invalid-not-a-count = 请只填写数字。
invalid-count-not-whole = 数量必须是整数。
invalid-count-negative = 数量不能小于 0。
invalid-count-too-large = 数量大得不正常。请核对。
invalid-area-not-in-mu = 面积请用亩。
invalid-not-an-area = 请写面积，例如 12.5 亩。
invalid-area-below-centimu = 亩最多两位小数。
invalid-area-too-large = 面积大得不正常。请核对。
invalid-area-negative = 面积不能小于 0。
invalid-credit-code-empty = 请填写统一社会信用代码。
invalid-credit-code-wrong-length = 统一社会信用代码应为 18 位。
invalid-credit-code-bad-character = 统一社会信用代码中有不该出现的字符。请对照营业执照核对。
invalid-phone-empty = 请填写电话号码。
invalid-phone-destroyed-by-excel = 电话号码已被 Excel 改成科学记数。请把单元格设为“文本”，重新填写。
invalid-division-empty = 请填写区划代码。
invalid-not-a-division-code = 区划代码应为 12 位数字，请按统计用区划代码填写。
invalid-identity-empty = 请填写身份证号码；确实没有的，请写明原因。
invalid-identity-destroyed-by-excel = 身份证号码的末几位已被 Excel 改成 000，无法恢复。请把单元格设为“文本”，照证件重新填写。
invalid-identity-wrong-length = 身份证号码应为 18 位，这里有 { $found } 位。
invalid-identity-bad-character = 身份证号码中有不该出现的字符。请照证件核对。
invalid-identity-bad-birth-date = 身份证号码中的出生日期不存在。请照证件核对。
invalid-identity-wrong-check = 身份证号码的最后一位应为 { $expected }。请照证件逐位核对。
invalid-no-path = 数据库地址缺少文件路径。请写成 sqlite:路径。
invalid-unknown-database = 不认识的数据库地址。请写成 sqlite:路径 或 postgres://…。

# 日期的精度
date-of-day = { $year }年{ $month }月{ $day }日
date-of-month = { $year }年{ $month }月
date-of-year = { $year }年
date-of-year-end = { $year }年底

# 计算规则不允许
refused-apportion-unknown-policy = 没有名为“{ $name }”的分配办法。请选择：按份取整、最大余数、累计。
refused-apportion-negative-pool = 可分配金额 { $pool } 元小于 0，不能分配。请先核对收入和支出。
refused-apportion-bad-step = 取整到 { $step } 分不适用于这种分配办法（{ $policy }）。请改为 1 分。
refused-apportion-negative-weight = 第 { $line } 行的权数小于 0。请改正后重新计算。
refused-apportion-too-large = 数目过大，算不准。请核对权数和比例。
refused-apportion-no-weight = 没有一户有权数，钱不知道分给谁。请先登记受益户，或修改权数。
refused-apportion-bad-share = 第 { $line } 行的比例不对：不能小于 0，分母要大于 0。
refused-apportion-shares-not-one = 各方比例之和不是 100%。请改正后再办。
refused-merkle-duplicate-key = 名册中有一户出现了两次。请去掉重复的一户再计算。
refused-merkle-overflow = 合计数过大，无法生成校验根。请核对金额。
refused-sheets-too-many-rows = 一张工作表放不下这么多行。请缩小范围后再导出。

# 网页
refused-web-signed-out = 您已退出登录，刚才的内容没有保存。请先登录，再重新打开页面填写。
refused-web-stale-form = 这个页面打开得太久，或者不是从本系统打开的，刚才的内容没有保存。请返回，刷新页面后再办。
refused-web-too-large = 内容超过 { $most } MB，没有收下。请换一个小一些的文件。
refused-web-broken-upload = 文件没有传完整。请检查网络后重新上传。
