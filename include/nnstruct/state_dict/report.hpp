// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a load found: every key that matched and every one that did not.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/state_dict/options.hpp>
#include <nnstruct/tensor/dtype.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// The outcome of matching a state_dict with a model. Prints as what PyTorch's load_state_dict returns, or, if the load
/// is refused, as the text of the error that it raises.
struct LoadReport {
  struct shape_difference {
    std::string key;
    std::vector<std::int64_t> expected;  ///< the model's
    std::vector<std::int64_t> found;     ///< the state_dict's
  };
  struct dtype_difference {
    std::string key;
    nnstruct::dtype expected;
    nnstruct::dtype found;
  };
  struct type_difference {
    std::string key;
    std::string found;  ///< Python's name of the value's type: `int`
  };
  struct kind_difference {
    std::string key;
    std::string expected;  ///< `an int`
    std::string found;     ///< `a str ('five')`
  };
  struct conversion {
    std::string key;
    nnstruct::dtype from;
    nnstruct::dtype to;
  };

  std::string class_name;  ///< the model's
  LoadOptions options;     ///< what was refused and what allowed

  std::vector<std::string> loaded;      ///< keys that match; in the model's order, as all lists but `unexpected`
  std::vector<std::string> missing;     ///< keys that only the model has
  std::vector<std::string> unexpected;  ///< keys that only the state_dict has, module by module as PyTorch lists them
  std::vector<std::string> skipped;     ///< keys whose shape differs, left as they are because that is allowed
  std::vector<shape_difference> shape_mismatch;
  std::vector<dtype_difference> dtype_mismatch;  ///< refused ones
  std::vector<type_difference> not_tensors;    ///< values that are no tensors, under keys of the model: always refused
  std::vector<kind_difference> kind_mismatch;  ///< fields of a record that are something else: always refused
  std::vector<conversion> converted;           ///< loaded, with another dtype
  /// Models of which not one key was loaded, though they have some: "" is the model itself, what is in a record has its
  /// path. Refused, unless `.nothing = nn::allow`.
  std::vector<std::string> nothing_loaded;
  std::vector<std::string> hints;  ///< what may be the cause, for people
  bool verified = true;            ///< every byte that was loaded had a checksum, and it was right

  /// The load goes through, as far as the keys are concerned.
  NNSTRUCT_DECLARE bool ok() const noexcept;

  // Apart, so that not each program that loads compiles what takes all these lists apart.
  LoadReport() NNSTRUCT_DEFAULTED;
  LoadReport(const LoadReport& other) NNSTRUCT_DEFAULTED;
  LoadReport(LoadReport&& other) noexcept NNSTRUCT_DEFAULTED;
  LoadReport& operator=(const LoadReport& other) NNSTRUCT_DEFAULTED;
  LoadReport& operator=(LoadReport&& other) noexcept NNSTRUCT_DEFAULTED;
  ~LoadReport() NNSTRUCT_DEFAULTED;
};

/// `<All keys matched successfully>`, `_IncompatibleKeys(missing_keys=['fc.bias'], unexpected_keys=[])`, or
/// PyTorch's `Error(s) in loading state_dict for Net: ...` with the hints behind it.
NNSTRUCT_DECLARE std::string repr(const LoadReport& report);

/// A template, so that this header needs no <ostream>.
template <class Traits>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out, const LoadReport& report) {
  return out << repr(report);
}

/// A state_dict does not match the model. The text begins with PyTorch's own.
class StateDictError : public Error {
 public:
  NNSTRUCT_DECLARE explicit StateDictError(LoadReport report);
  NNSTRUCT_DECLARE StateDictError(const std::string& what, LoadReport report);

  const LoadReport& report() const noexcept { return report_; }

 private:
  LoadReport report_;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI
