#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures what compiling typical units costs: CPU seconds and peak memory, g++ and clang, each beside its budget.

    bench/compile_units.py [--boost FOLDER] [--rounds 3] [--quick]

A unit is a file of bench/units with lines `// measure: {...}`, each a row. Of its JSON: "row", its name; "flags", the
compiler's besides -std=c++20 -O2; "seconds" and "MB", the budgets on a quiet machine; "compilers", where not all are
asked; "fails", of a unit that must not compile, a text that its errors contain; "link", the linker's arguments, to
measure the stripped program too, which has the budget "KB".
Nothing is judged by a time: a busy machine takes twice as long. So before each unit reference.cpp, which has nothing
of ours, is compiled by the same compiler, and each row says how many references it costs.
--quick takes the rows of the smallest budgets once, and tries what reads all of them.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
UNITS = os.path.join(HERE, "units")
INCLUDE = os.path.join(os.path.dirname(HERE), "include")
COMPILERS = ["g++", "clang++-14"]
KNOWN = {"row", "flags", "seconds", "MB", "KB", "compilers", "fails", "link"}
REFERENCE = {"row": "reference: <map> <string> <vector>", "source": os.path.join(UNITS, "reference.cpp")}


def rows_of(source, text):
    """The rows that a unit's text asks for."""
    rows = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("// measure:"):
            try:
                row = json.loads(line[len("// measure:"):])
            except ValueError as error:
                sys.exit("error: %s:%d: %s" % (source, number, error))
            if not isinstance(row, dict) or not row.get("row") or set(row) - KNOWN:
                sys.exit("error: %s:%d: expected a \"row\" and no other names than %s" %
                         (source, number, ", ".join(sorted(KNOWN))))
            rows.append({**row, "source": source})
    return rows


def all_rows():
    rows = []
    for name in sorted(os.listdir(UNITS)):
        source = os.path.join(UNITS, name)
        if source == REFERENCE["source"] or not name.endswith(".cpp"):
            continue
        with open(source) as file:
            found = rows_of(source, file.read())
        if not found:
            sys.exit("error: %s has no line \"// measure: {...}\"" % source)
        rows += found
    return sorted(rows, key=lambda row: row.get("seconds", 0))


def measured(command, fails=None):
    """Runs a compiler: its CPU seconds, with what it starts, and the most memory one of these had, in MB.
    Where it has to fail, the text that its errors must contain."""
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        text = errors.read().decode(errors="replace")
    if (process.returncode == 0) != (fails is None) or (fails is not None and fails not in text):
        expected = "to compile" if fails is None else "an error with the text %r" % fails
        sys.exit("error: expected %s of: %s\n%s" % (expected, " ".join(command), text[:4000]))
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def measure(rows, boost, rounds, compilers):
    """[row, compiler, seconds of each round, seconds of the reference beside it, MB, KB]"""
    out = {}
    include = ["-I" + INCLUDE] + (["-isystem", boost] if boost else [])
    with tempfile.TemporaryDirectory(prefix="nnstruct-compile-") as folder:
        unit, program = os.path.join(folder, "unit.o"), os.path.join(folder, "program")
        for _ in range(rounds):
            for compiler in compilers:
                command = [compiler, "-std=c++20", "-O2", *include, "-o", unit, "-c"]
                for row in rows:
                    if compiler not in row.get("compilers", compilers):
                        continue
                    result = out.setdefault((row["row"], compiler), [row, compiler, [], [], 0, 0])
                    result[3].append(measured(command + [REFERENCE["source"]])[0])
                    seconds, mb = measured(command + row.get("flags", []) + [row["source"]], row.get("fails"))
                    result[2].append(seconds)
                    result[4] = max(result[4], mb)
                    if "link" in row:
                        measured([compiler, unit, "-s", "-o", program, *row["link"]])
                        result[5] = os.path.getsize(program) / 1024
    return list(out.values())


def beside(value, budget, unit):
    return "" if not value else "%.3g %s" % (value, unit) + ("" if budget is None else " (%g)" % budget)


def show(results, out=sys.stdout):
    print("\n## Compiling one unit, -O2\n\n| unit | compiler | CPU (budget) | references | memory (budget) "
          "| stripped program (budget) |\n|---|---|---|---|---|---|", file=out)
    for row, compiler, seconds, references, mb, kb in results:
        print("| %s | %s | %s | %.1f | %s | %s |" % (
            row["row"], compiler, beside(statistics.median(seconds), row.get("seconds"), "s"),
            statistics.median(s / max(r, 1e-3) for s, r in zip(seconds, references)), beside(mb, row.get("MB"), "MB"),
            beside(kb, row.get("KB"), "KB")), file=out)
    print("\nA reference is %s, of the same compiler, just before; here %.2f s." % (
        REFERENCE["row"].split(": ")[1], statistics.median(r for result in results for r in result[3])), file=out)
    print("\n    bench/compile_units.py", file=out)


def refuses(call):
    try:
        call()
    except SystemExit as error:
        return str(error)
    sys.exit("error: bench/compile_units.py accepts what it must refuse")


def try_parsing():
    """What a mistake in a unit, or a compiler that does not say what it should, comes to."""
    one = rows_of("a.cpp", '// SPDX\n// measure: {"row": "a", "flags": ["-g"], "seconds": 2}\n'
                           '// measure: {"row": "b"}\nint a;\n')
    assert [r["row"] for r in one] == ["a", "b"] and one[0]["flags"] == ["-g"] and one[1]["source"] == "a.cpp", one
    assert "a.cpp:2: " in refuses(lambda: rows_of("a.cpp", '//\n// measure: {"row": "a"'))
    assert "KB, MB" in refuses(lambda: rows_of("a.cpp", '// measure: {"row": "a", "budget": 3}'))
    for text, fails in [("static_assert(false, \"as planned\");", None), ("int a;", "as planned"),
                        ("static_assert(false, \"otherwise\");", "as planned")]:
        with tempfile.NamedTemporaryFile("w", suffix=".cpp") as source:
            source.write(text)
            source.flush()
            assert "error: expected" in refuses(lambda: measured(["g++", "-fsyntax-only", source.name], fails))
            if fails is None:
                measured(["g++", "-fsyntax-only", source.name], "as planned")


def run(boost=None, rounds=3, quick=False):
    rows = all_rows()
    compilers = [compiler for compiler in COMPILERS if shutil.which(compiler)]
    if quick:
        try_parsing()
        rows = [row for row in rows if row.get("seconds", 1) < 0.5]
    show(measure(rows, boost, 1 if quick else rounds, compilers))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--boost", help="the folder that holds boost/, if it is not in the compiler's path")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    run(options.boost, options.rounds, options.quick)
