"""Says what each submission got, and which could not be graded; fails if there are such.

usage: grades.py --course FOLDER

nbgrader's table shows a submission that could not be graded with 0 points, or with those of an earlier time. Here its points are empty.
"""

import argparse
import csv
import pathlib
import sys


def main():
    """Reads and mends grades.csv."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--course", type=pathlib.Path, required=True)
    course = parser.parse_args().course
    table = course / "grades.csv"
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    handed_in = {tuple(path.parts[-2:]) for path in (course / "submitted").glob("*/*") if path.is_dir()}
    failed = {one for one in handed_in if not any((course / "autograded" / one[0] / one[1]).glob("*.ipynb"))}
    for row in rows:
        one = (row["student_id"], row["assignment"])
        if one in failed:
            row["raw_score"] = row["score"] = ""
        if one in handed_in:
            print(f"  {row['student_id']}, {row['assignment']}: {row['score'] or 'not graded'} of {row['max_score']}", flush=True)
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]) if rows else ["assignment", "student_id", "score", "max_score"])
        writer.writeheader()
        writer.writerows(rows)
    for student, name in sorted(failed):
        print(f"  ✗ {student}, {name}: could not be graded", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
