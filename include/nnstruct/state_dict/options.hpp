// SPDX-License-Identifier: Apache-2.0
/// \file
/// How exactly a state_dict must match a model, and where it is in the file. Usable in constants.
#pragma once

#include <cstdint>

#include <nnstruct/config.hpp>
#include <nnstruct/limits.hpp>
#include <nnstruct/state_dict/text.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// What a load refuses and what it allows, and under which names it looks for a model's keys. The default is PyTorch's
/// strict=True, and no change of dtype but between floating types.
/// \code
///   nn::load(net, "checkpoint.pth", {.strip_prefix = "module.", .at = "model_state_dict"});
///   nn::load(net, "resnet.pth", {.missing = nn::allow, .rename = {{"backbone.*", "features.*"}}, .filter =
///   "backbone.*"});
/// \endcode
/// A `*` in a pattern stands for any characters, dots too, or none: each for as few as it can, from the left.
/// Everything else stands for itself, and a pattern fits a whole key. The options work in this order: `at`, `filter`,
/// `strip_prefix`, `rename`; C++ wants them in the order of the fields, and so are they in hints.
struct LoadOptions {
  policy missing = nnstruct::refuse;  ///< keys of the model that the state_dict lacks: allowed, they stay as they are
  policy unexpected = nnstruct::refuse;  ///< keys of the state_dict that the model lacks: allowed, they are ignored
  policy shape = nnstruct::refuse;       ///< another shape: allowed, the model's own tensor stays as it is
  policy dtype = nnstruct::refuse;       ///< another dtype, not floating on both sides: allowed, it is converted

  /// Taken off the keys (and `_metadata`) that begin with it, as torch's consume_prefix_in_state_dict_if_present;
  /// "module." for files of DataParallel. Keys that do not begin with it stay as they are.
  text strip_prefix{};
  /// The dictionary to load, in a file whose root holds more: "model_state_dict". Within it deeper ones follow behind a
  /// dot, as Value::at takes paths: what has two meanings is refused, and both are named.
  text at{};
  /// New names for keys (and `_metadata`); the first rule that fits a key renames it. Two keys of one name are an
  /// error.
  rename_rules rename{};
  /// Which keys of the file take part: those that fit one of these patterns, all if there is none. The others are
  /// neither loaded nor unexpected.
  patterns filter{};

  /// The file is mapped, and parameters point into it: nothing is read until it is used, and who writes a parameter
  /// gets a copy. Checksums are not compared (`report.verified` is false). Only for what stands in the file as in
  /// memory; other tensors are read. The file must not be changed as long as such parameters are there: a program that
  /// uses what was cut off gets SIGBUS. (nn::save may: it puts a new file in the old one's place.)
  /// An EmbeddedFile is always loaded so, unless in place.
  bool map = false;
  /// Values go to the model's own memory, once everything else is known to be right, so that two models are never in
  /// memory at once. Should a checksum then be wrong, the parameters that were written are empty, and the error names
  /// them. Memory that a copy of the model shares is not written: there the parameter gets new memory, as without.
  bool in_place = false;
  /// How much of a file is taken; null: nnstruct::limits{}. What it points to must live as long as the load.
  const nnstruct::limits* limits = nullptr;
  /// Not one key of the model was loaded, though it has some, with all that is allowed above: a prefix, a wrong
  /// dictionary or a filter that nothing fits, as a rule. Allowed, the model stays as it is, as in PyTorch.
  policy nothing = nnstruct::refuse;
  /// Objects in the file, beside what is loaded, of classes or by calls that nobody here understands. Allowed, they are
  /// inert values; refused, as a service may want it, the file is not read. As limits::unknown_calls, and refused if
  /// either says so. Names that payloads use are refused always.
  policy unknown_calls = nnstruct::allow;
};

/// Every key must be there, and no other. PyTorch's strict=True.
inline constexpr LoadOptions strict{};
/// Missing and unexpected keys are allowed, another shape is not. PyTorch's strict=False; but where not one key
/// matches, PyTorch loads nothing without a word, and here that is an error unless `.nothing = nn::allow`.
inline constexpr LoadOptions relaxed{.missing = allow, .unexpected = allow};
/// As relaxed; where the shapes differ, the model keeps its own tensor.
inline constexpr LoadOptions lenient{.missing = allow, .unexpected = allow, .shape = allow};

}  // namespace nnstruct::inline NNSTRUCT_ABI
