# 读取表格时的提示。{ $file } 是文件名。

## 整个文件
sheet-empty-file = 文件“{ $file }”是空的。请检查是否选错了文件。
sheet-file-too-large = 文件“{ $file }”超过 { $megabytes } MB。请删去图片和不用的工作表，或者分成几个文件再上传。
sheet-locked = 文件“{ $file }”设了打开密码。请在 Excel 中取消密码，另存后再上传。
sheet-other-kind = 文件“{ $file }”不是可以读取的表格。请在 Excel 或 WPS 中打开，另存为 .xlsx 后再上传。
sheet-broken-file = 文件“{ $file }”已损坏或不完整，无法读取。请在 Excel 或 WPS 中打开，另存为新的 .xlsx 文件后再上传。
sheet-bomb = 文件“{ $file }”展开后大得不正常，为安全起见没有读取。请把需要的行复制到一个新的工作簿，另存为 .xlsx 后再上传。
sheet-unknown-encoding = 文件“{ $file }”的文字编码无法识别。请在 Excel 中打开，另存为 .xlsx 或“CSV UTF-8”后再上传。
sheet-too-many-rows = 文件“{ $file }”的行数超过 { $limit } 行，或者在很靠下的位置有内容。请删去表格下方多余的内容，或者分成几个文件再上传。
sheet-too-many-columns = 文件“{ $file }”第 { $row } 行的内容超出了第 { $limit } 列。请删去表格右侧多余的内容再上传。
sheet-no-such-sheet = 文件“{ $file }”中没有名为“{ $sheet }”的工作表。请另选一个工作表。
sheet-no-visible-sheet = 文件“{ $file }”中没有可见的工作表。请在 Excel 中取消隐藏，保存后再上传。
sheet-no-header = 在“{ $file }”的前五行没有找到表头。表头应包含：{ $columns }。请补上表头，或者手工指定各列的含义。
sheet-missing-columns = 在“{ $file }”第 { $row } 行的表头中缺少：{ $columns }。请补上这些列，或者手工指定各列的含义。
sheet-column-twice = “{ $file }”中 { $first } 和 { $second } 两格都像是“{ $name }”。请改其中一个表头，或者手工指定用哪一列。
sheet-mapping-unknown = 为“{ $file }”指定的列“{ $column }”或项目“{ $key }”不存在。请重新指定。
sheet-unknown-unit = “{ $file }”中 { $cell } 的金额单位“{ $unit }”不能换算成人民币。请改成元或万元。
sheet-no-rows = “{ $file }”的表头下面没有数据。请检查是否选对了文件和工作表。

## 单元格
sheet-destroyed-by-excel = 这个号码被 Excel 当作数字保存，末尾几位已经丢失（变成 000 或科学记数），无法恢复。请先把该列设为“文本”格式，再从原始资料重新填写完整号码。
sheet-cell-error = 这一格是公式错误（{ $error }）。请改正公式，或者直接填写结果。
sheet-cell-too-long = 这一格超过 { $limit } 个字。请缩短，或者检查是否粘贴错了内容。
sheet-empty = 这一格没有内容。请填写。
sheet-not-exact = 这里写的是约数（约、余、多、左右）。请填写准确的数字或日期。
sheet-not-a-date = 这不是可以识别的日期。请写成 2022-06-01、2022年6月 或 2022 这样的形式。
sheet-no-such-day = 没有这一天。请核对月份和日期。
sheet-month-unclear = 分不清是 1 月还是 10 月：Excel 会把 2022.10 存成 2022.1。请写成 2022年1月 或 2022年10月。
sheet-not-money = 这不是金额。请只填写数字，没有金额就留空。
sheet-money-below-fen = 金额精确到了分以下。请按分取整后填写。
sheet-money-too-large = 金额大得不正常。请核对数字和单位。
sheet-money-negative = 金额不能小于 0。请核对后填写。
sheet-not-a-count = 这不是数量。请只填写阿拉伯数字。
sheet-count-not-whole = 数量必须是整数。请改成整数。
sheet-count-negative = 数量不能小于 0。请改成 0 或以上的整数。
sheet-count-too-large = 数量大得不正常。请核对。
sheet-not-a-whole-number = 这不是整数。请只填写阿拉伯数字，不写小数和说明。
sheet-not-a-percentage = 这不是百分比。请写成 4.35% 这样的形式。
sheet-below-one-basis-point = 百分比最多保留两位小数。请写成 4.35% 这样的形式。

## 标记文件
sheet-mark-column = 问题
sheet-mark-sheet = 待改正

## 导入
sheet-template = 下载空白表格
sheet-file-known = 这个文件以前已经导入过，不会重复导入。
