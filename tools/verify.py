#!/usr/bin/env python3
"""Checks a slip of zhen against the root on the posted notice, with nothing but Python's standard library.

    verify.py SLIP --root HEX        the 64 digits as they stand on the notice
    verify.py SLIP --notice NOTICE   the notice's own code: terms and sums are compared too (not its signature)
    verify.py --batch < LINES        a slip and a root a line, parted by a tab; one verdict a line

SLIP and NOTICE are files: JSON, or the digits of the QR code, alone or behind the # of an address.
Ends with 0 where the slip holds, 1 where it does not, 2 where it cannot be read. Format: docs/verify.md.
"""
import hashlib
import hmac
import json
import sys

SUMS = ("payees", "shares", "weight", "gross", "tax")
POLICIES = (None, "per_share_floor", "largest_remainder", "cumulative")
WIDTHS = {17: 7, 15: 6, 13: 5, 10: 4, 8: 3, 5: 2, 3: 1}

class Fault(Exception):
    """What does not hold, as a word."""

def need(truth, word):
    if not truth:
        raise Fault(word)

def from_digits(text):
    need(text.isascii() and text.isdigit(), "unreadable")
    out = b""
    for start in range(0, len(text), 17):
        group = text[start:start + 17]
        need(len(group) in WIDTHS, "unreadable")
        need(int(group) < 1 << 8 * WIDTHS[len(group)], "unreadable")
        out += int(group).to_bytes(WIDTHS[len(group)], "big")
    return out

class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        need(self.at + count <= len(self.data), "unreadable")
        self.at += count
        return self.data[self.at - count:self.at]

    def number(self):
        value = 0
        for place in range(10):
            byte = self.take(1)[0]
            value |= (byte & 127) << 7 * place
            if byte < 128:
                break
        need(byte < 128 and (byte or not place) and value < 1 << 64, "unreadable")
        return value

    def id(self):
        value = self.number()
        need(value < 1 << 63, "unreadable")
        return value

    def sums(self):
        return {name: self.number() for name in SUMS}

    def terms(self):
        policy = self.number()
        need(policy < len(POLICIES), "unreadable")
        return {"policy": POLICIES[policy], "step_fen": self.number(), "pool": self.number()}

def depth_of(leaves):
    return max(leaves - 1, 0).bit_length()

def read_wire(data):
    need(len(data) > 1 and data[0] == 1 and data[1] in (1, 2), "unreadable")
    at = Reader(data)
    at.take(2)
    it = {"org": at.id(), "round": at.id()}
    if data[1] == 1:
        it.update(kind="slip", terms=at.terms(), leaves=at.number(), index=at.number(), payee=at.id(),
                  salt=at.take(32), sums=at.sums())
        it["siblings"] = [(at.take(32), at.sums()) for _ in range(depth_of(it["leaves"]))]
    else:
        it.update(kind="notice", issue=at.number(), terms=at.terms(), leaves=at.number(), root=at.take(32),
                  sums=at.sums(), register=at.take(32), seq=at.number(), hash=at.take(32))
        it.update(title=at.take(at.number()).decode(), key=at.take(32), signature=at.take(64))
    need(at.at == len(data), "unreadable")
    return it

def read_json(text):
    it = json.loads(text)
    need(it.pop("format") == 1 and "siblings" in it, "unreadable")
    for name in ("org", "round", "payee"):
        it[name] = int(it[name])
    it["salt"] = bytes.fromhex(it["salt"])
    it["siblings"] = [(bytes.fromhex(one["hash"]), one["sums"]) for one in it["siblings"]]
    return dict(it, kind="slip")

def read(text):
    try:
        text = text.strip()
        return read_json(text) if text[:1] == "{" else read_wire(from_digits("".join(text.rsplit("#")[-1].split())))
    except (ValueError, KeyError, TypeError):
        raise Fault("unreadable") from None

def packed(sums):
    return b"".join(sums[name].to_bytes(8, "big") for name in SUMS)

def joined(left, right):
    sums = {name: left[1][name] + right[1][name] for name in SUMS}
    need(max(sums.values()) < 1 << 64, "overflow")
    return hashlib.sha256(b"\1" + left[0] + packed(left[1]) + right[0] + packed(right[1])).digest(), sums

def right_amount(terms, line, before, total):
    """What the rule gives the line, fen; nothing where one weight does not say. Holds the pool against all lines."""
    pool, policy, step = terms["pool"], terms["policy"], terms["step_fen"]
    if policy is None or not total["weight"]:
        need(total["gross"] <= pool, "pool")
        return None
    need(step in (1, 10, 100) if policy == "per_share_floor" else step == 1, "other_terms")
    if policy == "per_share_floor":
        each = pool // total["weight"] // step * step
        need(total["gross"] == each * total["weight"], "pool")
        return each * line["weight"]
    need(total["gross"] == pool, "pool")
    share = lambda weight: pool * weight // total["weight"]
    if policy == "cumulative":
        return share(before + line["weight"]) - share(before)
    floor = share(line["weight"])
    may_have_more = pool * line["weight"] % total["weight"] > 0
    return floor + 1 if may_have_more and line["gross"] == floor + 1 else floor

def check(slip, root):
    """The top's sums and whether the amount was worked out again. Raises Fault."""
    need(slip["kind"] == "slip", "unreadable")
    need(slip["index"] < slip["leaves"], "not_a_place")
    need(len(slip["siblings"]) == depth_of(slip["leaves"]), "wrong_depth")
    context = b"zhen/payout/lines/%d/%d" % (slip["org"], slip["round"])
    payee = hmac.new(slip["salt"], slip["payee"].to_bytes(8, "big"), hashlib.sha256).digest()
    leaf = b"\0\1" + len(context).to_bytes(4, "big") + context + (32).to_bytes(4, "big") + payee + packed(slip["sums"])
    node, before = (hashlib.sha256(leaf).digest(), slip["sums"]), 0
    for height, sibling in enumerate(slip["siblings"]):
        if slip["index"] >> height & 1:
            before += sibling[1]["weight"]
            node = joined(sibling, node)
        else:
            node = joined(node, sibling)
    need(node[0] == root, "wrong_root")
    need(node[1]["payees"] == slip["leaves"], "payees")
    right = right_amount(slip["terms"], slip["sums"], before, node[1])
    need(right in (None, slip["sums"]["gross"]), "amount")
    return node[1], right is not None

def check_notice(slip, notice):
    need(notice["kind"] == "notice", "unreadable")
    need((slip["org"], slip["round"]) == (notice["org"], notice["round"]), "other_round")
    need(slip["leaves"] == notice["leaves"], "wrong_depth")
    need(slip["terms"] == notice["terms"], "other_terms")
    found = check(slip, notice["root"])
    need(found[0] == notice["sums"], "wrong_sums")
    return found

def main(args):
    if args == ["--batch"]:
        for line in sys.stdin:
            slip, root = line.split("\t")
            try:
                sums, is_checked = check(read(slip), bytes.fromhex(root))
                print("holds", sums["gross"], "amount" if is_checked else "-")
            except Fault as fault:
                print(fault)
        return 0
    if len(args) != 3 or args[1] not in ("--root", "--notice"):
        print(__doc__)
        return 2
    try:
        slip = read(open(args[0], encoding="utf-8").read())
        if args[1] == "--root":
            sums, is_checked = check(slip, bytes.fromhex("".join(args[2].split())))
        else:
            sums, is_checked = check_notice(slip, read(open(args[2], encoding="utf-8").read()))
    except (OSError, ValueError, Fault) as fault:
        print("DOES NOT HOLD:" if str(fault) != "unreadable" else "CANNOT BE READ:", fault)
        return 2 if str(fault) == "unreadable" or not isinstance(fault, Fault) else 1
    line = slip["sums"]
    print("HOLDS: %d.%02d yuan, one of %d lines of together %d.%02d yuan" % (
        *divmod(line["gross"] - line["tax"], 100), slip["leaves"], *divmod(sums["gross"], 100)))
    print("The amount was worked out again." if is_checked else "The amount has several parts: see the statement.")
    return 0

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
