#!/usr/bin/env python3
"""Makes noto-sans-sc.otf: Noto Sans CJK SC Regular with the characters that township papers need.

    python3 make.py /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc

All characters of GBK (so of GB 2312 and of most names), the 8,105 of the Table of General Standard Chinese
Characters as far as they lie in the basic block, Latin, Greek, digits, punctuation, arrows and box lines. Needs
fonttools (PyPI) and Debian's fonts-noto-cjk; licence of the font: OFL.txt beside it.
"""
import sys

from fontTools import subset
from fontTools.ttLib import TTCollection


def characters():
    found = set(range(0x20, 0x7F)) | set(range(0xA0, 0x180))
    for lead in range(0x81, 0xFF):
        for trail in list(range(0x40, 0x7F)) + list(range(0x80, 0xFF)):
            try:
                found.update(map(ord, bytes((lead, trail)).decode("gbk")))
            except UnicodeDecodeError:
                pass
    # The rest of the basic block, where GBK has gaps, and the rare characters of names that people ask for most.
    found |= set(range(0x4E00, 0x9FEF))
    found |= set(range(0x2010, 0x2028)) | set(range(0x3000, 0x3020)) | set(range(0xFF00, 0xFF5F))
    return found


def main(path):
    for font in TTCollection(path).fonts:
        if font["name"].getDebugName(4) == "Noto Sans CJK SC":
            break
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    options.drop_tables += ["vhea", "vmtx", "VORG", "GSUB", "GPOS", "GDEF", "BASE", "DSIG"]
    made = subset.Subsetter(options)
    made.populate(unicodes=characters())
    made.subset(font)
    font.save("noto-sans-sc.otf")


main(sys.argv[1])
