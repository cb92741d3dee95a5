// SPDX-License-Identifier: Apache-2.0
// Headers of safetensors.
#include "hostile/files.hpp"
#include "support/zip_bytes.hpp"

namespace hostile {

namespace {
using enum nnstruct::format_problem;
using nnstruct_test::le64;
using namespace std::string_literals;

std::string with_length(std::uint64_t length, const std::string& rest) { return le64(length) + rest; }
std::string facts(const std::string& dtype, const std::string& shape, const std::string& offsets) {
  return "{\"dtype\":" + dtype + ",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}";
}
}  // namespace

void add_safetensors(std::vector<file>& out) {
  const std::string data(8, '\1'), right = facts("\"F32\"", "[2]", "[0,8]");
  const problems damaged = {nnstruct::format_problem::safetensors, limit, unsupported, format};
  const auto header = [&](const std::string& what, const std::string& json, const problems& refused) {
    out.push_back({"safetensors/" + what, with_length(json.size(), json + data), refused});
  };
  const auto tensor = [&](const std::string& what, const std::string& of_tensor, const problems& refused) {
    header(what, "{\"a\":" + of_tensor + "}", refused);
  };
  tensor("right", right, {}), tensor("blanks", " " + right + "\n\t\r ", {});
  header("blanks_behind", "{\"a\":" + right + "}     ", {}), header("blank_before", " {\"a\":" + right + "}", damaged);
  header("nothing", "{}", damaged), header("list", "[]", damaged), header("text", "\"a\"", damaged),
      header("cut", "{\"a\":" + right, damaged);
  header("two_objects", "{\"a\":" + right + "}{}", damaged), header("zero_behind", "{\"a\":" + right + "}\0"s, damaged);
  for (const std::uint64_t n : {0ull, 1ull, 7ull, 60ull, 100ull, 100'000'000ull, 100'000'001ull, 1ull << 31, 1ull << 32,
                                (1ull << 63) - 1, 1ull << 63, ~0ull - 8, ~0ull - 7, ~0ull})
    out.push_back({"safetensors/length_" + std::to_string(n), with_length(n, "{\"a\":" + right + "}" + data), damaged});
  for (std::size_t size = 1; size < 12; ++size)
    out.push_back({"safetensors/only_" + std::to_string(size), with_length(2, "{}xx").substr(0, size),
                   size == 10 ? problems() : damaged});
  for (const char* dtype : {"\"F33\"", "\"f32\"", "\"\"", "\"F4\"", "\"I4\"", "\"F32 \"", "\"F32\\u0000\"", "32",
                            "null", "true", "[\"F32\"]", "{}", "\"float32\""})
    tensor("dtype_"s + dtype, facts(dtype, "[2]", "[0,8]"), damaged);
  for (const char* shape : {"[3]",
                            "[1]",
                            "[0]",
                            "[-2]",
                            "[2.0]",
                            "[2e0]",
                            "[02]",
                            "[+2]",
                            "[0x2]",
                            "[\"2\"]",
                            "[null]",
                            "[2",
                            "[2,]",
                            "[,2]",
                            "[[2]]",
                            "2",
                            "null",
                            "{}",
                            "\"2\"",
                            "[4611686018427387906]",
                            "[9223372036854775807]",
                            "[9223372036854775808]",
                            "[18446744073709551616]",
                            "[18446744073709551618]",
                            "[4294967296,4294967296]",
                            "[4294967296,4294967296,0]",
                            "[9223372036854775807,2,0]",
                            "[2,9223372036854775807]",
                            "[1e999]",
                            "[NaN]",
                            "[Infinity]"})
    tensor("shape_"s + shape, facts("\"F32\"", shape, "[0,8]"), damaged);
  for (const std::size_t rank : {64u, 65u, 1000u}) {
    std::string shape = "[2";
    for (std::size_t i = 1; i < rank; ++i) shape += ",1";
    tensor("rank_" + std::to_string(rank), facts("\"F32\"", shape + "]", "[0,8]"), rank > 64 ? damaged : problems());
  }
  for (const char* offsets : {"[0,7]",
                              "[0,9]",
                              "[1,9]",
                              "[4,12]",
                              "[8,0]",
                              "[8,16]",
                              "[0,0]",
                              "[-8,0]",
                              "[0,8,8]",
                              "[0]",
                              "[]",
                              "8",
                              "null",
                              "[0,8.0]",
                              "[0,\"8\"]",
                              "[9223372036854775807,9223372036854775807]",
                              "[9223372036854775800,9223372036854775808]",
                              "[18446744073709551608,18446744073709551616]",
                              "[18446744073709551615,7]",
                              "[0,4294967304]"})
    tensor("offsets_"s + offsets, facts("\"F32\"", "[2]", offsets), damaged);
  for (const char* other : {"{}", "[]", "null", "1", "\"x\"", "{\"dtype\":\"F32\"}",
                            "{\"dtype\":\"F32\",\"shape\":[2]}", "{\"shape\":[2],\"data_offsets\":[0,8]}"})
    tensor("tensor_is_"s + other, other, damaged);
  tensor("fact_twice", "{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}", damaged);
  tensor("fact_twice_escaped", "{\"dtype\":\"F32\",\"\\u0064type\":\"I32\",\"shape\":[2],\"data_offsets\":[0,8]}",
         damaged);
  tensor("fact_unknown", "{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"x\":1}", damaged);
  const auto two = [&](const std::string& what, const std::string& a, const std::string& b, const problems& refused) {
    header(what, "{\"a\":" + a + "," + b + "}", refused);
  };
  const std::string first = facts("\"F32\"", "[1]", "[0,4]"), second = facts("\"F32\"", "[1]", "[4,8]");
  two("two", first, "\"b\":" + second, {}), two("in_other_order", second, "\"b\":" + first, {}),
      two("overlap", right, "\"b\":" + second, damaged), two("same_bytes", right, "\"b\":" + right, damaged);
  two("hole", facts("\"U8\"", "[3]", "[0,3]"), "\"b\":" + second, damaged),
      two("hole_at_begin", second, "\"b\":" + facts("\"F32\"", "[0]", "[0,0]"), damaged),
      two("hole_at_end", first, "\"b\":" + facts("\"F32\"", "[0]", "[8,8]"), damaged);
  two("key_twice", first, "\"a\":" + second, damaged),
      two("key_twice_escaped", first, "\"\\u0061\":" + second, damaged),
      two("key_twice_empty", first, "\"a\":" + facts("\"F32\"", "[0]", "[4,4]"), damaged);
  two("empty_in_the_middle", right, "\"b\":" + facts("\"F32\"", "[0]", "[4,4]"), {}),
      two("empty_beyond", right, "\"b\":" + facts("\"F32\"", "[0]", "[9,9]"), damaged);
  two("comma_at_end", right, "", damaged), two("no_colon", right, "\"b\" " + second, damaged),
      two("number_as_key", right, "1:" + second, damaged);
  for (const char* key : {"\"\xff\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"", "\"\xf5\x80\x80\x80\"", "\"\\ud800\"",
                          "\"\\udc00\\ud800\"", "\"\\ud800x\"", "\"\\ud800\\u0061\"", "\"\\u12\"", "\"\\x61\"", "\"\\",
                          "\"\n\"", "\"\t\"", "a", "'a'", "\"a", ""})
    header("key_" + std::to_string(out.size()), "{"s + key + ":" + right + "}", damaged);
  for (const char* key : {"\"\\ud83d\\ude00\"", "\"\"", "\"\\u0000\"", "\"\\n\"", "\"\\\"\"", "\"\\/\""})
    header("fine_key_" + std::to_string(out.size()), "{"s + key + ":" + right + "}", {});
  for (const char* metadata :
       {"1", "null", "[]", "\"x\"", "{\"a\":1}", "{\"a\":null}", "{\"a\":{}}", "{\"a\":\"b\",\"a\":\"c\"}",
        "{\"a\":\"b\",\"\\u0061\":\"b\"}", "{\"a\"}", "{\"a\":\"\xff\"}", "{", "{\"a\":\"b\",}"})
    two("metadata_"s + metadata, right, "\"__metadata__\":"s + metadata, damaged);
  two("metadata", right, "\"__metadata__\":{\"format\":\"pt\"}", {}),
      two("metadata_twice", right, "\"__metadata__\":{},\"__metadata__\":{}", damaged),
      two("metadata_escaped_twice", right, "\"__metadata__\":{},\"\\u005f_metadata__\":{}", damaged);
  for (const std::size_t depth : {100u, 100'000u, 1'000'000u})
    for (const char* bracket : {"[", "{\"a\":"}) {
      std::string nested;
      for (std::size_t i = 0; i < depth; ++i) nested += bracket;
      tensor("nested_" + std::to_string(depth) + (*bracket == '[' ? "_lists" : "_objects"), nested, damaged);
      tensor("shape_nested_" + std::to_string(depth) + (*bracket == '[' ? "_lists" : "_objects"),
             facts("\"F32\"", nested, "[0,8]"), damaged);
    }
  tensor("long_number", facts("\"F32\"", "[" + std::string(1'000'000, '9') + "]", "[0,8]"), damaged),
      tensor("long_dtype", facts("\"" + std::string(1'000'000, 'F') + "\"", "[2]", "[0,8]"), damaged);
  std::string many = "{\"a\":" + right, metadata = ",\"__metadata__\":{\"x\":\"\"";
  for (int i = 0; i < 20'000; ++i)
    many += ",\"t" + std::to_string(i) + "\":" + facts("\"U8\"", "[0]", "[8,8]"),
        metadata += ",\"k" + std::to_string(i) + "\":\"\"";
  header("many_empty_tensors", many + "}", {}), header("much_metadata", "{\"a\":" + right + metadata + "}}", {});
  out.push_back(
      {"safetensors/bytes_behind", with_length(right.size() + 6, "{\"a\":" + right + "}" + data + "x"), damaged});
  out.push_back(
      {"safetensors/bytes_missing", with_length(right.size() + 6, "{\"a\":" + right + "}" + data.substr(1)), damaged});
  // Indices of several files.
  for (const char* index :
       {"{\"weight_map\":{\"a\":\"../x\"}}", "{\"weight_map\":{\"a\":\"/etc/passwd\"}}",
        "{\"weight_map\":{\"a\":\"..\"}}", "{\"weight_map\":{\"a\":\"\"}}", "{\"weight_map\":{\"a\":\"x\\u0000y\"}}",
        "{\"weight_map\":{\"a\":1}}", "{\"weight_map\":{\"a\":\"x\",\"a\":\"y\"}}",
        "{\"weight_map\":{},\"weight_map\":{}}", "{\"weight_map\":[]}", "{\"weight_map\":{\"a\":\"x\"}",
        "{\"weight_map\":{\"a\":\"x\"}} x", "{\"x\":[[[,\"weight_map\":{}}"})
    out.push_back(
        {"index/" + std::to_string(out.size()), index, {nnstruct::format_problem::safetensors, format, unsupported}});
}

}  // namespace hostile
