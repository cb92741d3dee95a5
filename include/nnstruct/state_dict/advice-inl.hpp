// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string_view>
#include <utility>

#include <nnstruct/concat.hpp>
#include <nnstruct/state_dict/advice.hpp>
#include <nnstruct/state_dict/options_literal.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

NNSTRUCT_DEFINE dict_attempts best_for(const schema_view& schema, const offered_dict& dict, const LoadOptions& options,
                                       span<const model_and_dict> others) {
  dict_attempts found;
  found.best = best_attempts(schema, dict, options, others);
  for (const computed_by who : {computed_by::us, computed_by::python}) {
    computed_dict computed = compute_weights(schema, dict.items, who);
    if (computed.weights.empty()) continue;
    const offered_dict with_weights{computed.items, dict.metadata};
    std::vector<attempt> best = best_attempts(schema, with_weights, options, others);
    if (best.empty() || (!found.best.empty() && !(rank(found.best.front()) < rank(best.front())))) continue;
    found = {who, std::move(computed), std::move(best)};
  }
  return found;
}

/// Which weights are not there, and what is.
NNSTRUCT_DECLARE std::string text_of(const computed_dict& computed) {
  const reparametrized& weight = computed.weights.front();
  std::string out = in_quotes(weight.key);
  if (computed.weights.size() > 1) out += concat({" and ", computed.weights.size() - 1, " more are"});
  else out += " is";
  constexpr std::string_view kinds[] = {"weight norm", "pruning", "spectral norm", "a parametrization"};
  return out += concat({" in the state_dict as what ", kinds[static_cast<std::size_t>(weight.kind)],
                        " computes it from, ", computed.first_parts});
}

/// What to do, with options that are known to be right.
NNSTRUCT_DECLARE std::string what_to_do(const dict_attempts& found, const attempt& chosen) {
  if (found.who == computed_by::nobody) return concat({chosen.how, options_literal(chosen.options)});
  const std::vector<reparametrized>& weights = found.computed.weights;
  if (found.who == computed_by::python) {
    const auto weight = std::find_if(weights.begin(), weights.end(), [](const reparametrized& one) {
      return one.kind == reparametrization::spectral_norm || one.kind == reparametrization::parametrized;
    });
    const auto [path, name] = split(weight->key);
    const std::string module = path.empty()
                                   ? std::string("model")
                                   : concat({"model.get_submodule(\"", path.substr(0, path.size() - 1), "\")"});
    return concat({": in Python, take it out with ",
                   weight->is_older ? "torch.nn.utils.remove_spectral_norm("
                                    : "model.eval() and torch.nn.utils.parametrize.remove_parametrizations(",
                   module, ", \"", name, "\"), and save the state_dict again"});
  }
  LoadOptions of_file, of_dict = chosen.options;
  of_file.at = std::exchange(of_dict.at, text{});
  of_file.map = std::exchange(of_dict.map, false);
  const auto behind = [](const LoadOptions& options) {
    const std::string literal = options_literal(options);
    return literal == "{}" ? std::string() : concat({", ", literal});
  };
  std::string dict = concat({"nn::load<nn::StateDict>(path", behind(of_file), ")"});
  const auto is_there = [&](reparametrization kind) {
    return std::any_of(weights.begin(), weights.end(), [&](const reparametrized& one) { return one.kind == kind; });
  };
  if (is_there(reparametrization::mask)) dict = concat({"nn::apply_masks(", dict, ")"});
  if (is_there(reparametrization::weight_norm)) dict = concat({"nn::fold_weight_norm(", dict, ")"});
  return concat({": nn::load_state_dict(model, ", dict, behind(of_dict), ")"});
}

NNSTRUCT_DEFINE std::string advice_of(const dict_attempts& found, const std::string& where) {
  std::string why = where;
  const auto add = [&](const std::string& more) {
    if (!more.empty()) why.append(why.empty() ? "" : "; ").append(more);
  };
  for (const attempt& one : found.best) add(one.why);
  if (found.best.size() > 1) return why += ": choose the one that is meant";
  if (found.who != computed_by::nobody) add(text_of(found.computed));
  return why += what_to_do(found, found.best.front());
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
