search-title = 检索
search-field = 要找的字
search-hint = 编号、标题或内容中的任何几个字；几处之间用空格隔开，须全部符合
search-do = 检索
search-all = 全部
search-kind = 范围
search-about = 在您可以查看的全部内容里查找，最新的排在前面。
search-found = 检索结果
search-col-thing = 编号
search-col-text = 内容
search-col-unit = 单位
search-none = 没有找到
search-none-text = 在您可以查看的内容里没有这些字。少写几个字，或换一种写法再试。
search-unreadable = 请写要找的字
search-unreadable-text = 只有标点不能检索，至少写一个汉字、字母或数字。
search-more-than = { $count ->
   *[other] 多于{ $count }条
}
