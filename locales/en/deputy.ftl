# Deputies
deputy-title = Deputies
deputy-about = While a colleague is away, a deputy goes on with the work, with that colleague's rights. Every step is recorded as done by the one for the other, and it ends by itself. The two count as one person: neither checks what the other did.
deputy-principal = Who is away
deputy-deputy = Deputy
deputy-deputy-hint = Works in this organisation. Gets the rights of whoever is away and no others.
deputy-days = Days
deputy-from-to = { $from } to { $to }
deputy-state = State
deputy-now = acting
deputy-coming = not begun
deputy-over = ended
deputy-list = Who acts for whom
deputy-do = Change
deputy-end = End
deputy-end-caution = From today on nobody acts for this person. What was done stays as it is recorded.
deputy-ended = The deputyship has ended.
deputy-none = No deputies
deputy-none-text = When somebody is away, whoever looks after accounts says here who acts for him, from which day to which day.
deputy-new = Name a deputy
deputy-new-about = Choose who is away, who acts, and the days. Neither of them can be you.
deputy-first-day = First day
deputy-last-day = Last day
deputy-named = The deputy is named.
deputy-act = Act for { $name }
deputy-acting = You are acting for { $name } until { $date }.
deputy-stop = Back to my own work
deputy-away = { $name } is away, and you are the deputy
deputy-waits = Until { $date }. { $count ->
    [0] Nothing waits now.
    [one] { $count } matter waits.
   *[other] { $count } matters wait.
 }
