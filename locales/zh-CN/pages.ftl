# 不属于任何模块的页面

nav-home = 首页
nav-figures = 数字
nav-story = 故事
nav-units = 单位
nav-orgs = 机构
nav-users = 用户
nav-codes = 代码表
nav-journal = 日志

module-people = 人户
module-shares = 收益与分红
module-payout = 发放
page-installation = 整个系统
page-sample-person = 孟庆禾
page-sample-town = 斗虎屯镇
page-search = 查找
page-show = 查看
page-change = 修改
page-valid-from = 从哪天起
page-valid-to = 到哪天为止（不含）
page-until = 到 { $date } 为止
page-with-unit = { $number }{ $unit }

# 出错
page-error-refused = 没有办理
page-error-invalid = 内容需要改正
page-error-not-found = 没有找到
page-error-forbidden = 您的岗位不能办这件事
page-error-conflict = 内容已有变动
page-error-internal = 系统出了问题
page-error-number = 编号（告诉管理员）
page-error-back = 返回
page-error-home = 回到首页

# 首页
page-landing = 村镇公开窗口
page-landing-about = 镇村用它登记人户、项目和分红，并在这里公示结果。群众不用登录，就能查看公示、核对自己的那一行。
page-landing-notices = 查看公示
page-landing-check = 怎样核对
page-landing-check-text = 村里张贴的公示上印有链接和校验码。按公示上的链接打开名册，页面上的校验码应与纸上的一致；不一致时，请拨打公示上的监督电话。
page-landing-new = 系统刚刚装好，还没有管理员。请在运行系统的电脑上找到终端里显示的一次性代码，建立第一位管理员。
page-home-about = 从左侧菜单开始。菜单里只有您的岗位用得到的内容。
page-due = 待办
page-due-none = 现在没有等您办的事
page-due-none-text = 有新的一轮分红等您编制、审核或审批时，会出现在这里。
page-due-step = { $title }：{ $step }
page-due-waits = { $title }：{ $step }（{ $missing }）
page-start = 开始使用
page-start-administrator = 建立管理员
page-start-units = 导入单位
page-start-org = 新建机构
page-start-users = 给同事建账号

# 登录
page-login = 登录名
page-password = 密码
page-password-again = 再输一遍密码
page-sign-in-first = 请先登录，登录后回到刚才的页面。
page-sign-in-help = 忘记密码，请找本单位管理员重置。
page-signed-out = 已退出登录。
page-first-run = 建立第一位管理员
page-first-about = 管理员负责导入单位、新建机构、给同事建账号；看不到人户，也不经手资金。
page-first-code = 一次性代码
page-first-code-hint = 在运行系统的电脑上，终端里显示的那一行。
page-first-make = 建立并登录
page-first-done = 管理员已建立。请按下面的步骤开始。
page-login-hint = 2 至 32 个字，可用汉字、字母、数字和 . - _，以后不能再改。
page-password-hint = 至少 10 个字。一句自己记得住的话最好。
invalid-passwords-differ = 两次输入的密码不一样，请重新输入。
invalid-wrong-code = 代码不对。请对照终端里显示的那一行重新输入。
invalid-not-a-checkpoint = 校验点应是“序号:哈希”，哈希为 64 位。请照抄当时记下的那一行。
refused-web-no-first-run = 本次启动没有一次性代码。请重新启动系统，再用终端里新显示的代码。
refused-web-no-units = 还没有单位。请管理员先导入单位。
refused-web-unknown-division = 没有找到“{ $name }”。请写完整名称或 12 位代码。
refused-web-several-divisions = 有几个单位符合：{ $some }。请改写 12 位代码。

# 我的账号
page-works-in = 现在在哪里工作
page-work-in = 换到“{ $org }”工作
page-roles = 角色
page-password-hidden = 不显示
page-password-change = 修改密码
page-password-must = 这是别人给您的初始密码。请先换成自己的密码，再开始使用。
page-password-present = 现在的密码
page-password-new = 新密码
page-password-changed = 密码已修改，其他地方的登录已退出。

# 数字
page-figures = 数字
page-figures-about = 每个数字都能打开，看到算出它的每一条记录。
page-figures-none = 这里还没有数字
page-figures-none-text = 登记项目和受益户以后，数字会自己算出来。请核对所选的单位是否在您的范围内。
page-figure = 指标
page-value = 数值
page-unit-of-figure = 计量单位
page-division = 单位
page-division-hint = 写名称、12 位代码或拼音开头。
page-as-of = 截至日期
page-examined = { $count ->
   *[other] 查了{ $count }条记录
 }
page-rows-behind = 背后的记录数
page-rows-withheld = 其中不在您查看范围内的
page-lists = 比值的两部分
page-rows-none = 没有记录
page-rows-none-text = 到这一天为止，没有一条记录计入这个数字。
page-rows-outside-text = 这些记录都不在您的查看范围内，这里只有总数。
page-export-xlsx = 导出为 Excel

# 故事
page-story = 故事
page-story-about = 报纸登的数，和到那一天为止的记录算出来的数，逐条对照。点开数字，能看到每一条记录。
page-story-caption = 报纸与记录
page-story-printed = 报纸原话
page-story-figure = 报纸的数
page-story-records = 记录的数
page-story-verdict = 是否一致
page-story-agrees = 一致
page-story-differs = 不一致
page-story-open = 暂不能比
page-story-no-records = 没有记录
page-story-said-exact = { $value }
page-story-said-about = { $value }左右
page-story-said-over = { $value }多
page-story-said-under = 近{ $value }
page-story-said-range = { $value }

# 单位
page-units = 单位
page-units-top = 最上一级
page-units-all = 看全部单位
page-units-none = 还没有单位
page-units-none-text = 单位是省、市、县、乡、村的层级。请从统计用区划代码表导入。
page-units-import = 导入单位
page-unit-search = 查找单位
page-unit-search-hint = 写名称、代码或拼音开头。
page-unit-found = 符合“{ $words }”的单位
page-unit-found-none = 没有符合的单位
page-unit-found-none-text = 请换一个说法，或写代码的前几位。
page-unit-name = 名称
page-unit-level = 级别
page-unit-code = 代码
page-unit-code-hint = 12 位数字，如 371502104268。
page-unit-parent = 上级单位
page-unit-closed = 撤销日期
page-unit-below = 下一级
page-unit-below-none = 下面没有单位
page-unit-below-none-text = 可以导入，或在本页新增。
page-unit-change = 变更
page-unit-changed = 变更已登记。
page-unit-households = 这个村的户
page-unit-rename = 更名
page-unit-move = 调整上级
page-unit-add = 新增下级
page-unit-close = 撤销单位
page-unit-close-effect = 从这一天起不再使用的单位
page-unit-close-caution = 原有记录照样查得到。
page-unit-rows = 行

# 导入
page-units-import-about = 选一个有“代码、级别、名称、上级”四列的表格。下一步先看结果，确认后才保存。
page-units-preview = 导入预览
page-units-file-hint = Excel、WPS 或 CSV 文件，最大 50 MB。
page-units-from-hint = 这些单位从哪天起是这样，不能晚于今天。以前的记录要用到它们时，请写早一些。
page-file = 表格文件
page-file-other = 换一个文件
page-preview = 下一步：预览
page-mapping = 各列是什么
page-mapping-save = 按这样重新读取
page-import-rows = 文件共有
page-import-added = 新增
page-import-changed = 有变化
page-import-unchanged = 没有变化
page-import-missing = 文件中没有的
page-import-missing-about = 系统中有、文件中没有的单位（只提示，不改动）
page-import-aside = 有问题，先放下
page-import-again = 这个文件已经导入过，那次导入仍然有效。
page-import-commit = 确认导入
page-import-nothing = 没有要保存的内容：文件与现有单位一致，或者每一行都有问题。
page-import-when = 导入时间
page-import-will-add = 新增单位
page-import-will-change = 按文件修改的单位
page-import-will-skip = 有问题、不导入的行
page-import-caution = 导入后，只要还没有别的记录用到这些单位，就可以整批撤回。
page-import-done = 导入完成：新增 { $added } 个，修改 { $changed } 个，放下 { $aside } 行。
page-import-is = 现在
page-import-becomes = 改为
page-problems = { $count ->
   *[other] { $count }处问题
 }
page-problem-cell = 单元格
page-problem-header = 列
page-problem-value = 原来写的
page-problem-what = 问题和改法
page-marked-file = 下载标出问题的文件
page-marked-about = 下载的文件里只有有问题的行。改好后，把它当作新文件再导入即可。
page-imports = 导入记录
page-imports-none = 还没有导入过
page-imports-none-text = 每次导入都会记在这里，并可以撤回。
page-import-state = 状态
page-import-reverse = 撤回这次导入
page-import-reversed = 已撤回
page-import-is-reversal = 这是一次撤回
page-import-taken-back = 导入已撤回。
page-reverse-added = 撤销新增的单位
page-reverse-changed = 恢复原样的单位
page-reverse-caution = 已有机构、授权或人户用到这些单位时，不能撤回。

# 机构
page-orgs = 机构
page-orgs-about = 机构是在这里单独记账的单位，如一个镇、一个开发区。
page-orgs-none = 还没有机构
page-orgs-none-text = 先导入单位，再为您的镇新建机构，同事就能开始工作。
page-org-new = 新建机构
page-org-name = 机构
page-org-name-hint = 会印在公示上，如 斗虎屯镇人民政府。
page-org-kind = 类别
page-org-unit = 管辖的单位
page-org-phone = 监督电话
page-org-phone-hint = 会印在每份公示上。
page-org-from-hint = 记录不能早于这一天。要补录往年的账，请写早一些。
page-org-created = 机构“{ $name }”已建立。
page-org-changed = 机构的变更已登记。
org-kind-township = 乡镇、街道
org-kind-zone = 开发区
org-kind-county = 县（市、区）

# 用户
page-users = 用户
page-users-none = 还没有用户
page-users-none-text = 给每位同事各建一个账号，一人一个。
page-user-new = 新建账号
page-user-new-about = 先建账号，再授予角色。初始密码会显示一次，请当面交给本人。
page-user-name = 姓名
page-user-name-hint = 本人真实姓名，会写在他经手的记录上。
page-user-make = 建立账号
page-user-made = 账号已建立
page-user-open = 看这个账号
page-user-made-on = 建立日期
page-user-left = 已注销
page-user-no-role = 还没有角色
page-user-no-role-text = 没有角色的账号不能登录办事。请授予角色。
page-password-made = 初始密码
page-password-once = 只在这一页显示一次，请现在抄下，当面交给本人。第一次登录时须改成自己的密码。
page-grant = 授予角色
page-granted = 角色已授予。
page-grant-unit = 在哪个单位
page-grant-unit-hint = 不填就是整个机构。村里的同事请写他的村。
page-role = 角色
page-role-at = { $role }（{ $unit }）
page-role-administrator = 导入单位、新建机构、建账号。看不到人户和资金。
page-role-org-administrator = 给本机构建账号、授角色。看不到人户和资金。
page-role-clerk = 登记和导入人户。
page-role-village-clerk = 看本村的人户，编制本村的分红方案。
page-role-accountant = 登记项目和收入，编制分红，登记发放。
page-role-reviewer = 审核分红方案。
page-role-approver = 审批并宣布分红。
page-role-auditor = 查看全部资金、日志和核对结果；人名只显示一部分。
page-revoke = 收回
page-revoke-caution = 从今天起不再有这个角色。他以前办的事仍记在他名下。
page-revoked = 角色已收回。
page-reset = 重置密码
page-reset-effect = 新的初始密码（只显示一次）
page-reset-caution = 他在各处的登录会立即退出。之后 30 天内的资金事项会注明这次重置。
page-reset-done = 密码已重置
page-leave = 注销账号
page-leave-effect = 不能再登录的账号
page-leave-roles = 今天结束的角色
page-leave-caution = 登录名不能再用。他以前办的事仍记在他名下。
page-left = 账号已注销。

# 代码表
page-codes = 代码表
page-codes-about = 表格里用的词都在这里，每个词都写明从哪天起用、依据什么文件。
page-codes-none = 还没有代码表
page-codes-none-text = 建立管理员时会一并载入。
page-code = 代码
page-code-name = 名称
page-code-period = 使用时间
page-code-source = 依据
page-code-from = { $from } 起
page-code-from-to = { $from } 至 { $to }（不含）
page-code-not-now = 现在不用
code-list-household-status = 户类型
code-list-relation-to-head = 与户主关系
code-list-beneficiary-class = 受益户类别
code-list-funding-source = 资金来源
code-list-asset-class = 资产类别
code-list-org-kind = 机构类别
code-list-payment-method = 发放方式
code-list-meeting-kind = 会议类别
code-list-no-identity-reason = 没有证件号码的原因

# 日志与核对
page-journal = 日志
page-journal-about = 办过的每件事都在这里，按先后连成一条链，改动和删除都会被发现。
page-journal-caption = 办过的事
page-journal-all = 全部
page-journal-deed = 事项
page-journal-seq = 序号
page-journal-time = 时间
page-journal-who = 谁
page-journal-what = 办了什么
page-journal-program = 系统自己
page-figure-year = { $year }年全年
page-journal-table = { $table }{ $rows }条
page-journal-no-rows = 没有写入记录
page-journal-none = 还没有日志
page-journal-none-text = 办第一件事以后，这里会有第一行。
page-via-web = 网页
page-via-cli = 命令行
page-via-system = 系统
page-audit = 核对
page-audit-about = 从第一条记录起逐条重算，看有没有被改动、删除或插入。记录多时要等一会儿。
page-audit-run = 开始核对
page-audit-checkpoint = 以前记下的校验点
page-audit-checkpoint-hint = 如 482:9f2a…。没有它，就看不出链尾是否被整段删去。
page-audit-org = 本机构
page-audit-installation = 整个系统
page-audit-clean = 没有发现问题
page-audit-clean-text = 每条记录都与写入时一致。
page-audit-problems = { $count ->
   *[other] 发现{ $count }处问题
 }
page-audit-problems-text = 请停止在这个数据库上办理，保存现场，联系系统管理员。
page-audit-problem-list = 问题清单
page-audit-rows = 日志条数
page-audit-facts = 记录行数
page-audit-write-down = 请记下这一行，下次核对时用
page-audit-place = 在哪张表
page-audit-what = 问题
