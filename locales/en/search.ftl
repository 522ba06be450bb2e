search-title = Search
search-field = What to look for
search-hint = Any characters of a number, a title or a text; pieces between spaces must all be there
search-do = Search
search-all = Everything
search-kind = Where
search-about = Looks through all that you may see. The newest stands first.
search-found = What was found
search-col-thing = Number
search-col-text = Text
search-col-unit = Unit
search-none = Nothing was found
search-none-text = Nothing that you may see has these characters. Try fewer of them, or another way to write it.
search-unreadable = Write what to look for
search-unreadable-text = Signs alone cannot be looked for: write at least one letter, digit or Chinese character.
search-more-than = { $count ->
   *[other] More than { $count }
}
