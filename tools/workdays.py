"""Writes the tables of working days from a package of the Python index, and the oracle of the tests from one of npm.

python3 tools/workdays.py PACKAGE_FOLDER NPM_PACKAGE_FOLDER, where the first holds chinesecalendar unpacked
(pip download --no-deps chinesecalendar) and the second chinese-days (npm pack chinese-days). Both are MIT. The two
were made by different people from the same notices of the State Council; they must agree, and the tests hold that.
"""

import datetime
import json
import pathlib
import sys

FIRST, LAST = 2010, 2026
HERE = pathlib.Path(__file__).resolve().parent.parent / "platform/cases"


def table(folder):
    sys.path.insert(0, str(folder))
    from chinese_calendar.constants import Holiday, holidays, workdays

    names = {holiday.value: holiday.chinese for holiday in Holiday}
    rows = [(day, "rest", names[name]) for day, name in holidays.items()]
    rows += [(day, "work", names[name]) for day, name in workdays.items()]
    rows = sorted(row for row in rows if FIRST <= row[0].year <= LAST)
    lines = [f"{day},{kind},{name}" for day, kind, name in rows]
    (HERE / "data/workdays.csv").write_text("date,kind,name\n" + "\n".join(lines) + "\n", encoding="utf-8")


def oracle(folder):
    """Every working day of each year, as one string of bits from 1 January on."""
    found = {}
    for year in range(FIRST, LAST + 1):
        told = json.loads((folder / f"dist/years/{year}.json").read_text(encoding="utf-8"))
        day, bits = datetime.date(year, 1, 1), ""
        while day.year == year:
            name = day.isoformat()
            works = name in told["workdays"] or (day.weekday() < 5 and name not in told["holidays"])
            bits += "1" if works else "0"
            day += datetime.timedelta(days=1)
        found[str(year)] = bits
    (HERE / "tests/workdays.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    table(pathlib.Path(sys.argv[1]))
    oracle(pathlib.Path(sys.argv[2]))
