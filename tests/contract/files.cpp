// SPDX-License-Identifier: Apache-2.0
// Loading and saving as the contract says it. Files, answers and texts are PyTorch's: examples/digits, tests/data.
#include <nnstruct/nnstruct.hpp>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <vector>

#include "contract.hpp"
#include "data/schema/net.hpp"
#include "data/schema/run_model.hpp"
#include "digits.hpp"
#include "expect.hpp"
#include "support/texts.hpp"

#define UNIT unit_of_program
#include "engine_unit.hpp"

using contract::close;
using contract::contains;
using contract::folder;
using contract::thrown_by;
using keys = std::vector<std::string>;

namespace {

const std::string digits = NNSTRUCT_EXAMPLES_DATA "/digits/";
const std::string torch = NNSTRUCT_TEST_DATA "/torch-2.14/";
const std::string loading = NNSTRUCT_TEST_DATA "/loading/";

// Errors are one tree.
static_assert(std::is_base_of_v<nn::Error, nn::StateDictError> && std::is_base_of_v<nn::Error, nn::FormatError> &&
              std::is_base_of_v<nn::Error, nn::IoError> && std::is_base_of_v<nn::Error, nn::ShapeError>);

std::string content_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Every value of a model is one number.
template <class Model> Model filled(float value) {
  Model model;
  for (const auto& p : nn::parameters(model)) nn::fill_(p, static_cast<double>(value));
  return model;
}

template <const nn::LoadOptions& Options> bool fits_as_check_says() {
  return nn::fits<Small, ::net, Options> == nn::check<Small>(NNSTRUCT_TEST_DATA "/schema/net.pth", Options).ok();
}

// Options are constants; a subobject's address is no template argument, so they stand each for itself.
constexpr nn::LoadOptions the_same{};
constexpr nn::LoadOptions only_features{.filter = "features.*"};
constexpr nn::LoadOptions features_alone{.missing = nn::allow, .filter = "features.*"};
constexpr nn::LoadOptions renamed{.rename = {{"fc.*", "head.*"}}};
constexpr nn::LoadOptions within{.at = "model_state_dict"};
static_assert(nn::fits<Small, ::net> && nn::fits<Small, ::net, the_same> && nn::require_fits<Small, ::net>());
static_assert(!nn::fits<Small, ::net, only_features> && nn::fits<Small, ::net, features_alone>);
static_assert(nn::require_fits<Small, ::net, features_alone>() && !nn::fits<Small, ::net, renamed>);
static_assert(nn::require_fits<Small, trained::here::model, within>());

}  // namespace

void contract::files() {
  const auto x = first_digit(digits);
  // clang-format off
  auto net = nn::load<Net>(digits + "digits.pth");     // strict; throws nn::StateDictError with PyTorch's own text
  nn::eval(net);
  auto y = nn::predict(net, x);                        // forward, recording nothing
  nn::save(net, folder + "/model_weights.pth");        // torch.load(..., weights_only=True) reads it
  nn::save_model(net, folder + "/model.pth");          // as torch.save(model): Python can run it
  auto report = nn::load(net, folder + "/model_weights.pth", nn::relaxed);     // nn::LoadReport; prints like PyTorch
  // clang-format on
  static_assert(std::is_same_v<decltype(y), nn::Tensor<float, nn::dyn, 10>>);
  static_assert(std::is_same_v<decltype(report), nn::LoadReport>);
  const auto expected = scores_of_first_digit(digits);
  for (std::size_t i = 0; i < 10; ++i) EXPECT(close(static_cast<double>(y(0, i)), expected[i]));
  EXPECT(!y.requires_grad());
  EXPECT(nn::repr(report) == "<All keys matched successfully>" && report.loaded.size() == 10 && report.verified);
  EXPECT(nn::read(folder + "/model_weights.pth") == nn::read(digits + "digits.pth"));
  EXPECT(nn::read(folder + "/model.pth").is(nn::Value::kind::object));
  EXPECT(nn::read(folder + "/model.pth").class_name() == "__main__.Net");
  EXPECT(nn::Value(nn::state_dict(nn::load<Net>(folder + "/model.pth"))) == nn::read(digits + "digits.pth"));
  EXPECT(content_of(NNSTRUCT_EXAMPLES_DATA "/resume/expected.txt").starts_with(nn::repr(net) + "\n"));

  // Calls read the same.
  const auto pooled = net.pool(nn::relu(net.conv1(x))), piped = x | net.conv1 | nn::relu | net.pool;
  EXPECT(pooled(0, 5, 13, 13) == piped(0, 5, 13, 13) && pooled.extent(3) == 14);

  const EngineReport engine = unit_of_program::run(folder + "/engine.pth");
  EXPECT(engine.engine == NNSTRUCT_TEST_ENGINE && engine.output == std::vector<float>{199.5f, 199.5f});

  // Both units of this program have one library.
  const Net elsewhere = load_elsewhere(folder + "/model_weights.pth");
  EXPECT(nn::Value(nn::state_dict(elsewhere)) == nn::Value(nn::state_dict(net)));
  EXPECT(nn::predict(elsewhere, x)(0, 1) == y(0, 1) && nn::repr(net) == repr_elsewhere(elsewhere));
  nn::manual_seed(3);
  const float drawn = nn::randn<1>()(0);
  nn::manual_seed(3);
  EXPECT(draw_elsewhere() == drawn);
  EXPECT(records_elsewhere());
  const nn::no_grad guard;
  EXPECT(!records_elsewhere());
}

void contract::reports() {
  const auto text = [](const char* name) { return nnstruct_test::text_of("loading.txt", name); };
  const auto refused = [](auto&& load) { return thrown_by<nn::StateDictError>(load); };

  // Strict, relaxed, lenient. The file has 7 classes and an `extra.weight`.
  const auto mine = filled<Features<2>>(1);
  auto net = mine;
  const std::string pretrained = loading + "pretrained.pth";
  for (const nn::LoadOptions& options : {nn::strict, nn::relaxed}) {
    const std::string error = refused([&] { nn::load(net, pretrained, options); });
    EXPECT(contains(error,
                    "\tsize mismatch for fc.weight: copying a param with shape torch.Size([7, 2]) from "
                    "checkpoint, the shape in current model is torch.Size([2, 2])."));
    EXPECT(contains(error, "Unexpected key(s) in state_dict: \"extra.weight\"") ==
           !nn::check<Features<7>>(pretrained, options).ok());
    EXPECT(nn::Value(nn::state_dict(net)) == nn::Value(nn::state_dict(mine)));
  }
  EXPECT(nn::load(net, pretrained, nn::lenient).skipped == keys{"fc.weight", "fc.bias"});
  EXPECT(std::as_const(net).fc.bias.data()[0] == 1 && std::as_const(net).features.get<0>().bias.data()[0] == 101);

  try {
    nn::load(net, pretrained);
    expect(false, "a strict load refuses it", __FILE__, __LINE__);
  } catch (const nn::StateDictError& error) {
    const nn::LoadReport& report = error.report();
    EXPECT(!report.ok() && report.missing.empty() && report.unexpected == keys{"extra.weight"});
    EXPECT(report.shape_mismatch.size() == 2 && report.shape_mismatch[0].key == "fc.weight");
    EXPECT(report.shape_mismatch[0].expected == std::vector<std::int64_t>{2, 2});
    EXPECT(report.shape_mismatch[0].found == std::vector<std::int64_t>{7, 2});
    std::ostringstream out;
    out << report;
    EXPECT(out.str() == nn::repr(report) && out.str() == error.what());
  }
  // Of this one nothing is loaded, which is an error unless it is asked for.
  constexpr nn::LoadOptions or_nothing{.missing = nn::allow, .unexpected = nn::allow, .nothing = nn::allow};
  EXPECT(!nn::check<Features<2>>(loading + "only_backbone_not_strict.pth", nn::relaxed).ok());
  const nn::LoadReport missing = nn::check<Features<2>>(loading + "only_backbone_not_strict.pth", or_nothing);
  EXPECT(missing.ok() && missing.missing.size() == 6 && nn::repr(missing) == text("only_backbone_not_strict"));

  // Where the state_dict is, and under which names.
  const auto found = [&](const char* name, const nn::LoadOptions& options) {
    auto model = mine;
    const auto loaded = nn::load(model, loading + name + ".pth", options);
    EXPECT(std::as_const(model).fc.bias.data()[1] == 5 && !loaded.loaded.empty());
    return loaded;
  };
  EXPECT(found("parallel", {.strip_prefix = "module."}).ok());
  EXPECT(found("checkpoint", {.at = "model_state_dict"}).ok());
  EXPECT(found("backbone", {.rename = {{"backbone.*", "features.*"}}}).ok());
  EXPECT(found("backbone", {.missing = nn::allow, .filter = {"fc.*"}}).missing.size() == 4);
  EXPECT(found("backbone", {.missing = nn::allow, .unexpected = nn::allow}).unexpected.size() == 4);
  EXPECT(!found("parallel", {.strip_prefix = "module.", .map = true}).verified);
  EXPECT(contains(refused([&] { nn::load<Features<2>>(loading + "checkpoint.pth"); }), text("checkpoint")));
  EXPECT(nn::check<Features<2>>(loading + "parallel.pth").hints.size() == 1);
  EXPECT(contains(nn::check<Features<2>>(loading + "parallel.pth").hints[0], ".strip_prefix = \"module.\""));
  auto in_place = filled<Features<2>>(1);
  const float* const weight = std::as_const(in_place).fc.weight.data();
  nn::load(in_place, loading + "checkpoint.pth", {.at = "model_state_dict", .in_place = true});
  EXPECT(std::as_const(in_place).fc.weight.data() == weight && weight[0] == 4);

  // Other dtypes: floating ones are converted and listed, others if they are asked for.
  const auto converted = nn::check<Learner>(torch + "ckpt_net_float64.pth").converted;
  EXPECT(converted.size() == 4 && converted[0].key == "fc1.weight");
  EXPECT(converted[0].from == nn::dtype::float64 && converted[0].to == nn::dtype::float32);
  nn::StateDict whole = nn::state_dict(mine);
  whole["fc.bias"] = nn::AnyTensor(nn::dtype::int64, {2});
  EXPECT(!refused([&] { nn::load_state_dict(net, whole); }).empty());
  EXPECT(nn::load_state_dict(net, whole, {.dtype = nn::allow}).converted[0].key == "fc.bias");

  // No parameter stays empty: init first, then load into it.
  const std::string part = loading + "only_backbone_not_strict.pth";
  EXPECT(contains(refused([&] { nn::load<Features<2>>(part, or_nothing); }), "nn::init a model"));
  EXPECT(nn::load(net, part, or_nothing).ok());

  // What the compiler says and what a check says is the same, by the same constants.
  EXPECT(fits_as_check_says<the_same>() && fits_as_check_says<only_features>());
  EXPECT(fits_as_check_says<features_alone>() && fits_as_check_says<renamed>());
  EXPECT(nn::check<Small>(NNSTRUCT_TEST_DATA "/schema/run.pth", within).ok());

  // Names say which version the library is, and which engine it has: another one is another library.
  EXPECT(contains(typeid(nn::Error).name(),
                  "v" + std::to_string(NNSTRUCT_VERSION_MAJOR) + "_" + std::to_string(NNSTRUCT_VERSION_MINOR) + "_" +
                      std::to_string(NNSTRUCT_VERSION_PATCH) + "_with_" NNSTRUCT_TEST_ENGINE "_engine"));

  // What is wrong with a file is told with its place; a check does not read tensors, and so does not see it.
  std::string bytes = content_of(folder + "/model_weights.pth");
  const auto trained = nn::load<Net>(digits + "digits.pth");
  const auto at = bytes.find(std::string(reinterpret_cast<const char*>(trained.fc1.weight.data()), 64));
  bytes[at] = static_cast<char>(bytes[at] ^ 1);
  std::ofstream(folder + "/damaged.pth", std::ios::binary) << bytes;
  EXPECT(nn::check<Net>(folder + "/damaged.pth").ok());
  try {
    nn::load<Net>(folder + "/damaged.pth");
    expect(false, "a damaged file is refused", __FILE__, __LINE__);
  } catch (const nn::FormatError& error) {
    EXPECT(error.problem() == nn::format_problem::checksum && error.file() == folder + "/damaged.pth");
    EXPECT(contains(error.record(), "/data/") && error.offset().value_or(at + 1) <= at);
  }
  try {
    nn::load<Net>(folder + "/none.pth");
    expect(false, "there is no such file", __FILE__, __LINE__);
  } catch (const nn::IoError& error) { EXPECT(error.path() == folder + "/none.pth" && error.error_number() == ENOENT); }
}
