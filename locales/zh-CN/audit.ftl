# 核对时发现的问题：audit-代码。
audit-gap = 记录链缺号
audit-broken-link = 与前一条记录的哈希不符
audit-changed-row = 内容被改动
audit-time-goes-back = 时间早于前一条记录
audit-head-differs = 链尾与记录不符
audit-tail-cut = 链比核对点短：末尾的记录被删去
audit-rewritten = 与核对点的哈希不符：记录被重写
audit-unknown-row = 有一行不是任何记录写入的
audit-missing-row = 缺少写入过的行
audit-extra-row = 多出没有写入过的行
audit-installation-differs = 与安装链当时的状态不符
audit-missing-blob = 记录所指的材料内容不见了
audit-changed-blob = 材料内容与存入时不同
deed-zhen-rebuild = 重建缓存
