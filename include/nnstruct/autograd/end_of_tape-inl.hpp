// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <nnstruct/autograd/end_of_tape.hpp>
#include <nnstruct/autograd/grad_mode.hpp>
#include <nnstruct/autograd/operation-inl.hpp>
#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::autograd {

namespace detail {
class end_of_tape : public operation {
 public:
  explicit end_of_tape(std::string_view who) : operation("a function of one's own", 0), who_(who) {}
  void backward(gradients&) const override {}
  void require_gradient() const override {
    throw GradError(nnstruct::detail::concat(
        {"backward(): no gradient goes through ", who_,
         ": it gave back a tensor that no function of nnstruct computed ",
         "from what it took, as loops over data() do, which record nothing; compute it with nn's functions, or, if no ",
         "gradient is to go there, give it x.detach(), and freeze its parameters by nn::requires_grad(layer, false)"}));
  }

 private:
  std::string who_;
};
}  // namespace detail

NNSTRUCT_DEFINE void record_if_lost(nnstruct::detail::history& of_result,
                                    const nnstruct::detail::storage_handle& result, std::string_view who,
                                    bool has_learned_parameters, unsigned ends_before, const traced* given,
                                    std::size_t count) {
  bool lost = has_learned_parameters, given_back = result.bytes() == 0;
  for (const traced* each = given; each != given + count; ++each) {
    lost = lost || (each->history && *each->history);
    given_back = given_back || (each->values && each->values->data() == result.data());
  }
  if (lost && !given_back && is_grad_enabled() && nnstruct::detail::deliberate_ends() == ends_before)
    of_result = nnstruct::detail::history(new detail::end_of_tape(who));
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::autograd
