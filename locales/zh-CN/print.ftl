# 打印和签字用的单据

print-hint = 用浏览器的打印功能印本页（A4 纸）；菜单和按钮不会印出来，表头在每页重复。
print-voucher = 记账凭证
print-voucher-open = 打开记账凭证（可打印）
print-entity = 单位
print-number = 凭证号
print-col-summary = 摘要
print-col-party = 明细（户主）
print-col-date = 领款日期
print-prepared = 制单
print-reviewed = 审核
print-posted = 记账
print-approved = 批准
print-subtotal = 小计
print-payroll = 打开发放表（可打印、签字）
print-payroll-sum = 总计：{ $households }，{ $amount }
print-vouchers = 下载全部凭证
