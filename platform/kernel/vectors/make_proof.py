#!/usr/bin/env python3
"""Makes proof-1.json: check vectors for what slips and notices carry in their QR codes.

Written from docs/verify.md, not from the program's code; uses the standard library and make.py beside it.
Run it in this folder: python3 make_proof.py > proof-1.json
"""
import hashlib
import hmac
import io
import json
import contextlib

with contextlib.redirect_stdout(io.StringIO()):
    import make

POLICIES = [None, "per_share_floor", "largest_remainder", "cumulative"]


def leb(number):
    out = bytearray()
    while number >= 128:
        out.append(number % 128 + 128)
        number //= 128
    out.append(number)
    return bytes(out)


def sums_bytes(sums):
    return b"".join(leb(one) for one in sums)


def terms_bytes(terms):
    return leb(POLICIES.index(terms[0])) + leb(terms[1]) + leb(terms[2])


def to_digits(data):
    widths = [0, 3, 5, 8, 10, 13, 15, 17]
    groups = [data[i:i + 7] for i in range(0, len(data), 7)]
    return "".join(str(int.from_bytes(g, "big")).zfill(widths[len(g)]) for g in groups)


def commitment(salt, payee):
    return hmac.new(salt, payee.to_bytes(8, "big"), hashlib.sha256).digest()


def divide(policy, step, pool, weights):
    total = sum(weights)
    if policy == "per_share_floor":
        return [pool // total // step * step * w for w in weights]
    if policy == "largest_remainder":
        floors = [pool * w // total for w in weights]
        order = sorted(range(len(weights)), key=lambda i: (-(pool * weights[i] % total), i))
        for i in order[: pool - sum(floors)]:
            floors[i] += 1
        return floors
    out, before = [], 0
    for w in weights:
        out.append(pool * (before + w) // total - pool * before // total)
        before += w
    return out


def slip_bytes(org, round_, terms, leaves, index, payee, salt, sums, siblings):
    out = b"\x01\x01" + leb(org) + leb(round_) + terms_bytes(terms) + leb(leaves) + leb(index) + leb(payee) + salt
    out += sums_bytes(sums)
    return out + b"".join(digest + sums_bytes(below) for digest, below in siblings)


def a_round(org, round_, count, policy, pool, step=1, taken=0):
    """`taken` fen of the first line are given to the second before the tree is made."""
    context = b"zhen/payout/lines/%d/%d" % (org, round_)
    payees = [7_000_000_000_000_000_000 + 13 * i for i in range(count)]
    keys = sorted((make.leaf_key(make.h(b"register"), p), p) for p in payees)
    weights = [(i * 7919) % 5 + 1 for i in range(count)]
    amounts = divide(policy or "per_share_floor", step, pool, weights)
    if taken:
        amounts[0], amounts[1] = amounts[0] - taken, amounts[1] + taken
    lines = []
    for (key, payee), weight, gross in zip(keys, weights, amounts):
        salt = make.h(b"salt %d %d" % (round_, payee))
        lines.append((key, payee, salt, (1, 1000 * weight, weight, gross, gross // 7)))
    levels = make.levels_of(context, [(k, commitment(s, p), sums) for k, p, s, sums in lines])
    return lines, levels, levels[-1][0], (policy, step, pool)


def slip_of(org, round_, made, index):
    lines, levels, _, terms = made
    _, payee, salt, sums = lines[index]
    siblings = [level[(index >> k) ^ 1] for k, level in enumerate(levels[:-1])]
    return org, round_, terms, len(lines), index, payee, salt, sums, siblings


def shown(parts, root, verdict, is_checked=False, name="genuine"):
    data = slip_bytes(*parts)
    top = {"sums": make.named(parts[7]), "org": parts[0], "round": parts[1], "index": parts[4]}
    return {"name": name, "bytes": data.hex(), "digits": to_digits(data), "root": root.hex(), "verdict": verdict,
            "is_amount_checked": is_checked, **top}


def swapped(parts, place, value):
    return parts[:place] + (value,) + parts[place + 1:]


def forged(parts, root):
    """Each with the word that a verifier must find."""
    org, round_, terms, leaves, index, payee, salt, sums, siblings = parts
    more = (sums[0], sums[1], sums[2], sums[3] + 100, sums[4])
    bent = [(siblings[0][0], siblings[0][1][:3] + (siblings[0][1][3] + 1, 0))] + siblings[1:]
    dearer = (terms[0], terms[1], terms[2] + 1_000_000)
    return [
        (swapped(parts, 7, more), root, "wrong_root", "a higher amount"),
        (swapped(parts, 5, payee + 1), root, "wrong_root", "another household"),
        (swapped(parts, 6, make.h(b"other salt")), root, "wrong_root", "another salt"),
        (swapped(parts, 4, index ^ 1), root, "wrong_root", "the neighbour's place"),
        (swapped(parts, 8, bent), root, "wrong_root", "a neighbour's amount bent"),
        (swapped(parts, 1, round_ + 1), root, "wrong_root", "another round"),
        (parts, make.h(b"another notice"), "wrong_root", "another root"),
        (swapped(parts, 4, leaves), root, "not_a_place", "a place behind the last"),
        (swapped(parts, 2, dearer), root, "pool", "a larger pool than was divided"),
        (swapped(parts, 2, (terms[0], terms[1], 1)), root, "pool", "a smaller pool than was divided"),
        (swapped(parts, 3, leaves - 1), root, "payees", "one line fewer"),
        (swapped(parts, 7, (1, 2**64 - 1, sums[2], sums[3], sums[4])), root, "overflow", "shares that overflow"),
    ]


def unreadable(parts):
    data = slip_bytes(*parts)
    digits = to_digits(data)
    return [
        {"name": "cut short", "digits": to_digits(data[:-1])},
        {"name": "something behind", "digits": to_digits(data + b"\0")},
        {"name": "a letter", "digits": "x" + digits[1:]},
        {"name": "an impossible number of digits", "digits": digits[: len(digits) // 17 * 17] + "1"},
        {"name": "a group beyond its bytes", "digits": "9" * 17 + digits[17:]},
        {"name": "another format", "digits": to_digits(b"\x02" + data[1:])},
        {"name": "another kind", "digits": to_digits(b"\x01\x09" + data[2:])},
        {"name": "a number in a longer form", "digits": to_digits(data[:2] + b"\x81\x00" + data[3:])},
        {"name": "empty", "digits": ""},
    ]


def notice_of(org, round_, made, title):
    lines, _, (root, sums), terms = made
    text = title.encode()
    data = b"\x01\x02" + leb(org) + leb(round_) + leb(2) + terms_bytes(terms) + leb(len(lines)) + root
    data += sums_bytes(sums) + make.h(b"register") + leb(777) + make.h(b"journal") + leb(len(text)) + text
    data += make.h(b"key") + make.h(b"sig") + make.h(b"nature")
    return {"bytes": data.hex(), "digits": to_digits(data), "root": root.hex(), "title": title, "issue": 2,
            "leaves": len(lines), "sums": make.named(sums), "seq": 777}


def main():
    slips, notices = [], []
    plan = [(1, None), (1, "cumulative"), (2, "per_share_floor"), (3, "largest_remainder"), (5, "cumulative"),
            (8, "cumulative"), (13, "per_share_floor"), (33, None), (100, "largest_remainder")]
    for number, (count, policy) in enumerate(plan, 1):
        org, round_ = number % 3 + 1, 2**62 + number
        made = a_round(org, round_, count, policy, 1_000_003 * count, 100 if policy == "per_share_floor" else 1)
        notices.append(notice_of(org, round_, made, "FH-2022-%04d 示例" % number))
        for index in {0, count // 2, count - 1}:
            slips.append(shown(slip_of(org, round_, made, index), made[2][0], "holds", policy is not None))
    made = a_round(4, 99, 9, "cumulative", 1_000_003)
    first = slip_of(4, 99, made, 5)
    # n - 1 = 8 leaves have a depth of 3, so that a slip of nine must be cut to pass for one of eight: take n + 1.
    for parts, root, verdict, name in forged(first, made[2][0]):
        if name == "one line fewer":
            parts, name = swapped(first, 3, 10), "one line more"
        slips.append(shown(parts, root, verdict, name=name))
    for policy in POLICIES[1:]:
        made = a_round(5, 98, 9, policy, 1_000_003, taken=2)
        for index, name in ((0, "a line short-paid in the tree itself"), (1, "a line that got what another lacks")):
            slips.append(shown(slip_of(5, 98, made, index), made[2][0], "amount", name=name))
        slips.append(shown(slip_of(5, 98, made, 2), made[2][0], "holds", True, "a line beside them"))
    odd = swapped(first, 2, ("cumulative", 10, 1_000_003))
    slips.append(shown(odd, a_round(4, 99, 9, "cumulative", 1_000_003)[2][0], "other_terms", name="a step that the rule lacks"))
    digits = [{"bytes": bytes(range(n, 2 * n)).hex(), "digits": to_digits(bytes(range(n, 2 * n)))} for n in range(16)]
    print(json.dumps({"format": 1, "digits": digits, "slips": slips, "notices": notices,
                      "unreadable": unreadable(first)}, indent=1, ensure_ascii=False))


main()
