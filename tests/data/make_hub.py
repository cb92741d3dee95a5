#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes what torch.hub, torchvision's weights and tqdm's bar say: hub.txt, beside this script.

Sections `== NAME`, with rows of fields between tabs:
  weights     model, its weights, their address: of the models that nnstruct::models has
  folders     HOME, XDG_CACHE_HOME, TORCH_HOME (- is unset, '' empty), then torch.hub.get_dir()
  set_dir     HOME, the argument, then torch.hub.get_dir()
  names       address, the name that load_state_dict_from_url gives the file, the hash that check_hash=True compares (-: none)
  texts       what load_state_dict_from_url says of a download, and of one with a wrong hash
  bars        done, total, seconds, rate (0: unknown), columns (0: unknown), utf8, then tqdm's text as torch.hub has it
Written with PyTorch 2.14, torchvision 0.29 and tqdm 4.70; the same versions write the same bytes.
"""
import contextlib
import http.server
import io
import os
import tempfile
import threading
import urllib.parse

import torch
import torchvision
from tqdm import tqdm

HERE = os.path.dirname(os.path.abspath(__file__))
MODELS = ["alexnet", "vgg11", "vgg11_bn", "vgg13", "vgg13_bn", "vgg16", "vgg16_bn", "vgg19", "vgg19_bn",
          "resnet18", "resnet34", "resnet50", "resnet101", "resnet152"]
lines = []


def section(name):
    lines.append("== " + name)


def row(*fields):
    lines.append("\t".join(str(field) for field in fields))


section("weights")
for model in MODELS:
    for weights in torchvision.models.get_model_weights(model):
        if weights.name.startswith("IMAGENET1K_V"):
            row(model, weights.name, weights.url)


def with_environment(values, function):
    old = dict(os.environ)
    for name, value in values.items():
        os.environ.pop(name, None)
        if value is not None:
            os.environ[name] = value
    try:
        return function()
    finally:
        os.environ.clear()
        os.environ.update(old)


def shown(value):
    return "-" if value is None else value or "''"


section("folders")
for home in ["/home/u", "/home/u/", ""]:
    for xdg in [None, "/x/cache", "/x/cache/", "~/c", "relative", ""]:
        for torch_home in [None, "/t", "/t/", "~", "~/t", "~nobody-has-this-name/t", "relative/t", ""]:
            found = with_environment({"HOME": home, "XDG_CACHE_HOME": xdg, "TORCH_HOME": torch_home}, torch.hub.get_dir)
            row(shown(home), shown(xdg), shown(torch_home), found)

section("set_dir")
for argument in ["/a/b", "~/b", "~", "relative", "/a/b/"]:
    def set_and_get():
        torch.hub.set_dir(argument)
        return torch.hub.get_dir()
    row("/home/u", argument, with_environment({"HOME": "/home/u"}, set_and_get))
torch.hub._hub_dir = None

section("names")
for url in ["https://download.pytorch.org/models/vgg16-397923af.pth",
            "https://download.pytorch.org/models/alexnet-owt-7be5be79.pth",
            "https://h/a/b-0a1b2c3d4e5f.tar.pth",
            "http://h/net.pth",
            "http://h:8080/net-3.pth",
            "http://h/net-.pth",
            "http://h/net-ABCD.pth",
            "http://h/net-abcdefg.pth",
            "http://h/net-abc-def.pth",
            "http://h/net-abc",
            "http://h/a-12/net.pth",
            "http://h/net.pth?version=2/3-ab.pth",
            "http://h/net-ab.pth#part/x",
            "http://h/net-ab.pth;params",
            "http://h/a;b/net%20x.pth"]:
    name = os.path.basename(urllib.parse.urlparse(url).path)
    found = torch.hub.HASH_REGEX.search(name)
    row(url, name, shown(found.group(1) if found else None))


class OneFile(http.server.BaseHTTPRequestHandler):
    content = b""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.content)))
        self.end_headers()
        self.wfile.write(self.content)

    def log_message(self, *arguments):
        pass


section("texts")
buffer = io.BytesIO()
torch.save({"weight": torch.zeros(2)}, buffer)
with http.server.ThreadingHTTPServer(("127.0.0.1", 0), OneFile) as server, tempfile.TemporaryDirectory() as folder:
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = "http://127.0.0.1:%d/" % server.server_port
    for name, content in [("net.pth", buffer.getvalue()), ("net-0123abcd.pth", b"some bytes")]:
        OneFile.content = content
        out, err, problem = io.StringIO(), io.StringIO(), ""
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                torch.hub.load_state_dict_from_url(address + name, folder, progress=False, check_hash=True)
            except RuntimeError as error:
                problem = str(error)
        said = (out.getvalue() + err.getvalue() + problem).replace(address, "URL/").replace(folder, "FOLDER")
        row(name, said.replace("\n", "\\n"))
    row("left", " ".join(sorted(os.listdir(folder))))
    server.shutdown()

section("bars")
for done, total in [(0, 1000), (1, 1000), (500, 1000), (999, 1000), (1000, 1000), (1023, 1024), (10240, 102400),
                    (1023999, 5000000), (276717568, 553433881), (553433881, 553433881), (123456789, 0), (17, 0),
                    (2 ** 40, 3 * 2 ** 40), (2000, 1000)]:
    for elapsed, rate in [(0.2, 0), (5.9, 55.4e6), (61, 999.6), (3661, 12345), (7, 0.4)]:
        for columns, utf8 in [(0, True), (0, False), (80, True), (61, False), (20, True)]:
            row(done, total, elapsed, rate, columns, int(utf8),
                tqdm.format_meter(done, total or None, elapsed, ncols=columns or None, ascii=not utf8, unit="B",
                                  unit_scale=True, unit_divisor=1024, rate=rate or 0))

with open(os.path.join(HERE, "hub.txt"), "w", encoding="utf-8") as file:
    file.write("\n".join(lines) + "\n")
