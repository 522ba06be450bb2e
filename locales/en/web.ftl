# The frame of a page
web-product = zhen
web-tagline = A thousand threads above, one needle below
web-skip = Skip to the main content
web-nav = Main menu
web-menu = Menu
web-menu-close = Close the menu
web-breadcrumbs = You are here
web-sign-in = Sign in
web-sign-out = Sign out
web-account = My account
web-switch-language = 中文
web-elder-on = Larger text
web-elder-off = Standard text
web-demo = Demonstration
web-demo-text = The names, numbers and amounts here are invented. Try anything.
web-insecure = Connection not encrypted
web-insecure-text = This page travels over plain HTTP, and others on the same network may read it. Use it on an internal network only, and turn on HTTPS soon.
web-checkpoint = Ledger checkpoint
web-checkpoint-hint = Copy this line to check later that no record before this page was changed.
web-footer-about = Every figure opens to the records behind it.

# Notices
web-saved = Saved
web-refused = Not done
web-notice = Notice
web-warning = Please note
web-error-summary = { $count ->
    [one] { $count } thing needs correcting
   *[other] { $count } things need correcting
 }
web-error-prefix = Error
web-labelled = { $label }: { $text }
web-done-for = { $name } (for { $principal })
web-error-invalid = Some entries need correcting. See the places marked below.
web-error-not-found = Not found. The address may be wrong, or the record is outside your area.
web-error-forbidden = Your role does not allow this. If you need it, ask your office's administrator.
web-error-conflict = Someone has just changed this record and your entry was not saved. Open it again, look at the latest state, then continue.
web-error-disk-full = The server's disk is full, and nothing was saved. Ask your administrator to make room, then send again.
web-error-no-answer = The database does not answer at the moment. Whether your last step was saved is not certain: go back and send the same page again. It is never done twice.
web-error-internal = Something went wrong and nothing was saved. Try again later; if it stays, give the number on this page to your administrator.

# Forms
web-optional = optional
web-date-hint = For example 2026-11-23, or 20261123
web-money-hint = In yuan, at most two decimals
web-choose = Choose
web-filter = Filter
web-filter-clear = Clear the filter
web-save = Save
web-cancel = Cancel
web-confirm-title = Check before you confirm
web-unit-yuan = yuan

# Tables
web-rows = { $count ->
    [one] { $count } row
   *[other] { $count } rows
 }
web-sort-by = Sort by { $column }
web-sorted-up = ascending
web-sorted-down = descending
web-pager = Pages
web-pager-first = First page
web-pager-next = Next page
web-total = Total

# Steps
web-step-done = done
web-step-current = in hand
web-step-coming = to come
web-progress = { $done } of { $total } done

# Charts
web-chart-table = See the table

# Dates and counts
web-money = ¥{ $amount }
web-date-long = { $day } { $month } { $year }
web-month-1 = January
web-month-2 = February
web-month-3 = March
web-month-4 = April
web-month-5 = May
web-month-6 = June
web-month-7 = July
web-month-8 = August
web-month-9 = September
web-month-10 = October
web-month-11 = November
web-month-12 = December

# Corrections that every form may ask for
invalid-required = Please fill this in.
invalid-not-a-date = Write the date like 2026-11-23; a list may also say 2022.6 or 2022年6月.
invalid-not-money = Write an amount, for example 1700 or 1700.50.
invalid-not-a-number = Write a number.
invalid-too-long = At most { $max } characters. Please shorten it.
invalid-not-a-choice = Choose one of the options listed.
invalid-not-a-phone = Write a mobile number of 11 digits.
invalid-file-missing = Choose a file.
invalid-file-too-large = The file is over { $max }. Choose a smaller one.

web-papers = Papers
web-papers-about = Minutes, sealed scans, photos of the posting. The content is kept sealed; where a photo was taken is removed before it is kept, a PDF stays as it is.
web-papers-attach = Attach a paper
web-papers-none = No papers yet
web-papers-none-text = Take a photo or choose a file, and attach the first with the form below.
web-papers-name = File
web-papers-kind = Kind
web-papers-date = Date of the paper
web-papers-size = Size
web-papers-state = State
web-papers-note = Note
web-papers-file = Photo or PDF
web-papers-file-hint = A phone can take the photo now; 20 MiB at most.
web-papers-counts = Counts
web-papers-erased = Erased
web-papers-withdraw = Withdraw
web-papers-withdrawn = Withdrawn: { $reason }
web-papers-withdraw-about = “{ $name }” will no longer count, and stays on record.
web-papers-reason = Why it is withdrawn
web-papers-reason-wrong-file = Wrong file
web-papers-reason-unreadable = Not legible
web-papers-reason-replaced = Replaced by another
web-papers-reason-other = Other
web-papers-saved = The paper is kept.
web-papers-saved-withdraw = The paper is withdrawn.
