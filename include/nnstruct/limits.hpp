// SPDX-License-Identifier: Apache-2.0
/// \file
/// How much a file may ask of a program: the bounds of all readers.
#pragma once

#include <cstdint>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

enum class policy : std::uint8_t { refuse, allow };
inline constexpr policy refuse = policy::refuse;
inline constexpr policy allow = policy::allow;

/// What is read of a file that nobody vouches for. What exceeds one of these is refused by a FormatError of kind
/// format_problem::limit, which names the limit, its value and what was found.
///
/// Memory and time are in proportion to the file's size whatever it declares, so that the defaults are far beyond what
/// PyTorch writes of real models; a service that reads strangers' files may lower them, who knows his file raises one.
/// \code
///   static constexpr nn::limits small{.inflated_bytes = 1 << 20, .tensors = 1000};
///   nn::load(net, "upload.pth", {.limits = &small});
///   nn::Value deep = nn::read("deep.pth", nn::limits{.nesting = 1'000'000});
/// \endcode
struct limits {
  /// Bytes of all compressed entries of a zip file together, once they are decompressed: 64 GB. (An entry gives at most
  /// 1032 times its bytes in the file anyway.)
  std::uint64_t inflated_bytes = std::uint64_t{1} << 36;
  std::uint64_t records = 1'000'000;  ///< entries of a zip file, storages of an older one, files of an index
  std::uint64_t name_length = 4096;   ///< bytes of the name of an entry of a zip file, and of a tensor's key
  std::uint64_t tensors = 1'000'000;  ///< in a file, each as often as it is named
  std::uint64_t rank = 64;            ///< extents of a tensor; PyTorch's own limit for most operations

  std::uint64_t header_bytes = 100'000'000;              ///< of safetensors: what the format itself allows
  std::uint64_t index_bytes = std::uint64_t{256} << 20;  ///< of `*.index.json`
  std::uint64_t pickle_bytes = std::uint64_t{1} << 30;   ///< of one pickle: 1 GB; never more than 4 GB
  std::uint64_t text_bytes = std::uint64_t{1} << 30;     ///< of one string, bytes or number of a pickle
  std::uint64_t elements = std::uint64_t{1} << 24;       ///< of a pickle: in all containers; on the stack; objects
  std::uint64_t memo = std::uint64_t{1} << 24;           ///< entries of a pickle's memo
  /// Objects in objects, of pickles and of JSON. Python stops at 1000, its newer versions at some 10,000. Nothing here
  /// recurses into what is nested; a program's own walk of a Value may.
  std::uint64_t nesting = 10'000;
  std::uint64_t digits = 4300;  ///< decimal digits of an integer: as in Python, for which more take too long
  /// What references to shared objects add for somebody who follows each of them, in values (of texts, 64 bytes), or in
  /// a model's modules and parameters. A "billion laughs" of a few bytes ends here, before somebody prints it.
  std::uint64_t shared_values = std::uint64_t{1} << 20;
  std::uint64_t module_nesting = 500;  ///< modules in modules; Python recurses where it prints or moves one
  std::uint64_t key_bytes = std::uint64_t{1} << 28;  ///< of all keys of a whole model's state_dict together: 256 MB
  /// Calls, objects and names that this library does not understand (functools.partial, an enum, a path, another
  /// library's objects).
  /// Nothing of a file is ever called: allowed, they are inert values, shown with their arguments and saved as they
  /// were; refused, the whole file is, by a FormatError of kind unsafe_global. Names that payloads use are refused
  /// either way.
  policy unknown_calls = policy::allow;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI
