#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures nnstruct beside PyTorch in one run and prints a table for each subject, with the command of each row.

    bench/run.py --python VENV/bin/python [--build build-bench] [--rounds 5] [--sections files,memory,...] [--write]

--python has PyTorch, torchvision and safetensors. Needed besides: CMake, g++, Google Benchmark; with clang the compile times
of both.
The rounds of ours and of PyTorch's alternate, so that a busy moment of the machine hits both. Each row is the median
and the smallest of all rounds; `ratio` is the median over that of the row it names. Budgets are ratios too: nothing is
judged by an absolute time.
--quick runs everything once on small times, to see that it works.
"""
import argparse
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time

import compile_units

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
PEER = os.path.join(HERE, "peer.py")


def shown(command, environment=()):
    words = ["%s=%s" % item for item in dict(environment).items()]
    return " ".join(words + [os.path.relpath(w, ROOT) if w.startswith(ROOT + "/") else w for w in command])


class Table:
    """Rows of numbers, all measured with the same rounds."""

    def __init__(self, title, unit):
        self.title, self.unit = title, unit
        self.times, self.commands = {}, {}

    def add(self, row, values, command):
        self.times.setdefault(row, []).extend(values)
        self.commands[row] = command

    def show(self, against=None):
        """against: row -> the row that its budget is counted from."""
        against = against or {}
        print("\n## %s\n" % self.title)
        print("| row | median, %s | least | rounds | ratio |\n|---|---|---|---|---|" % self.unit)
        for row, values in self.times.items():
            median, base = statistics.median(values), against.get(row)
            ratio = ""
            if base in self.times and statistics.median(self.times[base]) > 0:
                ratio = "%.2f x %s" % (median / statistics.median(self.times[base]), base)
            print("| %s | %.4g | %.4g | %d | %s |" % (row, median, min(values), len(values), ratio))
        print()
        for command in dict.fromkeys(self.commands.values()):
            print("    " + command + "  # " + ", ".join(r for r, c in self.commands.items() if c == command))
        sys.stdout.flush()


def run(command, environment=None, quiet=False):
    """Runs a command: its output, the seconds on the clock, the seconds of CPU and the peak of memory in MB."""
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.DEVNULL if quiet else None, cwd=ROOT,
                                   env=dict(os.environ, **(environment or {})))
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit("error: status %d of: %s" % (process.returncode, shown(command, environment or {})))
        output.seek(0)
        return output.read().decode(), seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def google(table, command, environment=None):
    """Runs a program of Google Benchmark once and takes its rows."""
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        run(command + ["--benchmark_out=" + out.name, "--benchmark_out_format=json"], environment)
        for row in json.load(open(out.name))["benchmarks"]:
            name = row["name"].replace("/manual_time", "").replace("/process_time", "").replace("/real_time", "")
            table.add(name, [row["real_time"]], shown(command, environment or {}))


def build(options, engine):
    folder = os.path.join(options.build, engine)
    command = ["cmake", "-S", ROOT, "-B", folder, "-DCMAKE_BUILD_TYPE=Release", "-DNNSTRUCT_BUILD_BENCH=ON",
               "-DNNSTRUCT_BUILD_TESTS=OFF", "-DNNSTRUCT_BUILD_EXAMPLES=OFF", "-DNNSTRUCT_ENGINE=" + engine]
    command += ["-DNNSTRUCT_BOOST_INCLUDE_DIR=" + options.boost] if options.boost else []
    run(command)
    run(["cmake", "--build", folder, "-j2", "--target", "bench_files", "bench_forward", "bench_train", "bench_once",
         "bench_first_prediction"])
    return os.path.join(folder, "bench")


class Server:
    """A program that measures one row for each line that it is sent."""

    def __init__(self, command):
        self.command = command
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True)
        self.rows = []
        self.send("rows")
        for line in self.process.stdout:
            if line == "\n":
                break
            self.rows.append(line.rstrip("\n"))

    def send(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def measure(self, row):
        self.send(row)
        answer = self.process.stdout.readline()
        if not answer:
            sys.exit("error: %s ended while it measured \"%s\"" % (shown(self.command), row))
        return float(answer)

    def stop(self):
        self.process.stdin.close()
        if self.process.wait() != 0:
            sys.exit("error: status %d of: %s" % (self.process.returncode, shown(self.command)))


# Row: what it is counted from, of which in each round the fastest counts, and the largest ratio.
FRESH = ("read() into fresh huge pages", "read() into fresh pages")
WRITE = ("write()", "writev()")
FILES = {
    "nn::load<vgg16<>>": (FRESH, 1.15),
    "nn::load<vgg16<>>, before PyTorch 1.6": (("nn::load<vgg16<>>",), 1.1),
    "nn::load<vgg16<>>, safetensors": (("nn::load<vgg16<>>",), 1.1),
    "nn::load<vgg16<>>, map": (("torch.load(mmap=True)",), 1.0),
    "nn::load again": (FRESH, 1.3),
    "nn::load again, in_place": (("read() into touched pages",), 1.3),
    "torch.load": (FRESH, None),
    "torch.load + load_state_dict": (("read() into touched pages",), None),
    "torch.load(mmap=True) + load_state_dict": (("read() into touched pages",), None),
    "safetensors, numpy": (FRESH, None),
    "safetensors, torch": (FRESH, None),
    "safetensors, torch + load_state_dict": (("read() into touched pages",), None),
    "nn::load<StateDict>, 5,000 tensors": (("torch.load, 5,000 tensors",), 1.0),
    "nn::save, durable = false": (WRITE, 1.05),
    "nn::save, safetensors, durable = false": (WRITE, 1.05),
    "torch.save": (WRITE, None),
    "safetensors, torch, save": (WRITE, None),
    "nn::save": (("write(), fsync()",), 1.1),
}


def quartiles(values):
    return statistics.quantiles(values, n=4, method="inclusive") if len(values) > 1 else [values[0]] * 3


def files(options, programs, data):
    """Each round measures every row once, ours and the peers' in turn; a ratio is of one round."""
    servers = [Server([os.path.join(programs, "bench_files"), data]), Server([options.python, PEER, "files", data])]
    order = [(server, row) for server in servers for row in server.rows]
    random.Random(1).shuffle(order)
    times = {row: [] for _, row in order}
    rounds = 1 if options.quick else max(options.rounds, 21)
    for number in range(rounds + (0 if options.quick else 1)):
        for server, row in order if number % 2 == 0 else reversed(order):
            time = server.measure(row)
            if number > 0 or options.quick:  # the first round touches what is touched once
                times[row].append(time)
    for server in servers:
        server.stop()
    lines = ["| row | median, ms | quartiles | ratio, median | quartiles | of | at most |", "|---|---|---|---|---|---|---|"]
    for _, row in [(server, row) for server in servers for row in server.rows]:
        low, middle, high = quartiles(times[row])
        cells = [row, "%.4g" % middle, "%.4g to %.4g" % (low, high)] + [""] * 4
        if row in FILES:
            against, most = FILES[row]
            ratios = [t / min(bases) for t, *bases in zip(times[row], *(times[base] for base in against))]
            low, middle, high = quartiles(ratios)
            cells[3:] = ["%.2f" % middle, "%.2f to %.2f" % (low, high), " or ".join(against),
                         "" if most is None else "%.2f%s" % (most, "" if middle <= most else ", missed")]
        lines.append("| " + " | ".join(cells) + " |")
    text = "\n".join(["VGG16, 553 MB, page cache warm; %d rounds, each of which measures every row once." % rounds, ""] +
                     lines + [""] +
                     ["    " + shown(server.command).replace(data, "FOLDER").replace(options.python, "python")
                      for server in servers])
    print("\n## Load and save\n\n" + text)
    if options.write:
        write_part(os.path.join(ROOT, "docs", "performance.md"), "files", machine(options) + "\n\n" + text)


def machine(options):
    """What was measured where, when and how."""
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
    versions = run([options.python, "-c", "import torch, safetensors; print(torch.__version__, safetensors.__version__)"])
    return ("%s, %d cores, %s; %s. PyTorch %s, safetensors %s. `bench/run.py --sections %s --rounds %d --write`." %
            (model, os.cpu_count(), platform.platform(), time.strftime("%Y-%m-%d"), *versions[0].split(),
             options.sections, max(options.rounds, 21)))


def write_part(path, name, text):
    """Puts a text between the marks of that name."""
    page = open(path).read()
    begin, end = "<!-- %s: begin -->\n" % name, "<!-- %s: end -->\n" % name
    before, rest = page.split(begin)
    open(path, "w").write(before + begin + "\n" + text + "\n\n" + end + rest.split(end)[1])


def memory(options, programs, data):
    table = Table("Peak memory with VGG16, whole process", "MB")
    model, to = os.path.join(data, "vgg16.pth"), os.path.join(data, "once.pth")
    table.add("the file", [os.path.getsize(model) / 2 ** 20], "stat vgg16.pth")
    once = os.path.join(programs, "bench_once")
    for row, command in [
            ("nn::load", [once, "load", model]), ("nn::load, then nn::save", [once, "save", model, to]),
            ("torch.load + load_state_dict", [options.python, PEER, "load", model]),
            ("torch.load + load_state_dict, then torch.save", [options.python, PEER, "save", model, to])]:
        table.add(row, [run(command)[3]], shown(command))
    os.remove(to)
    table.show({row: "the file" for row in list(table.times)[1:]})


def first(options, programs, data):
    table = Table("Process start to the first prediction of LeNet", "ms")
    lenet = os.path.join(data, "lenet.pth")
    for _ in range(options.rounds):
        for row, command, count in [
                ("nnstruct", [os.path.join(programs, "bench_first_prediction"), lenet], 20),
                ("PyTorch", [options.python, PEER, "first", lenet], 1)]:
            table.add(row, [1e3 * run(command)[1] for _ in range(count)], shown(command))
    table.show({"nnstruct": "PyTorch"})


def computed(options, engines, what, title):
    """The section of bench_WHAT and of the peer's WHAT, with one thread and with all."""
    seconds = 0.01 if options.quick else 1.0
    for threads in sorted({1, os.cpu_count()}):
        table = Table("%s, %d thread%s" % (title, threads, "" if threads == 1 else "s"), "ms")
        environment = {"OMP_NUM_THREADS": str(threads)}
        for _ in range(options.rounds):
            for engine, programs in engines.items():
                command = [os.path.join(programs, "bench_" + what), "--benchmark_min_time=%g" % seconds]
                google(table, command, environment)
            command = [options.python, PEER, what, str(threads), str(seconds)]
            for row, values in json.loads(run(command, environment, quiet=True)[0]).items():
                table.add(row, [statistics.median(values)], shown(command, environment))
        against = {}
        for row in table.times:
            peers = [r for r in table.times if r.startswith(row.split(",")[0] + ", PyTorch")]
            against[row] = min(peers, key=lambda r: statistics.median(table.times[r]))
        table.show(against)


def compile_times(options, programs, data):
    compile_units.run(options.boost, min(options.rounds, 3), options.quick)


def size(options, programs, data):
    table = Table("A stripped LeNet program, budget 600 KB", "KB")
    program = os.path.join(data, "stripped")
    command = ["strip", "-o", program, os.path.join(programs, "bench_first_prediction")]
    run(command)
    table.add("nnstruct", [os.path.getsize(program) / 1024], shown(command))
    table.show()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", default=sys.executable, help="an interpreter with PyTorch and torchvision")
    parser.add_argument("--build", default=os.path.join(ROOT, "build-bench"))
    parser.add_argument("--boost", help="the folder that holds boost/, if it is not in the compiler's path")
    parser.add_argument("--engines", default="reference,onednn")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--sections", default="files,memory,first,forward,train,compile,size")
    parser.add_argument("--write", action="store_true", help="put the section files into docs/performance.md")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    options.rounds = 1 if options.quick else options.rounds
    engines = {engine: build(options, engine) for engine in options.engines.split(",")}
    programs = next(iter(engines.values()))
    versions = run([options.python, "-c", "import torch, torchvision; print(torch.__version__, torchvision.__version__)"])
    print("# nnstruct beside PyTorch %s\n" % versions[0].split()[0])
    print("%d cores; %s; %s" % (os.cpu_count(), platform.platform(), time.strftime("%Y-%m-%d")))
    with tempfile.TemporaryDirectory(prefix="nnstruct-bench-") as data:
        run([options.python, PEER, "make", data])
        for section in options.sections.split(","):
            if section == "forward":
                computed(options, engines, "forward", "Forward of one image")
            elif section == "train":
                computed(options, engines, "train", "Training step: LeNet with 64 images, ResNet18 with 4")
            else:
                {"files": files, "memory": memory, "first": first, "compile": compile_times, "size": size}[section](
                    options, programs, data)


main()
