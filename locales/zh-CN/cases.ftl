# What a case refuses, and what is wrong with a declared type.
refused-cases-day-ahead = { $day }还没有到。请填写今天或更早的日期。
refused-cases-day-backwards = 日期不能早于上一步（{ $last }）。请核对后再填。
refused-cases-unknown-action = 这类事项没有“{ $action_zh }”这一步。请刷新页面后再选。
refused-cases-wrong-state = 现在是“{ $state_zh }”，不能做“{ $action_zh }”。请刷新页面，看现在能做什么。
refused-cases-not-your-role = 这一步不由您办理。请交给承办的同事，或请管理员核对您的岗位。
refused-cases-same-person = “{ $action_zh }”是您做的，这一步要由另一个人来做。请交给同事。
refused-cases-too-late = 这一步最迟应在{ $last }做，现在已经过期。需要时请另行登记。
refused-cases-after-due = “{ $clock_zh }”已经届满，这一步只能在届满以前做。请按现有情况继续办理。
refused-cases-before-due = “{ $clock_zh }”还没有届满，届满以后才能做这一步。
refused-cases-often-enough = 这一步最多做{ $times }次，已经做满。请选择下一步。
refused-cases-not-often-enough = 先做满{ $times }次“{ $action_zh }”，才能做这一步。
refused-cases-already-asked = “{ $action_zh }”已经提出，正等待审批。请等审批以后再提。
refused-cases-not-filled = 还没有“{ $field_zh }”。请先补上，再做这一步。
refused-cases-extended-enough = 还可以延长{ $left }个单位，不能更多。请改小数字。
refused-cases-reason-missing = 请写明原因。
refused-cases-field-not-asked = 这一步不填写“{ $field_zh }”。请刷新页面后再填。
refused-cases-field-missing = 请填写“{ $field_zh }”。
refused-cases-field-value = “{ $field_zh }”填写的内容不合要求。请核对后再填。
refused-cases-required-missing = 没有“{ $field_zh }”不能办结。请先补上。
refused-cases-no-limit = “{ $clock_zh }”没有对应的期限。请管理员核对事项类型。
refused-cases-nothing-asked = 没有等待审批的申请，可能已经审批，或事项已经往下办理。请刷新页面。

case-fault-syntax = 不是正确的 TOML：{ $message }
case-fault-unknown-key = 没有“{ $key }”这个键。请核对拼写，或删去这一行。
case-fault-key-missing = 缺少“{ $key }”，或内容为空。
case-fault-wrong-kind = “{ $key }”的内容应当是{ $wanted ->
    [text] 文字
    [number] 整数
    [numbers] 整数的列表
    [flag] true 或 false
    [lists] 列表的列表
    [tables] 多个表
   *[table] 一个表
}。
case-fault-label-missing = 名称缺少{ $language ->
    [zh] 中文（zh）
    [en] 英文（en）
   *[both] 中文（zh）和英文（en）
}。
case-fault-unknown-word = 这里不能写“{ $word }”。可以写：{ $known }。
case-fault-bad-code = 代码“{ $name }”只能用小写字母、数字和下划线，以字母开头，最长40个字符。
case-fault-bad-range = { $value }不在{ $least }到{ $most }之间。
case-fault-bad-limit = 期限“{ $limit }”应当写成 5wd（工作日）、60cd（自然日）或 24h（小时）。
case-fault-no-choices = 选项为空。请写出可以选的各项。
case-fault-twice = “{ $name }”写了两次。
case-fault-unknown-field = 没有名为“{ $name }”的字段。
case-fault-unknown-state = 没有名为“{ $name }”的状态。
case-fault-unknown-action = 没有名为“{ $name }”的动作。
case-fault-unknown-clock = 没有名为“{ $name }”的计时。
case-fault-unknown-choice = 这个字段没有“{ $name }”这个值。
case-fault-unknown-type = 没有名为“{ $name }”的事项类型，或本单位还没有采用它。
case-fault-unknown-figure = 没有名为“{ $name }”的数字。
case-fault-figure-not-added = “{ $name }”不是个数或合计，不能作比率的一部分。
case-fault-book-of-another-kind = 这份统计口径针对“{ $wanted }”，不能改成别的事项。请另立一份。
case-fault-unknown-role = “{ $role }”不是角色。请写 requester，或 级别@关系，例如 act@owner。
case-fault-field-kind = 字段“{ $field }”应当是{ $wanted ->
    [unit] 单位（unit）
    [number] 数字（number）
    [count] 从 1 起的数字（number）
   *[values] 选项（choice）、代码（code）或是否（yes_no）
}。
case-fault-no-opening = 没有动作 open。每个事项都由它开始。
case-fault-open-from = 动作 open 不能有 from：事项由它开始。
case-fault-no-closed-state = 没有 closed 类的状态，事项永远办不结。
case-fault-state-unreachable = 没有一条路走到状态“{ $state }”。
case-fault-state-without-exit = 没有一个动作离开状态“{ $state }”。
case-fault-no-way-to-close = 从状态“{ $state }”走不到办结。
case-fault-hangs-on-requester = 从状态“{ $state }”往下只有诉求人能推动。请给工作人员也留一条路。
case-fault-final-open = 状态“{ $state }”还没有办结，不能写 final。
case-fault-final-left = 状态“{ $state }”写了 final，却有动作离开它。
case-fault-not-final = 没有动作离开状态“{ $state }”。请写 final = true，或补上动作。
case-fault-cannot-close = 只有{ $roles }时，事项走到“{ $state }”就办不下去。
case-fault-role-idle = 没有一个动作用到角色{ $role }。
case-fault-nobody-may = 没有人可以做这个动作。请在 who 中写出角色。
case-fault-no-owner = 写了承办单位的角色，却没有用 owner 指明哪个字段是承办单位。
case-fault-owner-not-set = 做“{ $action }”时承办单位可能还没有确定，{ $role }就没有人。
case-fault-approved-by-doer = “{ $action }”的审批人都是可以自己做这个动作的人。请写另一个角色。
case-fault-open-approved = 登记不能等待审批。
case-fault-needs-approval = “{ $action }”延长期限，必须经过审批。请写 approve。
case-fault-needs-reason = “{ $action }”使事项作废，必须写明原因。请写 reason = true。
case-fault-cannot-come-before = “{ $name }”不可能在“{ $action }”以前做。
case-fault-never-so-often = “{ $name }”做不到这么多次：超过了它的 at_most。
case-fault-nobody-fills = 没有一个表单填写字段“{ $field }”。
case-fault-asked-too-early = 做“{ $action }”时，字段“{ $field }”可能还没有填写，表单也不让填。
case-fault-extension-unsaid = 延期的表单必须填写“{ $field }”。请把它写进 need。
case-fault-personal-published = 字段“{ $field }”含个人信息，不能公开。
case-fault-personal-asked = 字段“{ $field }”是密封的个人信息，期限、结果、数字和公开条件不能用它。
case-fault-never-published = 字段“{ $field }”要公开，却没有 [publish]。
case-fault-nothing-public = 有 [publish]，却没有公开的字段。
case-fault-clock-never-starts = 计时“{ $clock }”永远不会开始。
case-fault-clock-never-stops = 计时“{ $clock }”在状态“{ $state }”走着，以后没有动作使它停止。
case-fault-clock-runs-on = 事项在状态“{ $state }”已经结束，计时“{ $clock }”还在走。
case-fault-stops-nothing = 做“{ $action }”时计时“{ $clock }”从来不在走。
case-fault-pause-not-waiting = 状态“{ $state }”不是 waiting，计时“{ $clock }”不能在这里暂停。
case-fault-pauses-nothing = 计时“{ $clock }”在状态“{ $state }”从来不在走，没有可暂停的。
case-fault-paused-for-ever = 计时“{ $clock }”在状态“{ $state }”暂停，没有动作使它继续。
case-fault-clock-not-running = 做“{ $action }”时计时“{ $clock }”从来不在走。
case-fault-limit-without-value = 计时“{ $clock }”：字段“{ $field }”的值“{ $value }”没有期限。请在 of 中补上，或写 otherwise。
case-fault-limit-field-unset = 计时“{ $clock }”由“{ $action }”开始时，字段“{ $field }”可能还没有填写。
case-fault-bad-warn = 提醒的百分比{ $percent }不在 1 到 99 之间。
case-fault-warn-not-ascending = 提醒的百分比没有从小到大排列（{ $percent }）。
case-fault-chain-not-ascending = 逾期后的各步没有从小到大排列（{ $after }）。
case-fault-counts-unclear = 一个数字要么统计 action，要么统计 states，只写其中一个。
case-fault-keys-clash = “{ $one }”和“{ $other }”不能同时写，只写其中一个。
case-fault-never-recorded = “{ $name }”从来不会被记录，这个数字统计不出来。
case-fault-tries-without-end = “{ $action }”做满次数以后，没有动作使事项办结。
case-fault-code-changed = 新版本的代码要与原来的“{ $before }”相同。
case-fault-version-not-next = 新版本的版本号应当是 { $wanted }。
case-fault-nothing-changed = 除版本号以外没有任何改动。
case-fault-kind-changed = 字段“{ $field }”换了种类，跨版本的数字就统计不了。请另起一个字段。
case-fault-unsealed = 字段“{ $field }”原来是个人信息，不能改成公开保存。
case-fault-state-kind-changed = 状态“{ $state }”换了种类，跨版本的数字就统计不了。请另起一个状态。
case-fault-figure-gone = 数字“{ $figure }”不见了，报表还要用它。
