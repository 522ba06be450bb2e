# 请假代办
deputy-title = 请假代办
deputy-about = 同事请假期间，由代办人用他的岗位接着办。每一步都记作“谁（代谁）”；到期自动结束。请假的人和代办的人算同一个人，不能互相审核。
deputy-principal = 请假的人
deputy-deputy = 代办的人
deputy-deputy-hint = 须在本机构任职。他只得到请假的人有的权限，不会更多。
deputy-days = 起止日期
deputy-from-to = { $from } 至 { $to }
deputy-state = 状态
deputy-now = 代办中
deputy-coming = 未开始
deputy-over = 已结束
deputy-list = 代办安排
deputy-do = 办理
deputy-end = 结束代办
deputy-end-caution = 今天起不再代办。已经办的事照记不变。
deputy-ended = 代办已结束。
deputy-none = 没有代办安排
deputy-none-text = 同事请假时，由管理账号的人在这里安排谁代办、从哪天到哪天。
deputy-new = 安排代办
deputy-new-about = 选请假的人、代办的人和日期。两人都不能是您自己。
deputy-first-day = 第一天
deputy-last-day = 最后一天
deputy-named = 代办已安排。
deputy-act = 代{ $name }办理
deputy-acting = 您正在代{ $name }办理，到 { $date } 为止。
deputy-stop = 回到自己的工作
deputy-away = { $name }请假，由您代办
deputy-waits = 到 { $date } 为止。{ $count ->
    [0] 现在没有等他办的事。
   *[other] 有 { $count } 件事等他办。
 }
