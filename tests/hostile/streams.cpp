// SPDX-License-Identifier: Apache-2.0
// Files before PyTorch 1.6, and before 0.1.11: streams of pickles and numbers, and tar archives of such.
#include <algorithm>
#include <cstdio>
#include <limits>

#include "hostile/files.hpp"
#include "support/zip_bytes.hpp"

namespace hostile {

namespace {

using enum nnstruct::format_problem;
using nnstruct_test::le32;
using nnstruct_test::le64;
using namespace std::string_literals;

/// A file before 1.6 with one storage of six floats; each part can be replaced.
struct stream {
  std::string magic = pickled("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19");
  std::string version = pickled("M\xe9\x03");
  std::string system = pickled("}");
  std::string objects = dictionary(tensor_words{.view = "N"}.pickle());
  std::string keys = pickled("](" + text("0") + "e");
  std::string storages = le64(6) + std::string(24, '\1');
  std::string behind = {};

  std::string bytes() const { return magic + version + system + objects + keys + storages + behind; }
};

/// A tar archive; the sums are right unless a header is given whole.
std::string tar_header(const std::string& name, const std::string& size, char type = '0') {
  std::string header(512, '\0');
  header.replace(0, name.size(), name);
  header.replace(124, size.size(), size);
  header.replace(148, 8, "        ");
  header[156] = type;
  unsigned sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  char text[16];
  std::snprintf(text, sizeof text, "%06o", sum);
  header.replace(148, 7, text, 7);
  return header;
}
std::string octal(std::uint64_t number) {
  char text[32];
  std::snprintf(text, sizeof text, "%011llo", static_cast<unsigned long long>(number));
  return text;
}
std::string member(const std::string& name, const std::string& content, char type = '0') {
  return tar_header(name, octal(content.size()), type) + content +
         std::string((512 - content.size() % 512) % 512, '\0');
}
std::string filled(std::string archive) {
  archive += std::string(1024, '\0');
  archive.resize((archive.size() + 10239) / 10240 * 10240);
  return archive;
}

/// The three members of a file of PyTorch 0.1.10.
struct old_file {
  std::string storage_count = pickled("K\1");
  std::string storage = pickled(tuple({"K\7", text("cpu"), global("torch", "FloatStorage")}));
  std::string numel = le64(6);
  std::string elements = std::string(24, '\1');
  std::string views = pickled("]");
  std::string tensor_count = pickled("K\1");
  std::string tensor = pickled(tuple({"K\x09", "K\7", global("torch", "FloatTensor")}));
  std::string rank = le32(2);
  std::string sizes = le64(2) + le64(3);
  std::string strides = le64(3) + le64(1);
  std::string offset = le64(0);
  std::string objects = pickled("}" + text("w") + "K\x09Qs");

  std::string storages() const { return storage_count + storage + numel + elements + views; }
  std::string tensors() const { return tensor_count + tensor + rank + le32(0) + sizes + strides + offset; }
  std::string bytes() const {
    return filled(member("storages", storages()) + member("tensors", tensors()) + member("pickle", objects));
  }
};

}  // namespace

void add_streams(std::vector<file>& out) {
  const problems damaged = {
      storage, pickle, limit, unsupported, format, unsafe_global, nnstruct::format_problem::tensor};
  const auto add = [&](const std::string& what, const stream& s, const problems& refused) {
    out.push_back({"legacy/" + what, s.bytes(), refused});
  };
  add("right", {}, {});
  add("magic_cut", {.magic = pickled("\x8a\x09\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50")}, damaged);
  add("magic_twice", {.magic = stream{}.magic + stream{}.magic}, damaged);
  for (const auto& [what, version] : {std::pair("1000", "M\xe8\x03"),
                                      {"1002", "M\xea\x03"},
                                      {"none", "N"},
                                      {"list", "]"},
                                      {"negative", "J\xff\xff\xff\xff"}})
    add("version_"s + what, {.version = pickled(version)}, damaged);
  for (const auto& [what, part] : {std::pair("empty", ""s),
                                   {"damaged", "\xff"s},
                                   {"no_stop", "\x80\2N"s},
                                   {"stack", pickled("NN")},
                                   {"call", pickled(global("os", "system") + text("true") + "\x85R")}}) {
    const bool call = std::string_view(what) == "call";
    add("system_is_"s + what, {.system = part}, call ? problems{unsafe_global} : damaged);
    add("objects_are_"s + what, {.objects = part}, call ? problems{unsafe_global, storage, pickle} : damaged);
    add("keys_are_"s + what, {.keys = part}, damaged);
  }
  // What Python would call in front of a small pickle's value, behind it, and inside of it.
  const std::string evil = global("os", "system") + text("true") + "\x85R", unknown = global("m", "f") + ")R",
                    known = global("collections", "OrderedDict") + ")R", dots(5000, 'x');
  for (const auto& [what, before, behind] :
       {std::tuple("evil", evil + "0", ""s),
        {"evil_behind", ""s, evil + "0"},
        {"evil_in_the_memo", global("os", "system") + "q\1" + "0", ""s},
        {"evil_in_a_persistent_id", global("os", "system") + "Q0", ""s},
        {"unknown", unknown + "0", ""s},
        {"known", known + "0", ""s},
        {"getattr", global("builtins", "getattr") + tuple({global("torch", "serialization"), text("os")}) + "R0",
         ""s}}) {
    const auto with = [&in_front = before, &after = behind](const std::string& opcodes) {
      return pickled(in_front + opcodes + after);
    };
    add("magic_and_"s + what, {.magic = with("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19")}, {unsafe_global});
    add("version_and_"s + what, {.version = with("M\xe9\x03")}, {unsafe_global});
    add("system_and_"s + what, {.system = with("}")}, {unsafe_global});
    add("keys_and_"s + what, {.keys = with("](" + text("0") + "e")}, {unsafe_global});
    const auto old_with = [&out, &name = what](const std::string& part, old_file f) {
      out.push_back({"tar/" + part + "_and_" + name, f.bytes(), {unsafe_global}});
    };
    old_with("storage_count", {.storage_count = with("K\1")});
    old_with("storage", {.storage = with(tuple({"K\7", text("cpu"), global("torch", "FloatStorage")}))});
    old_with("views", {.views = with("]")});
    old_with("tensor_count", {.tensor_count = with("K\1")});
    old_with("tensor", {.tensor = with(tuple({"K\x09", "K\7", global("torch", "FloatTensor")}))});
  }
  add("magic_behind_much",
      {.magic = pickled(text(dots) + "0" + evil + "0\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19")}, damaged);
  for (const auto& [what, keys] : {std::pair("none", "]"s),
                                   {"other", "](" + text("1") + "e"},
                                   {"twice", "](" + text("0") + text("0") + "e"},
                                   {"more", "](" + text("0") + text("1") + "e"},
                                   {"number", "K\1"s},
                                   {"dict", "}"s},
                                   {"tuple", ")"s},
                                   {"of_lists", "](]e"s},
                                   {"of_none", "](Ne"s},
                                   {"with_zero_byte", "](" + text("0\0x"s) + "e"}})
    add("keys_"s + what, {.keys = pickled(keys)}, damaged);
  add("keys_many",
      {.keys = pickled("](" +
                       [] {
                         std::string t;
                         for (int i = 0; i < 100'000; ++i) t += "K\0"s;
                         return t;
                       }() +
                       "e")},
      damaged);
  for (const std::int64_t n : {std::int64_t{0}, std::int64_t{5}, std::int64_t{7}, std::int64_t{-1}, largest,
                               largest / 4 + 2, std::int64_t{1} << 62, std::int64_t{-6}, std::int64_t{1} << 32}) {
    const std::string number = std::to_string(n);
    add("numel_" + number, {.storages = le64(static_cast<std::uint64_t>(n)) + std::string(24, '\1')}, damaged);
    add("numel_both_" + number,
        {.objects = dictionary(tensor_words{.numel = integer(n), .view = "N"}.pickle()),
         .storages = le64(static_cast<std::uint64_t>(n)) + std::string(24, '\1')},
        damaged);
    add("view_offset_" + number,
        {.objects = dictionary(tensor_words{.view = tuple({text("v"), integer(n), integer(6)})}.pickle())},
        n == 0 ? problems() : damaged);
    add("view_numel_" + number,
        {.objects = dictionary(tensor_words{.view = tuple({text("v"), integer(0), integer(n)})}.pickle())}, damaged);
  }
  for (const std::size_t size : {0u, 1u, 7u, 8u, 31u})
    add("storages_cut_" + std::to_string(size), {.storages = stream{}.storages.substr(0, size)}, damaged);
  add("bytes_behind", {.behind = "x"}, damaged), add("file_behind", {.behind = stream{}.bytes()}, damaged);
  for (const auto& [what, view] : {std::pair("number", "K\1"s),
                                   {"text", text("0")},
                                   {"two", tuple({text("v"), integer(0)})},
                                   {"texts", tuple({text("v"), text("0"), text("6")})},
                                   {"missing", ""s}})
    add("view_is_"s + what, {.objects = dictionary(tensor_words{.view = view}.pickle())}, damaged);
  for (const char* name : {"QInt8Storage", "Storage", "", "UntypedStorage"})
    add("class_"s + name,
        {.objects = dictionary(tensor_words{.storage_class = global("torch", name), .view = "N"}.pickle())}, damaged);
  const std::string first = tensor_words{.view = "N"}.pickle();
  add("two_dtypes",
      {.objects = pickled("}(" + text("a") + first + text("b") +
                          tensor_words{.storage_class = global("torch", "IntStorage"), .view = "N"}.pickle() + "u")},
      damaged);
  add("two_sizes",
      {.objects = pickled("}(" + text("a") + first + text("b") +
                          tensor_words{.numel = integer(5), .view = "N"}.pickle() + "u")},
      damaged);
  // The same words of a storage as in zip files, of five.
  add("id_of_five", {.objects = dictionary(tensor_words{}.pickle())}, damaged);

  const auto old = [&](const std::string& what, const old_file& f, const problems& refused) {
    out.push_back({"tar/" + what, f.bytes(), refused});
  };
  old("right", {}, {});
  for (const std::int64_t n :
       {std::int64_t{-1}, std::int64_t{7}, largest, largest / 4 + 2, std::int64_t{1} << 62, std::int64_t{1} << 32}) {
    const std::string number = std::to_string(n), word = le64(static_cast<std::uint64_t>(n));
    old("numel_" + number, {.numel = word}, damaged), old("offset_" + number, {.offset = word}, damaged);
    old("extent_" + number, {.sizes = word + le64(3)}, damaged),
        old("stride_" + number, {.strides = word + le64(1)}, damaged);
    old("count_" + number, {.storage_count = pickled(integer(n))}, damaged),
        old("tensors_" + number, {.tensor_count = pickled(integer(n))}, damaged);
    old("view_offset_" + number, {.views = pickled("](" + tuple({"K\x08", "K\7", integer(n), integer(1)}) + "e")},
        damaged);
    old("view_numel_" + number, {.views = pickled("](" + tuple({"K\x08", "K\7", integer(0), integer(n)}) + "e")},
        damaged);
  }
  for (const std::uint32_t n : {3u, 65u, 1000u, 0x7fffffffu, 0x80000000u, 0xffffffffu})
    old("rank_" + std::to_string(n), {.rank = le32(n)}, damaged);
  old("count_is_none", {.storage_count = pickled("N")}, damaged),
      old("count_is_text", {.tensor_count = pickled(text("1"))}, damaged);
  old("numel_zero", {.numel = le64(0)}, damaged), old("elements_cut", {.elements = "x"}, damaged);
  old("storage_twice",
      {.storage_count = pickled("K\2"),
       .elements = std::string(24, '\1') + old_file{}.storage + le64(6) + std::string(24, '\2')},
      damaged);
  old("view_of_nothing", {.views = pickled("](" + tuple({"K\x08", "K\x06", integer(0), integer(1)}) + "e")}, damaged);
  old("view_of_the_same_key", {.views = pickled("](" + tuple({"K\7", "K\7", integer(0), integer(1)}) + "e")}, damaged);
  old("views_of_numbers", {.views = pickled("](K\1e")}, damaged),
      old("class_unknown", {.storage = pickled(tuple({"K\7", text("cpu"), global("os", "system")}))}, damaged);
  old("storage_of_two", {.storage = pickled(tuple({"K\7", text("cpu")}))}, damaged),
      old("tensor_of_nothing", {.tensor = pickled(tuple({"K\x09", "K\6", global("torch", "FloatTensor")}))}, damaged);
  old("call", {.objects = dictionary(global("os", "system") + tuple({text("true")}) + "R")}, {unsafe_global});
  const old_file f;
  const std::string a = member("storages", f.storages()), b = member("tensors", f.tensors()),
                    c = member("pickle", f.objects);
  const auto archive = [&](const std::string& what, const std::string& bytes, const problems& refused) {
    out.push_back({"tar/" + what, bytes, refused});
  };
  archive("order", filled(c + b + a), {}), archive("other_member", filled(a + b + c + member("notes", "x")), {});
  for (const auto& [what, members] : {std::pair("no_storages", b + c),
                                      {"no_tensors", a + c},
                                      {"no_pickle", a + b},
                                      {"none", ""s},
                                      {"storages_twice", a + a + b + c},
                                      {"pickle_twice", a + b + c + c}})
    archive(what, filled(members), damaged);
  for (const char type : {'1', '2', '3', '4', '5', '6', '7', 'L', 'K', 'S', 'x', 'g', 'V'})
    archive("type_"s + type, filled(a + b + member("pickle", f.objects, type)), damaged);
  for (const char* words :
       {"20 size=100\n", "20 path=pickle\n", "30 linkpath=/etc/passwd\n", "30 GNU.sparse.major=1\n"})
    archive("extended_"s + words[3], filled(member("x", words, 'x') + a + b + c), damaged);
  archive("extended_long", filled(member("x", std::string(5000, ' '), 'x') + a + b + c), damaged),
      archive("extended_time", filled(member("x", "20 mtime=1.5\n", 'x') + a + b + c), {});
  for (const auto& [what, size] : {std::pair("octal_9", "00000000009"s),
                                   {"letters", "0000000000x"s},
                                   {"negative", "-0000000001"s},
                                   {"empty", ""s},
                                   {"blanks", "           "s},
                                   {"largest", "777777777777"s},
                                   {"beyond", octal(1 << 20)},
                                   {"base256", "\x80\0\0\0\0\0\0\0\0\0\0\1"s},
                                   {"base256_negative", std::string(12, '\xff')},
                                   {"base256_huge", "\x80\x7f\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"s}})
    archive("size_"s + what, filled(a + b + tar_header("pickle", size) + std::string(512, '\0')), damaged);
  for (const std::size_t at : {0u, 100u, 124u, 148u, 156u, 257u, 500u}) {
    std::string bytes = f.bytes();
    bytes[at] = static_cast<char>(bytes[at] + 1);
    archive("header_byte_" + std::to_string(at), bytes, damaged);
    bytes = f.bytes();
    bytes[a.size() + at] = static_cast<char>(bytes[a.size() + at] + 1);
    archive("second_header_byte_" + std::to_string(at), bytes, damaged);
  }
  archive("bytes_behind", f.bytes() + "x", damaged),
      archive("block_behind", f.bytes() + std::string(512, '\0'), damaged),
      archive("file_behind", f.bytes() + f.bytes(), damaged);
  std::string full = f.bytes();
  full.back() = 'x';
  archive("not_empty_behind", full, damaged), archive("cut_in_filling", f.bytes().substr(0, 10239), damaged);
}

}  // namespace hostile
