// SPDX-License-Identifier: Apache-2.0
// A struct with a value beside its network, and without forward, is a record: it saves as a dictionary and has no
// keys of its own.
// expect: nn: a module is needed here, and this type is none
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

struct Checkpoint {
  int epoch;
  nn::Linear<2, 1> model_state_dict;
};
static_assert(nn::is_record<Checkpoint> && !nn::is_module<Checkpoint>);

#ifdef NNSTRUCT_FAIL
inline constexpr auto keys = nn::schema<Checkpoint>.size();
#else
inline constexpr auto keys = nn::schema<decltype(Checkpoint::model_state_dict)>.size();
#endif
