// SPDX-License-Identifier: Apache-2.0
// What `nnstruct struct` writes of models that were saved whole is the model.
#include <tree_00.schema.hpp>
#include <tree_00.struct.hpp>
#include <tree_01.schema.hpp>
#include <tree_01.struct.hpp>
#include <tree_02.schema.hpp>
#include <tree_02.struct.hpp>
#include <tree_03.schema.hpp>
#include <tree_03.struct.hpp>
#include <tree_04.schema.hpp>
#include <tree_04.struct.hpp>
#include <tree_05.schema.hpp>
#include <tree_05.struct.hpp>
#include <tree_06.schema.hpp>
#include <tree_06.struct.hpp>
#include <tree_07.schema.hpp>
#include <tree_07.struct.hpp>
#include <tree_08.schema.hpp>
#include <tree_08.struct.hpp>
#include <tree_09.schema.hpp>
#include <tree_09.struct.hpp>

#include "tools/struct_checks.hpp"

namespace tools_structs_of_trees_0_test {

using nnstruct_test::is_model;

TEST_CASE("struct: trees_0") {
  is_model<whole_tree_00::tree_00, schema_of::tree_00>("tree_00");
  is_model<whole_tree_01::tree_01, schema_of::tree_01>("tree_01");
  is_model<whole_tree_02::tree_02, schema_of::tree_02>("tree_02");
  is_model<whole_tree_03::tree_03, schema_of::tree_03>("tree_03");
  is_model<whole_tree_04::tree_04, schema_of::tree_04>("tree_04");
  is_model<whole_tree_05::tree_05, schema_of::tree_05>("tree_05");
  is_model<whole_tree_06::tree_06, schema_of::tree_06>("tree_06");
  is_model<whole_tree_07::tree_07, schema_of::tree_07>("tree_07");
  is_model<whole_tree_08::tree_08, schema_of::tree_08>("tree_08");
  is_model<whole_tree_09::tree_09, schema_of::tree_09>("tree_09");
}

}  // namespace tools_structs_of_trees_0_test
