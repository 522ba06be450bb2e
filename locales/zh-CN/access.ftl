# 账号、单位与机构

## 不能办理的原因
refused-access-already-installed = 系统已经有管理员。请用现有账号登录。
refused-access-later-change-stands = 这一天之后已经登记过变更。请选更晚的日期，或先处理后面的那次变更。
refused-access-code-taken = 这个代码已有在用的单位。请核对代码，或修改原有单位。
refused-access-parent-not-above = 上级单位的级别须高于本单位，也不能是它自己的下级。请另选上级。
refused-access-unit-has-children = 该单位下面还有 { $count } 个单位。请先把它们移走或撤销。
refused-access-import-changes-nothing = 这份文件与现有单位完全一致，没有要保存的内容。
refused-access-not-an-import = 这不是一次可以撤回的单位导入。请在导入记录中另选一次。
refused-access-import-already-reversed = 这次导入已经撤回。
refused-access-units-changed-since = 导入之后，其中的单位又有变动。请先撤回后来的变动。
refused-access-units-in-use = 还有 { $count } 条记录用到这些单位（{ $what }），不能撤回。请先处理这些记录。
refused-access-grant-to-yourself = 不能给自己授权。请由另一位管理员授权。
refused-access-role-of-the-installation = 系统管理员属于整个系统，其他角色属于某个机构。请重新选择机构和角色。
refused-access-unit-outside-org = 该单位不在这个机构之下。请在机构范围内选择单位。
refused-access-granted-already = 该用户在这里已有这个角色。
refused-access-administrator-holds-no-money-right = 管理账号的人不能同时经手项目和资金。请授予另一个人，或先收回原有角色。
refused-access-already-ended = 这项授权已经结束。
refused-access-nothing-to-act-for = 这位同事在这里没有角色，没有可代办的事。请先核对人选。
refused-access-deputy-without-role = 代办的人在这里还没有角色。请先给他授予角色，或另选一位同事。
refused-access-has-deputy = { $from } 至 { $to } 已经安排了代办人。请另选日期，或先结束那一次。
refused-access-not-left = 这个账号没有注销，可以照常使用。
refused-access-last-administrator = 这是最后一位系统管理员。请先授权另一位，再收回这一位。
refused-access-login-taken = 这个登录名用过，不能再用。请换一个。
refused-access-reset-is-for-others = 重置密码用于他人。自己的密码请在“我的账号”中修改。
refused-access-wrong-login-or-password = 登录名或密码不对。请重新输入；忘记密码请找本单位管理员重置。
refused-access-too-many-attempts = 尝试次数过多。请 { $minutes } 分钟后再试。
refused-access-no-role = 密码正确，但账号还没有授权。请找本单位管理员授予角色。
refused-access-wrong-password = 现在的密码不对。请重新输入。
refused-access-busy = 现在登录的人很多。请稍等片刻再试。

## 填写有误
invalid-unit-code-not-12-digits = 代码须为 12 位数字。
invalid-unit-code-twice = 文件中这个代码出现多次。每个单位只留一行。
invalid-unit-unknown-level = 不认识的级别。请写省级、地级、县级、乡级或村级。
invalid-unit-wrong-level = 级别与代码末尾的零不符。请核对。
invalid-unit-name-empty = 名称为空。请填写。
invalid-unit-unknown-parent = 找不到上级单位。请核对上级代码，或先导入上级。
invalid-unit-parent-not-above = 上级单位的级别须高于本单位。
invalid-unknown-unit = 没有这个在用的单位。请重新选择。
invalid-unknown-org = 没有这个机构。请重新选择。
invalid-unknown-kind = 请选择乡镇、开发区或县。
invalid-in-the-future = 日期不能晚于今天。
invalid-in-the-past = 日期不能早于今天。
invalid-not-after-from = 结束日期须晚于开始日期。
invalid-same-person = 不能是同一个人，请另选一位。
invalid-login-form = 登录名为 2 至 32 个英文字母、数字或 . - _，不要用本人姓名。
invalid-password-too-short = 密码至少 12 个字。一句自己记得住的话最好。
invalid-password-too-long = 密码最多 128 个字。
invalid-password-common = 这个密码太常见。请换一个别人想不到的。
invalid-password-is-login = 密码不能与登录名相同。
invalid-not-a-tag = 文件标记不完整。请重新上传文件。

## 事项
deed-access-renew-grants = 按本版本的权限更新已授予的角色
deed-access-load-codes = 载入代码表
deed-access-add-code = 增改代码
deed-access-create-org = 新建机构
deed-access-change-org = 变更机构
deed-access-import-units = 导入单位
deed-access-reverse-units = 撤回单位导入
deed-access-add-unit = 新增单位
deed-access-rename-unit = 单位更名
deed-access-move-unit = 调整上级单位
deed-access-close-unit = 撤销单位
deed-access-first-administrator = 建立首位管理员
deed-access-make-user = 新建账号
deed-access-reset-password = 重置密码
deed-access-change-password = 修改自己的密码
deed-access-leave = 注销账号
deed-access-come-back = 恢复账号
deed-access-name-deputy = 安排代办人
deed-access-end-deputy = 结束代办
deed-access-grant-role = 授予角色
deed-access-revoke-role = 收回角色

## 角色
role-administrator = 系统管理员
role-org-administrator = 机构账号管理员
role-clerk = 镇办事员
role-village-clerk = 村文书
role-accountant = 会计
role-reviewer = 审核人
role-approver = 审批人
role-auditor = 审计、监督员

## 级别
level-province = 省级
level-prefecture = 地级
level-county = 县级
level-township = 乡级
level-village = 村级

## 账号变动

## 引用单位的记录
rests-organisations = 机构
rests-grants = 授权

## 核查
audit-cache-differs = 汇总表与原始记录不一致。请运行 zhen rebuild。

deed-access-attach-paper = 上传材料
deed-access-withdraw-paper = 撤下材料
refused-access-paper-gone = 这份文件等得太久，已被清除。请重新上传。
refused-access-paper-withdrawn = 这份材料已经撤下，不必再撤。
invalid-paper-too-large = 文件太大，最大为{ $most } MiB。请用较低的清晰度重新拍摄或扫描。
invalid-paper-unknown-media = 只收JPEG、PNG、WebP图片和PDF。请用相机重新拍照，或另存为PDF后上传。
invalid-paper-misnamed = 文件内容与扩展名不符。请另存为图片或PDF后重新上传。
invalid-paper-broken = 文件不完整或已损坏。请重新拍照或扫描后上传。
invalid-paper-future = 材料日期还没有到。请填写材料上的日期。
deed-access-confirm-public-url = 确认公开网址
