//! Deeds that programs are not offered, each with its reason.

pub const LEFT_OUT: &[(&str, &str)] = &[
    // Of the program itself.
    (
        "access.first_administrator",
        "the first run, with a code from the terminal",
    ),
    ("access.load_codes", "what comes with the program"),
    ("access.renew_grants", "what comes with the program"),
    ("cases.settle", "the program follows the calendar"),
    ("cases.adopt_book", "rules come as files, by the operator"),
    ("cases.adopt_type", "rules come as files, by the operator"),
    ("payout.adopt_flow", "rules come as files, by the operator"),
    ("zhen.rebuild", "the operator's"),
    ("people.finish_erasures", "what comes with an erasure"),
    // Of a person at his page.
    (
        "access.make_user",
        "a password is shown once, to whoever makes the account",
    ),
    (
        "access.come_back",
        "a password is shown once, to whoever makes the account",
    ),
    (
        "access.reset_password",
        "a password is shown once, to whoever resets it",
    ),
    ("access.change_password", "asks for the present one"),
    ("access.make_token", "a token makes no token"),
    (
        "access.confirm_public_url",
        "by the telephone with which it was opened",
    ),
    (
        "access.create_org",
        "its page also adopts the rules that come with the program",
    ),
    (
        "people.read_unmasked",
        "what is unmasked is shown once, on its page",
    ),
    (
        "people.search_number",
        "what is unmasked is shown once, on its page",
    ),
    ("people.give_copy", "the copy is made on its page"),
    (
        "appeals.read_ledger",
        "whole phone numbers stand in a file that its page makes",
    ),
    (
        "cases.read_original",
        "an original photo is shown on its page, to whoever gave the reason",
    ),
    (
        "figures.ask_issue",
        "somebody looks at the table that everybody will see",
    ),
    (
        "figures.decide_issue",
        "somebody looks at the table that everybody will see",
    ),
    (
        "figures.withdraw_issue",
        "somebody looks at the table that everybody saw",
    ),
    (
        "cases.give_receipt",
        "a code is shown once, at the counter, to whoever lost his",
    ),
    (
        "people.erase_subject",
        "somebody types the name that he erases",
    ),
    // With a file.
    (
        "access.reverse_units",
        "its page shows what goes, and is told what of other nouns rests on it",
    ),
    (
        "cases.bring_in",
        "the ledger of the hotline and lists of findings are brought in by deeds of their own",
    ),
    (
        "payout.import_accounts",
        "accounts of payees: two people look at each",
    ),
    (
        "payout.import_statement",
        "what the bank says is matched by somebody who looks at it",
    ),
    (
        "payout.import_results",
        "what the bank paid is matched by somebody who looks at it",
    ),
    // Part of another deed.
    (
        "market.void_sale",
        "net.void takes sales of nets back, and there are no others",
    ),
];
