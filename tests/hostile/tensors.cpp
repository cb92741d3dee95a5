// SPDX-License-Identifier: Apache-2.0
// Tensors whose numbers do not fit their storages, or nothing.
#include <limits>

#include "hostile/files.hpp"

namespace hostile {

namespace {

using enum nnstruct::format_problem;

constexpr std::int64_t smallest = std::numeric_limits<std::int64_t>::min();

std::string numbers(const std::vector<std::int64_t>& values) {
  std::vector<std::string> items;
  for (std::int64_t value : values) items.push_back(integer(value));
  return tuple(items);
}

}  // namespace

void add_tensors(std::vector<file>& out) {
  const problems damaged = {nnstruct::format_problem::tensor, storage, limit, pickle, unsupported};
  const auto add = [&](const std::string& what, const tensor_words& t, const problems& refused) {
    out.push_back({"tensors/" + what, checkpoint(dictionary(t.pickle())), refused});
  };
  add("right", {}, {});
  const auto view = [&](const std::string& what, std::vector<std::int64_t> size, std::vector<std::int64_t> stride,
                        std::int64_t offset, bool right = false) {
    add("view/" + what, {.offset = integer(offset), .size = numbers(size), .stride = numbers(stride)},
        right ? problems() : damaged);
  };
  view("number", {}, {}, 5, true), view("number_beyond", {}, {}, 6), view("number_far_beyond", {}, {}, largest);
  view("one_more", {7}, {1}, 0), view("one_later", {2, 3}, {3, 1}, 1), view("step_too_wide", {2, 3}, {4, 1}, 0);
  view("transposed", {3, 2}, {1, 3}, 0, true), view("expanded", {1000, 6}, {0, 1}, 0, true);
  view("empty", {0}, {1}, 0, true), view("empty_at_end", {0}, {1}, 6, true), view("empty_beyond", {0}, {1}, 7);
  view("fewer_strides", {2, 3}, {1}, 0), view("more_strides", {2}, {1, 1}, 0), view("strides_of_a_number", {}, {1}, 0);
  // Each number that is special, in each place.
  for (const std::int64_t n : {std::int64_t{-1}, smallest, smallest + 1, -largest / 2}) {
    view("extent_" + std::to_string(n), {n}, {1}, 0), view("extent_before_" + std::to_string(n), {n, 0}, {1, 1}, 0);
    view("stride_" + std::to_string(n), {2}, {n}, 0), view("stride_of_one_" + std::to_string(n), {1}, {n}, 0);
    view("stride_of_none_" + std::to_string(n), {0}, {n}, 0), view("offset_" + std::to_string(n), {1}, {1}, n);
  }
  for (const std::int64_t n : {largest, largest - 1, largest / 2 + 1, std::int64_t{1} << 32, std::int64_t{1} << 31,
                               (std::int64_t{1} << 61) + 1}) {
    const std::string text = std::to_string(n);
    view("extent_" + text, {n}, {1}, 0), view("stride_" + text, {2}, {n}, 0), view("offset_" + text, {1}, {1}, n);
    view("extent_by_two_" + text, {2, n}, {n, 1}, 0), view("two_extents_" + text, {n, n}, {1, 1}, 0);
    view("two_strides_" + text, {2, 2}, {n, n}, 0), view("stride_and_offset_" + text, {2}, {n}, n);
    view("three_extents_" + text, {n, n, n, 0}, {0, 0, 0, 0}, 0);
    view("offset_that_wraps_" + text, {2}, {n}, smallest + n);
  }
  view("2^32_by_2^32", {std::int64_t{1} << 32, std::int64_t{1} << 32}, {0, 0}, 0);
  for (const std::size_t rank : {64u, 65u, 100u, 1000u})
    view("rank_" + std::to_string(rank), std::vector<std::int64_t>(rank, 1), std::vector<std::int64_t>(rank, 1), 0,
         rank <= 64);
  // Other things than numbers.
  for (const auto& [what, value] : {std::pair("none", std::string("N")),
                                    {"text", text("3")},
                                    {"float", "G" + std::string(8, '\0')},
                                    {"true", "\x88"},
                                    {"list", "]"},
                                    {"dict", "}"},
                                    {"big", "\x8a\x09" + std::string(8, '\0') + "\1"},
                                    {"negative_big", "\x8a\x09" + std::string(8, '\0') + "\xff"},
                                    {"global", global("torch", "Size")}}) {
    add(std::string("offset_is_") + what, {.offset = value}, damaged);
    add(std::string("extent_is_") + what, {.size = tuple({value, integer(3)})}, damaged);
    add(std::string("stride_is_") + what, {.stride = tuple({value, integer(1)})}, damaged);
    add(std::string("numel_is_") + what, {.numel = value}, damaged);
    add(std::string("key_is_") + what, {.key = value}, damaged);
    add(std::string("class_is_") + what, {.storage_class = value}, damaged);
    if (std::string_view(what) != "list") {
      add(std::string("size_is_") + what, {.size = value}, damaged);
      add(std::string("strides_are_") + what, {.stride = value}, damaged);
    }
  }
  // What the pickle says of the storage, and what the file has.
  for (const std::int64_t n : {std::int64_t{0}, std::int64_t{5}, std::int64_t{7}, std::int64_t{-6}, largest, smallest,
                               std::int64_t{6} + (std::int64_t{1} << 62), std::int64_t{1} << 62, std::int64_t{1} << 32})
    add("storage_of_" + std::to_string(n), {.numel = integer(n)}, damaged);
  for (const char* key :
       {"1", "00", "-0", "../0", "/0", "", "0/", "./0", "data.pkl", "../version", "0 ", " 0", "\xc3\xa9"})
    add(std::string("key/") + key, {.key = text(key)}, damaged);
  add("key/0_and_zero_byte", {.key = text(std::string("0\0x", 3))}, damaged);
  add("key/zero_byte", {.key = text(std::string("\0", 1))}, damaged);
  add("key/long", {.key = text(std::string(1'000'000, '0'))}, damaged);
  add("key_is_an_integer", {.key = integer(0)}, {});
  for (const char* name :
       {"DoubleStorage", "HalfStorage", "BoolStorage", "QInt8Storage", "UntypedStorage", "Storage", "Tensor", ""})
    add(std::string("class_") + name, {.storage_class = global("torch", name)}, damaged);
  add("class_of_another_module", {.storage_class = global("torch.evil", "FloatStorage")}, damaged);
  const std::string first = tensor_words{}.pickle();
  const auto two = [&](const std::string& what, const std::string& second, const problems& refused) {
    out.push_back(
        {"tensors/" + what, checkpoint(pickled("}(" + text("a") + first + text("b") + second + "u")), refused});
  };
  two("one_storage_twice", first, {});
  two("one_storage_two_dtypes", tensor_words{.storage_class = global("torch", "IntStorage")}.pickle(), damaged);
  two("one_storage_two_sizes", tensor_words{.numel = integer(5)}.pickle(), damaged);
  // The id of a storage is a tuple of five.
  for (const auto& [what, id] :
       {std::pair("text", text("storage")),
        {"empty", ")"},
        {"none", "N"},
        {"number", "K\1"},
        {"list", "]"},
        {"two", tuple({text("storage"), text("0")})},
        {"other_tag", tuple({text("storages"), global("torch", "FloatStorage"), text("0"), text("cpu"), integer(6)})},
        {"module", tuple({text("module"), global("torch", "FloatStorage"), text("0"), text("cpu")})},
        {"six", tuple({text("storage"), global("torch", "FloatStorage"), text("0"), text("cpu"), integer(6), "N"})}}) {
    const std::string call = global("torch._utils", "_rebuild_tensor_v2") +
                             tuple({std::string(id) + "Q", integer(0), tuple({}), tuple({}), "\x89", "}"}) + "R";
    out.push_back({std::string("tensors/id_") + what, checkpoint(dictionary(call)), damaged});
  }
  // What else an id means, only the program knows that saved it.
  out.push_back({"tensors/id_as_text", checkpoint(dictionary("Pstorage\n")), {unsupported}});
  for (std::size_t count = 0; count < 9; ++count) {
    if (count >= 4 && count <= 7) continue;
    std::vector<std::string> arguments(count, "N");
    if (count > 0) arguments[0] = tensor_words{}.storage();
    out.push_back({"tensors/arguments_" + std::to_string(count),
                   checkpoint(dictionary(global("torch._utils", "_rebuild_tensor_v2") + tuple(arguments) + "R")),
                   damaged});
  }
  // Parameters of what is no tensor.
  for (const auto& [what, data] :
       {std::pair("none", std::string("N")), {"number", "K\1"}, {"storage", tensor_words{}.storage()}, {"list", "]"}})
    out.push_back(
        {std::string("tensors/parameter_of_") + what,
         checkpoint(dictionary(global("torch._utils", "_rebuild_parameter") + tuple({data, "\x88", "}"}) + "R")),
         damaged});
  out.push_back({"tensors/parameter_without_arguments",
                 checkpoint(dictionary(global("torch._utils", "_rebuild_parameter") + ")R")), damaged});
}

}  // namespace hostile
