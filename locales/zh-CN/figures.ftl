# 数字：计量单位，以及数字背后的记录

## 计量单位，跟在数值后面
figure-unit-yuan = 元
figure-unit-percent = %
figure-unit-round = 次
figure-unit-round-one = 次
figure-unit-village = 个村
figure-unit-village-one = 个村
figure-unit-household = 户
figure-unit-household-one = 户
figure-unit-person = 人
figure-unit-person-one = 人
figure-unit-project = 个项目
figure-unit-project-one = 个项目
figure-unit-payment = 笔发放
figure-unit-payment-one = 笔发放

## 背后的记录
figure-rows = 共 { $count } 条记录
figure-unit-mu = 亩
figure-unit-mu-one = 亩
figure-unit-net = 张经营网
figure-unit-net-one = 张经营网
figure-dongli-unit-area = 家庭农场平均面积
figure-dongli-team-size = 科技服务队人数（最少至最多）
figure-dongli-split = 利益分配比例
figure-unit-case = 件诉求
figure-unit-case-one = 件诉求
figure-liuyuan-solved = 解决急难愁盼问题
figure-unit-person-time = 人次
figure-unit-person-time-one = 人次
figure-unit-session = 场次
figure-unit-session-one = 场次
figure-unit-community = 个社区
figure-unit-community-one = 个社区
figure-liuyuan-legal-advice = 解答法律咨询
figure-liuyuan-law-talks = 举办法治讲座
figure-liuyuan-posts = 社区法律顾问和警务助理配齐率
