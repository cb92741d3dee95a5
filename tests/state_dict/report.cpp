// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/state_dict/report.hpp>

#include <sstream>

#include "state_dict/mismatches.hpp"

namespace state_dict_report_test {

namespace nn = nnstruct;
using namespace nnstruct_test;
using namespace nnstruct_test::mismatches;

namespace {

/// Every way to load says, byte by byte, what PyTorch said.
template <class Model> void check_text(const std::string& name, const nn::LoadOptions& options) {
  INFO(name);
  const std::string& expected = mismatches::text_of(name);
  Model model;
  CHECK(said_by([&] { return nn::load_state_dict(model, dict_of(name), options); }) == expected);
  CHECK(said_by([&] { return nn::load(model, path_of(name), options); }) == expected);
  CHECK(nn::repr(nn::check<Model>(path_of(name), options)) == expected);
  std::ostringstream printed;
  printed << nn::check<Model>(path_of(name), options);
  CHECK(printed.str() == expected);
}

}  // namespace

TEST_CASE("a strict load says what PyTorch says", "[state_dict]") {
  for (const char* name : {"all_matched", "all_matched_in_another_order", "missing", "missing_one", "missing_all",
                           "unexpected", "unexpected_of_absent_modules", "unexpected_below_a_parameter",
                           "unexpected_names_of_modules", "unexpected_empty_parts", "shapes", "everything", "odd_keys"})
    check_text<Net>(name, nn::strict);
  check_text<Scaled>("shapes_0d", nn::strict);
  check_text<Scaled>("one_element_for_0d", nn::strict);
  check_text<nn::Sequential<nn::Linear<1, 1>, nn::ReLU>>("root_is_a_sequential", nn::strict);
}

TEST_CASE("a relaxed load says what PyTorch says with strict=False", "[state_dict]") {
  for (const char* name : {"all_matched_not_strict", "everything_not_strict", "missing_not_strict",
                           "unexpected_not_strict", "both_not_strict", "odd_keys_not_strict"})
    check_text<Net>(name, nn::relaxed);
}

TEST_CASE("hints stand behind PyTorch's text", "[state_dict]") {
  Net net;
  const std::string text = said_by([&] { return nn::load(net, path_of("data_parallel")); });
  CHECK(text == mismatches::text_of("data_parallel") +
                    "\n\tHint: all keys of the state_dict start with \"module.\", as a DataParallel model's, and match "
                    "the model without it: load with {.strip_prefix = \"module.\"}");
}

TEST_CASE("an error of another dtype says both and what to do", "[state_dict]") {
  nn::StateDict dict = dict_of("one_element_for_0d");
  dict["scale"] = nn::AnyTensor(nn::dtype::int64, {});
  dict["offset"] = nn::AnyTensor(nn::dtype::boolean, {});
  Scaled model;
  CHECK(said_by([&] { return nn::load_state_dict(model, dict); }) ==
        "Error(s) in loading state_dict for Scaled:"
        "\n\tdtype mismatch for scale: copying a param with dtype torch.int64 from checkpoint, the dtype in current "
        "model is "
        "torch.float32; to convert it, load with .dtype = nn::allow."
        "\n\tdtype mismatch for offset: copying a param with dtype torch.bool from checkpoint, the dtype in current "
        "model is "
        "torch.float32; to convert it, load with .dtype = nn::allow.");
}

TEST_CASE("an error of a dtype that nothing converts does not say that an option would", "[state_dict]") {
  nn::StateDict dict = dict_of("one_element_for_0d");
  dict["scale"] = nn::AnyTensor(nn::dtype::complex64, {});
  dict["offset"] = nn::AnyTensor(nn::dtype::bits8, {});
  Scaled model;
  for (const bool allowed : {false, true}) {
    nn::LoadOptions options;
    if (allowed) options.dtype = nn::allow;
    const std::string text = said_by([&] { return nn::load_state_dict(model, dict, options); });
    CHECK_FALSE(contains(text, "nn::allow"));
    CHECK(contains(text,
                   "model is torch.float32; a complex number is not made a real one, which would lose half of it: make "
                   "the parameter complex, or save the part that is meant in Python, such as tensor.real."));
    CHECK(contains(text,
                   "model is torch.float32; what torch.bits8 stands for is not known, so it is not converted: make the "
                   "two the same."));
  }
}

TEST_CASE("the exception carries the report that it prints", "[state_dict]") {
  Net net;
  const auto error = thrown_by<nn::StateDictError>([&] { nn::load(net, path_of("everything")); });
  const nn::LoadReport& report = error.report();
  CHECK(nn::repr(report) == error.what());
  CHECK_FALSE(report.ok());
  CHECK(report.class_name == "Net");
  CHECK(report.missing == std::vector<std::string>{"conv1.bias", "features.2.1.weight"});
  CHECK(report.unexpected == std::vector<std::string>{"new.weight", "conv1.new"});
  REQUIRE(report.shape_mismatch.size() == 2);
  CHECK(report.shape_mismatch[1].key == "features.2.0.weight");
  CHECK(report.shape_mismatch[1].expected == std::vector<std::int64_t>{3, 4});
  CHECK(report.shape_mismatch[1].found == std::vector<std::int64_t>{4, 3});
  CHECK(report.loaded ==
        std::vector<std::string>{"features.0.weight", "features.0.bias", "features.2.0.bias", "fc.weight", "fc.bias"});
  CHECK(report.skipped.empty());
  const nn::Error& as_error = error;
  CHECK(std::string(as_error.what()).starts_with("Error(s) in loading state_dict for Net:"));
}

TEST_CASE("a report is ok when nothing that the options refuse is in it", "[state_dict]") {
  nn::LoadReport report;
  CHECK(report.ok());
  report.missing = {"a"};
  CHECK_FALSE(report.ok());
  report.options.missing = nn::allow;
  CHECK(report.ok());
  report.unexpected = {"b"};
  CHECK_FALSE(report.ok());
  report.options.unexpected = nn::allow;
  CHECK(report.ok());
  report.shape_mismatch = {{"c", {1}, {2}}};
  CHECK_FALSE(report.ok());
  report.options.shape = nn::allow;
  CHECK(report.ok());
  report.dtype_mismatch = {{"d", nn::dtype::float32, nn::dtype::int64}};
  CHECK_FALSE(report.ok());
}

}  // namespace state_dict_report_test
