// SPDX-License-Identifier: Apache-2.0
// What `nnstruct struct` writes of models that were saved whole is the model.
#include <tree_10.schema.hpp>
#include <tree_10.struct.hpp>
#include <tree_11.schema.hpp>
#include <tree_11.struct.hpp>
#include <tree_12.schema.hpp>
#include <tree_12.struct.hpp>
#include <tree_13.schema.hpp>
#include <tree_13.struct.hpp>
#include <tree_14.schema.hpp>
#include <tree_14.struct.hpp>
#include <tree_15.schema.hpp>
#include <tree_15.struct.hpp>
#include <tree_16.schema.hpp>
#include <tree_16.struct.hpp>
#include <tree_17.schema.hpp>
#include <tree_17.struct.hpp>
#include <tree_18.schema.hpp>
#include <tree_18.struct.hpp>
#include <tree_19.schema.hpp>
#include <tree_19.struct.hpp>

#include "tools/struct_checks.hpp"

namespace tools_structs_of_trees_1_test {

using nnstruct_test::is_model;

TEST_CASE("struct: trees_1") {
  is_model<whole_tree_10::tree_10, schema_of::tree_10>("tree_10");
  is_model<whole_tree_11::tree_11, schema_of::tree_11>("tree_11");
  is_model<whole_tree_12::tree_12, schema_of::tree_12>("tree_12");
  is_model<whole_tree_13::tree_13, schema_of::tree_13>("tree_13");
  is_model<whole_tree_14::tree_14, schema_of::tree_14>("tree_14");
  is_model<whole_tree_15::tree_15, schema_of::tree_15>("tree_15");
  is_model<whole_tree_16::tree_16, schema_of::tree_16>("tree_16");
  is_model<whole_tree_17::tree_17, schema_of::tree_17>("tree_17");
  is_model<whole_tree_18::tree_18, schema_of::tree_18>("tree_18");
  is_model<whole_tree_19::tree_19, schema_of::tree_19>("tree_19");
}

}  // namespace tools_structs_of_trees_1_test
