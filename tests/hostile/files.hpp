// SPDX-License-Identifier: Apache-2.0
/// \file
/// Hostile and corrupt files, made here byte by byte, and what must become of each: decided by what the file is, not by
/// what the reader says of it.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <nnstruct/error.hpp>

namespace hostile {

inline constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

/// Kinds of FormatError of which one is right; several where more than one thing is wrong with the file.
using problems = std::vector<nnstruct::format_problem>;

struct file {
  std::string name;   ///< class/what, unique
  std::string bytes;  ///< of the whole file
  /// Empty: the file is read, as a Value whose repr is `value` where that is not empty.
  problems refused_as;
  std::string value = {};
};

/// All of them, some 1,200, always the same.
std::vector<file> all();

// Each of these adds the files of a class.
void add_calls(std::vector<file>& out);        ///< pickles that ask for something to be called
void add_pickles(std::vector<file>& out);      ///< stack, MARK, memo, lengths, nesting
void add_tensors(std::vector<file>& out);      ///< sizes, strides, storages
void add_zips(std::vector<file>& out);         ///< directories, headers, sums, compressed bytes
void add_streams(std::vector<file>& out);      ///< files before PyTorch 1.6 and before 0.1.11
void add_safetensors(std::vector<file>& out);  ///< headers of JSON
void add_others(std::vector<file>& out);       ///< what is no checkpoint; truncations

// Parts of pickles.
std::string u32(std::uint64_t number);
std::string text(std::string_view utf8);                             ///< BINUNICODE
std::string global(std::string_view module, std::string_view name);  ///< GLOBAL
std::string integer(std::int64_t number);                            ///< LONG1, eight bytes
std::string tuple(const std::vector<std::string>& items);
/// A file of torch.save that holds this pickle, with a storage data/0 of 24 bytes: the floats 1 to 6.
std::string checkpoint(std::string_view pickle);
/// PROTO 2, the opcodes, STOP.
std::string pickled(std::string_view opcodes);
/// A dictionary {"w": ...} of one value.
std::string dictionary(std::string_view value);

/// A tensor of that storage as its pickle says it. Each part can be replaced.
struct tensor_words {
  std::string storage_class = global("torch", "FloatStorage");
  std::string key = text("0");
  std::string location = text("cpu");
  std::string numel = integer(6);
  std::string offset = integer(0);
  std::string size = tuple({integer(2), integer(3)});
  std::string stride = tuple({integer(3), integer(1)});
  std::string requires_grad = "\x89";
  std::string hooks = global("collections", "OrderedDict") + ")R";
  std::string function = global("torch._utils", "_rebuild_tensor_v2");
  std::string view = {};  ///< the sixth of a storage's id, in older files

  std::string storage() const;
  std::string pickle() const;  ///< the call that makes it
};

}  // namespace hostile
