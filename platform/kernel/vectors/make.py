#!/usr/bin/env python3
"""Makes five-sum-tree-1.json: check vectors for format 1 of the five-sum Merkle tree.

Written from the format as it stands in src/merkle.rs, not from its code; uses the standard library only.
Run it in this folder: python3 make.py > five-sum-tree-1.json
"""
import hashlib
import json
import struct

SUMS = ("payees", "shares", "weight", "gross", "tax")


def h(data):
    return hashlib.sha256(data).digest()


def packed(sums):
    return struct.pack(">5Q", *sums)


def leaf_hash(context, commitment, sums):
    head = b"\x00\x01" + struct.pack(">I", len(context)) + context
    return h(head + struct.pack(">I", len(commitment)) + commitment + packed(sums))


def parent(left, right):
    digest = h(b"\x01" + left[0] + packed(left[1]) + right[0] + packed(right[1]))
    return digest, tuple(a + b for a, b in zip(left[1], right[1]))


def levels_of(context, leaves):
    level = [(leaf_hash(context, c, s), s) for _, c, s in leaves]
    width = 1
    while width < len(level):
        width *= 2
    level += [(bytes(32), (0,) * 5)] * (width - len(level))
    levels = [level]
    while len(level) > 1:
        level = [parent(level[i], level[i + 1]) for i in range(0, len(level), 2)]
        levels.append(level)
    return levels


def named(sums):
    return dict(zip(SUMS, sums))


def shown(node):
    return {"hash": node[0].hex(), "sums": named(node[1])}


def leaf_key(register_root, payee):
    return h(register_root + struct.pack(">q", payee))[:16]


def case(name, context, leaves):
    in_order = sorted(leaves)
    levels = levels_of(context, in_order)
    proofs = []
    for place in range(len(in_order)):
        path = [shown(level[(place >> k) ^ 1]) for k, level in enumerate(levels[:-1])]
        proofs.append({"key": in_order[place][0].hex(), "index": place, "siblings": path})
    top = levels[-1][0]
    return {
        "name": name,
        "context": context.decode(),
        "leaves": [
            {"key": k.hex(), "commitment": c.hex(), "sums": named(s)} for k, c, s in leaves
        ],
        "depth": len(levels) - 1,
        "root": top[0].hex(),
        "sums": named(top[1]),
        "proofs": proofs,
    }


def plain_leaves(count, register_root, money=True):
    leaves = []
    for i in range(count):
        payee = 1000 + 37 * i
        gross, tax = (226_666 * (i % 3 + 1), 11 * i) if money else (0, 0)
        sums = (1, 1000 * (i % 4), i % 3 + 1, gross, tax)
        leaves.append((leaf_key(register_root, payee), h(b"commitment %d" % i), sums))
    return leaves


def main():
    root = h(b"a register root")
    cases = [
        case("%d leaves" % n, b"vectors/round/1", plain_leaves(n, root))
        for n in (0, 1, 2, 3, 4, 5, 8, 13)
    ]
    cases.append(case("a register: no money", b"vectors/register", plain_leaves(3, root, False)))
    cases.append(case("no context", b"", plain_leaves(2, root)))
    cases.append(case("a Chinese context", "分红/第五次".encode(), plain_leaves(3, root)))
    most = 2**64 - 1
    large = [
        (bytes(15) + b"\x01", h(b"large"), (1, most, 0, most - 5, 0)),
        (b"\xff" * 16, h(b"small"), (1, 0, most, 5, most)),
    ]
    cases.append(case("sums of 2^64 - 1", b"vectors/large", large))
    keys = [
        {"register_root": r.hex(), "payee": p, "key": leaf_key(r, p).hex()}
        for r in (bytes(32), root)
        for p in (0, 1, 2**62 + 5)
    ]
    print(json.dumps({"format": 1, "leaf_keys": keys, "cases": cases}, indent=1, ensure_ascii=False))


main()
