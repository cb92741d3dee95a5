// SPDX-License-Identifier: Apache-2.0
// What each hint says is done here, and the model must then give what PyTorch's gives (tests/data/make_hints.py).
#include <nnstruct/state_dict/hints.hpp>

#include <nnstruct/state_dict/options_literal.hpp>

#include "state_dict/loading.hpp"
#include "support/temp_folder.hpp"

namespace state_dict_hints_test {

namespace nn = nnstruct;
using namespace nnstruct_test;
using namespace nnstruct_test::loading;
using strings = std::vector<std::string>;

namespace {

struct Stack {
  nn::ModuleList<nn::Linear<3, 3>, 3> layers;
  auto forward(const nn::Tensor<float, nn::dyn, 3>& x) const {
    return x | layers[0] | nn::relu | layers[1] | nn::relu | layers[2] | nn::relu;
  }
};
struct Features {
  nn::Sequential<nn::Conv2d<1, 2, 3>, nn::ReLU, nn::Conv2d<2, 3, 1>> features;
  nn::Linear<3, 2> fc;
  auto forward(const nn::Batch<1, 3, 3>& x) const { return x | features | nn::flatten | fc; }
};
struct WithNorm {
  nn::Linear<3, 2> fc;
  nn::BatchNorm1d<2> bn;
  auto forward(const nn::Tensor<float, nn::dyn, 3>& x) const { return x | fc | bn; }
};

std::string file_of(const std::string& name) { return NNSTRUCT_TEST_DATA "/hints/" + name + ".pth"; }
const nn::Value& expected_of(const std::string& name) {
  static const auto expected = nn::load<nn::Value>(NNSTRUCT_TEST_DATA "/hints.pth");
  return expected[name];
}

template <class Model> struct input_of_model { using type = nn::Tensor<float, nn::dyn, 3>; };
template <> struct input_of_model<Features> { using type = nn::Batch<1, 3, 3>; };

/// The model gives what the one gave in Python from which the file was saved.
template <class Model> void check_gives(Model& model, const std::string& name) {
  typename input_of_model<Model>::type x(2);
  const auto in = expected_of(name)["x"].as<nn::AnyTensor>();
  REQUIRE(in.numel() == static_cast<std::int64_t>(x.numel()));
  std::copy_n(in.values<float>(), x.numel(), x.data());
  nn::eval(model);
  CHECK(is_close(nn::predict(model, x), expected_of(name)["y"].as<nn::AnyTensor>()));
}

/// A strict load of the file gives this one hint, and who does as it says gets the right model.
template <class Model, class Do> void check_hint(const std::string& name, const std::string& hint, Do follow) {
  INFO(name);
  const std::string path = file_of(name);
  CHECK(nn::check<Model>(path).hints == strings{hint});
  Model model;
  CHECK(contains(thrown_by<nn::StateDictError>([&] { nn::load(model, path); }).what(), "\n\tHint: " + hint));
  nn::init(model, 1);
  follow(model, path);
  check_gives(model, name);
}

template <class Model> void check_no_hint(const std::string& name) {
  INFO(name);
  CHECK(nn::check<Model>(file_of(name)).hints.empty());
  Model model;
  CHECK_THROWS_AS(nn::load(model, file_of(name)), nn::StateDictError);
}

// The options, or the call, that stand in the source are what the hint must end with: so they compile as they are.
#define CHECK_OPTIONS(Model, name, why, ...)               \
  check_hint<Model>(name, std::string(why) + #__VA_ARGS__, \
                    [](auto& model, const std::string& path) { CHECK(nn::load(model, path, __VA_ARGS__).ok()); })
#define CHECK_CALL(Model, name, why, ...)                  \
  check_hint<Model>(name, std::string(why) + #__VA_ARGS__, \
                    [](auto& model, const std::string& path) { CHECK((__VA_ARGS__).ok()); })

}  // namespace

TEST_CASE("a prefix of the file's keys is a hint, and the option it names loads the file", "[state_dict]") {
  check_says<Net>("parallel", nn::strict,
                  {"all keys of the state_dict start with \"module.\", as a DataParallel model's, and match the model "
                   "without it: load with {.strip_prefix = \"module.\"}"});
  check_says<Net>("wrapped", nn::strict,
                  {"6 of the 6 missing keys are in the state_dict behind \"teacher.net.\": load with {.strip_prefix = "
                   "\"teacher.net.\", .filter = \"teacher.net.*\"}"});
  CHECK(nn::check<Net>(path_of("parallel"), {.strip_prefix = "module."}).ok());
  CHECK(nn::check<Net>(path_of("wrapped"), {.strip_prefix = "teacher.net.", .filter = "teacher.net.*"}).ok());
}

TEST_CASE("a prefix of the model's keys is a hint", "[state_dict]") {
  const std::string hint =
      "the keys of the state_dict are in the model behind \"features.\": load into that part of the model, or, and "
      "leave the rest as it is, with {.missing = nn::allow, .rename = {{\"*\", \"features.*\"}}}";
  check_says<Net>("inner", nn::strict, {hint});
  Net net;
  CHECK(nn::load(net.features, path_of("inner")).ok());
  CHECK(nn::check<Features>(file_of("part")).hints == strings{hint});
  auto model = nn::load<Features>(file_of("nested"), {.strip_prefix = "model.", .at = "state_dict"});
  model.features.get<0>().weight.fill_(0);
  CHECK(nn::load(model, file_of("part"), {.missing = nn::allow, .rename = {{"*", "features.*"}}}).ok());
  check_gives(model, "part");
}

TEST_CASE("wrappers of a model are hints, all that is needed at once", "[state_dict]") {
  CHECK_OPTIONS(Features, "nested",
                "the state_dict is under \"state_dict\"; all keys of the state_dict start with \"model.\", and match "
                "the model without it: load with ",
                {.strip_prefix = "model.", .at = "state_dict"});
  CHECK_OPTIONS(Features, "compiled",
                "all keys of the state_dict start with \"_orig_mod.\", as a compiled model's (torch.compile), and "
                "match the model without it: load with ",
                {.strip_prefix = "_orig_mod."});
  const std::string compiled =
      "keys of the state_dict have \"_orig_mod.\" in them, as a compiled model's (torch.compile)";
  CHECK_OPTIONS(Features, "compiled_inside", compiled + ": load with ", {.rename = {{"*_orig_mod.*", "**"}}});
  CHECK_OPTIONS(Features, "compiled_twice", compiled + ": load with ",
                {.rename = {{"*_orig_mod.*_orig_mod.*", "***"}, {"*_orig_mod.*", "**"}}});
  CHECK_OPTIONS(Features, "compiled_in_parallel",
                "all keys of the state_dict start with \"module._orig_mod.\", as a compiled model's (torch.compile), "
                "and match the model without it: load with ",
                {.strip_prefix = "module._orig_mod."});
  CHECK_OPTIONS(Features, "compiled_inside_parallel",
                "the state_dict is under \"net\"; " + compiled + ", and start with \"module.\": load with ",
                {.strip_prefix = "module.", .at = "net", .rename = {{"*_orig_mod.*", "**"}}});
  CHECK_OPTIONS(Features, "averaged",
                "6 of the 6 missing keys are in the state_dict behind \"module.\", as an AveragedModel's: load with ",
                {.strip_prefix = "module.", .filter = "module.*"});
  CHECK_OPTIONS(Features, "one_of_two",
                "the state_dict is under \"model\"; all keys of the state_dict start with \"module.\", as a "
                "DataParallel model's, and match the model without it: load with ",
                {.strip_prefix = "module.", .at = "model"});
}

TEST_CASE("a prefix is a hint for a network with BatchNorm, whose counter need not be there", "[state_dict]") {
  for (const char* name : {"normed_in_parallel", "normed_without_metadata", "normed_without_counter"})
    CHECK_OPTIONS(WithNorm, name,
                  "all keys of the state_dict start with \"module.\", as a DataParallel model's, and match the model "
                  "without it: load with ",
                  {.strip_prefix = "module."});
}

TEST_CASE("where two parts of a file match equally, a hint says so and names no options", "[state_dict]") {
  CHECK(nn::check<Features>(file_of("two_models")).hints ==
        strings{"6 of the 6 missing keys are in the state_dict behind \"online_model.\"; 6 of the 6 missing keys are "
                "in the state_dict behind \"ema_model.\": choose the one that is meant"});
  CHECK(nn::check<Features>(file_of("two_dictionaries")).hints ==
        strings{"state_dicts of the model are under \"model\" and under \"ema\": choose the one that is meant"});
  CHECK(
      nn::check<Features>(file_of("only_others")).hints ==
      strings{"there are other dictionaries of tensors in the file, under \"a\", \"b\", and with none of them as it is "
              "more would be loaded"});
}

TEST_CASE("lists that are counted otherwise are renamed as a whole and in order, or not at all", "[state_dict]") {
  const std::string numbers = "the state_dict has these layers in the same order under other numbers: load with ";
  CHECK_OPTIONS(Stack, "even", numbers, {.rename = {{"layers.2.*", "layers.1.*"}, {"layers.4.*", "layers.2.*"}}});
  CHECK_OPTIONS(Stack, "shifted", numbers,
                {.rename = {{"layers.1.*", "layers.0.*"}, {"layers.2.*", "layers.1.*"}, {"layers.3.*", "layers.2.*"}}});
  check_no_hint<Stack>("fewer");  // two layers, of which one has a name that is free
  Stack swapped;                  // a file that has other layers under right names cannot be told from a right one
  CHECK(nn::load(swapped, file_of("swapped")).hints.empty());
}

TEST_CASE("other names are a hint where names, shapes and order leave no choice", "[state_dict]") {
  const std::string names = "the state_dict has the same shapes in the same order under other names: load with ";
  CHECK_OPTIONS(Features, "renamed", names, {.rename = {{"backbone.*", "features.*"}, {"head.*", "fc.*"}}});
  CHECK_OPTIONS(Features, "renamed_part", names, {.rename = {{"backbone.*", "features.*"}}});
  CHECK_OPTIONS(Features, "sorted", names, {.rename = {{"backbone.*", "features.*"}}});
  CHECK_OPTIONS(Stack, "renamed_list", names, {.rename = {{"blocks.*", "layers.*"}}});
  CHECK_OPTIONS(Stack, "renamed_and_even", names,
                {.rename = {{"blocks.2.*", "layers.1.*"}, {"blocks.4.*", "layers.2.*"}, {"blocks.*", "layers.*"}}});
  CHECK_OPTIONS(Stack, "numbered_words", names,
                {.rename = {{"block0.*", "layers.0.*"}, {"block1.*", "layers.1.*"}, {"block2.*", "layers.2.*"}}});
  check_no_hint<Stack>("words");  // each of the three may be each
  check_no_hint<Stack>("letters");
  check_says<Net>("backbone", nn::strict, {names + "{.rename = {{\"backbone.*\", \"features.*\"}}}"});
}

TEST_CASE("a misspelled key is a hint, once for each module", "[state_dict]") {
  CHECK_OPTIONS(Features, "slip", "did you mean \"fc.weight\"? The state_dict has \"fc.weigth\": load with ",
                {.rename = {{"fc.weigth", "fc.weight"}}});
  check_says<Net>("typo", nn::strict,
                  {"did you mean \"features.0.weight\"? The state_dict has \"features.0.weigth\": load with {.rename = "
                   "{{\"features.0.weigth\", \"features.0.weight\"}}}"});
  check_says<Net>("under", nn::strict,
                  {"did you mean \"features.0.weight\"? The state_dict has \"fea_tures.0.weight\": load with {.rename "
                   "= {{\"fea_tures.*\", \"features.*\"}}}"});
  CHECK(nn::check<Net>(path_of("under"), {.rename = {{"fea_tures.*", "features.*"}}}).ok());
  check_no_hint<Features>("other_dtype");
  check_no_hint<Features>("transposed_slip");
  check_no_hint<Features>("two_slips");
}

TEST_CASE("weights that are computed are a hint at what computes them", "[state_dict]") {
  const std::string norm =
      "\"features.0.weight\" and 1 more are in the state_dict as what weight norm computes it from, ";
  CHECK_CALL(Features, "weight_norm", norm + "\"features.0.weight_g\" and \"features.0.weight_v\": ",
             nn::load_state_dict(model, nn::fold_weight_norm(nn::load<nn::StateDict>(path))));
  CHECK_CALL(Features, "weight_norm_new",
             norm +
                 "\"features.0.parametrizations.weight.original0\" and "
                 "\"features.0.parametrizations.weight.original1\": ",
             nn::load_state_dict(model, nn::fold_weight_norm(nn::load<nn::StateDict>(path))));
  CHECK_CALL(Features, "weight_norm_nested",
             "the state_dict is under \"net\"; all keys of the state_dict start with \"module.\", as a DataParallel "
             "model's, and match the model without it; \"module.features.0.weight\" and 1 more are in the state_dict "
             "as what weight norm computes it from, \"module.features.0.weight_g\" and "
             "\"module.features.0.weight_v\": ",
             nn::load_state_dict(model, nn::fold_weight_norm(nn::load<nn::StateDict>(path, {.at = "net"})),
                                 {.strip_prefix = "module."}));
  CHECK_CALL(Features, "pruned",
             "\"features.2.weight\" and 1 more are in the state_dict as what pruning computes it from, "
             "\"features.2.weight_orig\" and \"features.2.weight_mask\": ",
             nn::load_state_dict(model, nn::apply_masks(nn::load<nn::StateDict>(path))));
  CHECK_CALL(Features, "pruned_and_weight_norm",
             "\"features.2.weight\" and 2 more are in the state_dict as what pruning computes it from, "
             "\"features.2.weight_orig\" and \"features.2.weight_mask\": ",
             nn::load_state_dict(model, nn::fold_weight_norm(nn::apply_masks(nn::load<nn::StateDict>(path)))));
}

TEST_CASE("hints are the same for models that were saved whole, and for safetensors", "[state_dict]") {
  const std::string parallel =
      "all keys of the state_dict start with \"module.\", as a DataParallel model's, and match the model without it: "
      "load with ";
  CHECK_OPTIONS(Features, "whole_parallel", parallel, {.strip_prefix = "module."});
  CHECK_OPTIONS(Features, "whole_nested", "the state_dict is under \"net\"; " + parallel,
                {.strip_prefix = "module.", .at = "net"});
  CHECK_CALL(Features, "whole_weight_norm",
             "\"fc.weight\" is in the state_dict as what weight norm computes it from, "
             "\"fc.weight_g\" and \"fc.weight_v\": ",
             nn::load_state_dict(model, nn::fold_weight_norm(nn::load<nn::StateDict>(path))));
  const temp_folder folder;
  for (const char* name : {"even", "shifted", "renamed_list", "words", "letters"}) {
    INFO(name);
    const std::string path = folder / (std::string(name) + ".safetensors");
    nn::save(nn::load<nn::StateDict>(file_of(name)), path);
    CHECK(nn::check<Stack>(path).hints == nn::check<Stack>(file_of(name)).hints);
  }
  for (const char* name : {"compiled", "compiled_inside", "renamed", "sorted", "slip", "weight_norm", "pruned"}) {
    INFO(name);
    const std::string path = folder / (std::string(name) + ".safetensors");
    nn::save(nn::load<nn::StateDict>(file_of(name)), path);
    const strings hints = nn::check<Features>(path).hints;
    REQUIRE(hints.size() == 1);
    CHECK(hints[0].substr(hints[0].find(": ")) ==
          nn::check<Features>(file_of(name)).hints[0].substr(nn::check<Features>(file_of(name)).hints[0].find(": ")));
  }
}

TEST_CASE("what only PyTorch can compute is a hint at what to call there", "[state_dict]") {
  // The script has made these calls, and saved again.
  const std::string parametrization =
      ": in Python, take it out with model.eval() and torch.nn.utils.parametrize.remove_parametrizations("
      "model.get_submodule(\"fc\"), \"weight\"), and save the state_dict again";
  const struct {
    std::string name, hint;
  } cases[] = {
      {"spectral",
       "\"fc.weight\" is in the state_dict as what spectral norm computes it from, \"fc.weight_orig\" and "
       "\"fc.weight_u\" and \"fc.weight_v\": in Python, take it out with torch.nn.utils.remove_spectral_norm("
       "model.get_submodule(\"fc\"), \"weight\"), and save the state_dict again"},
      {"spectral_new",
       "\"fc.weight\" is in the state_dict as what spectral norm computes it from, "
       "\"fc.parametrizations.weight.original\" and \"fc.parametrizations.weight.0._u\" and "
       "\"fc.parametrizations.weight.0._v\"" +
           parametrization},
      {"orthogonal",
       "\"fc.weight\" is in the state_dict as what a parametrization computes it from, "
       "\"fc.parametrizations.weight.original\" and \"fc.parametrizations.weight.0.base\"" +
           parametrization},
  };
  for (const auto& [name, hint] : cases) {
    INFO(name);
    CHECK(nn::check<Features>(file_of(name)).hints == strings{hint});
    auto model = nn::load<Features>(file_of(name + "_removed"));
    check_gives(model, name);
  }
}

TEST_CASE("transposed weights are a hint", "[state_dict]") {
  check_says<NetOf<3>>(
      "transposed", nn::strict,
      {"the extents stand in reverse order in the state_dict. PyTorch keeps weights as [out, in, ...]; if another "
       "library has "
       "written the file, the other way round, transpose them there, and else the model's extents are exchanged"});
}

TEST_CASE("a state_dict within the file is a hint, and .at loads it", "[state_dict]") {
  const std::string begin = "the state_dict is under \"model_state_dict\": load with ";
  const std::string hint = begin + "{.at = \"model_state_dict\"}";
  Net net;
  CHECK(said_by([&] { return nn::load(net, path_of("checkpoint")); }) ==
        loading::text_of("checkpoint") + "\n\tHint: " + hint);
  CHECK(nn::check<Net>(path_of("checkpoint")).hints == strings{hint});
  CHECK(nn::check<Net>(path_of("checkpoint"), {.at = "model_state_dict"}).ok());
  // Options that were given are in it.
  const nn::LoadReport relaxed = nn::check<Net>(path_of("checkpoint_not_strict"), nn::relaxed);
  CHECK(relaxed.hints ==
        strings{begin + "{.missing = nn::allow, .unexpected = nn::allow, .at = \"model_state_dict\"}"});
  CHECK(nn::check<Net>(path_of("checkpoint_of_parallel")).hints ==
        strings{"state_dicts of the model are under \"state.net\" and under \"state.ema.net\": choose the one that is "
                "meant"});
}

TEST_CASE("a whole model beside a state_dict is named as it is", "[state_dict]") {
  const nn::Value whole = nn::read(NNSTRUCT_TEST_DATA "/torch-2.14/one_linear_model.pth");
  const auto state = nn::load<nn::StateDict>(NNSTRUCT_TEST_DATA "/torch-2.14/one_linear_model.pth");
  const temp_folder folder;
  nn::save(nn::Value{{"model", whole}, {"ema", state}}, folder / "both.pth", {.durable = false});
  CHECK(nn::check<nn::Linear<3, 2>>(folder / "both.pth").hints ==
        strings{"state_dicts of the model are under \"ema\" and under \"model\": choose the one that is meant"});
  for (const char* at : {"model", "ema"}) CHECK(nn::check<nn::Linear<3, 2>>(folder / "both.pth", {.at = at}).ok());
  nn::save(nn::Value{{"model", whole}, {"epoch", 1}}, folder / "model.pth", {.durable = false});
  CHECK(nn::check<nn::Linear<3, 2>>(folder / "model.pth").hints ==
        strings{"the state_dict is under \"model\": load with {.at = \"model\"}"});
  // The whole file is a state_dict, and not in itself.
  nn::Value more(state);
  more["settings"] = nn::Value{{"lr", 0.5}};
  nn::save(more, folder / "more.pth", {.durable = false});
  const auto error = thrown_by<nn::Error>([&] { nn::load<nn::StateDict>(folder / "more.pth", {.at = "settings"}); });
  CHECK_FALSE(contains(error.what(), "\"\""));
}

TEST_CASE("options are written as the C++ that makes them", "[state_dict]") {
  using nn::detail::options_literal;
#define CHECK_LITERAL(...) CHECK(options_literal(nn::LoadOptions __VA_ARGS__) == #__VA_ARGS__)
  CHECK_LITERAL({});
  CHECK_LITERAL({.missing = nn::allow, .unexpected = nn::allow, .shape = nn::allow, .dtype = nn::allow});
  CHECK_LITERAL({.strip_prefix = "a\"b\\c\0121.", .at = "é"});
  CHECK_LITERAL({.rename = {{"a.*", "b.*"}, {"c", ""}}, .filter = {"a.*", "c"}, .map = true, .in_place = true});
  CHECK_LITERAL({.filter = "a.*", .nothing = nn::allow});
#undef CHECK_LITERAL
}

TEST_CASE("hints cost little for any number of keys", "[state_dict]") {
  std::vector<std::string> keys;
  for (int i = 0; i < 50000; ++i) keys.push_back(std::string(300, 'x') + std::to_string(i) + ".features.0.weight");
  std::vector<nn::detail::offered_tensor> rows;
  for (const std::string& key : keys) rows.push_back({key, nn::dtype::float32, {}});
  const auto found = nn::detail::match(nn::detail::schema_view_of<Net>, {rows}, nn::strict);
  CHECK(found.report.unexpected.size() == keys.size());
  CHECK(found.report.hints.empty());
}

}  // namespace state_dict_hints_test
