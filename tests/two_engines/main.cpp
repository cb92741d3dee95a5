// SPDX-License-Identifier: Apache-2.0
// Two units with different engines in one program: each calls its own functions, which is seen by what reaches oneDNN.
#include <dlfcn.h>
#include <oneapi/dnnl/dnnl.h>

#include <iostream>

#include "unit.hpp"

namespace {
int executions = 0;
}

/// Stands before oneDNN's own function and counts.
extern "C" dnnl_status_t dnnl_primitive_execute(const_dnnl_primitive_t primitive, dnnl_stream_t stream, int count,
                                                const dnnl_exec_arg_t* arguments) {
  static const auto original =
      reinterpret_cast<decltype(&dnnl_primitive_execute)>(::dlsym(RTLD_NEXT, "dnnl_primitive_execute"));
  ++executions;
  return original(primitive, stream, count, arguments);
}

int main(int, char** arguments) {
  const std::vector<float> expected{199.5f, 199.5f};  // PyTorch's; every sum is exact
  const Report reference = unit_with_reference::run(arguments[1]);
  const int by_reference = executions;
  const Report onednn = unit_with_onednn::run(arguments[1]);
  const int by_onednn = executions - by_reference;
  const Report again = unit_with_reference::run(arguments[1]);

  std::cout << reference.engine << ": " << reference.output[0] << ", calls of oneDNN: " << by_reference << "\n"
            << onednn.engine << ": " << onednn.output[0] << ", calls of oneDNN: " << by_onednn << "\n";
  return reference.engine == "reference" && onednn.engine == "onednn" && by_reference == 0 && by_onednn >= 3 &&
                 executions == by_onednn && reference.output == expected && onednn.output == expected &&
                 again.output == expected
             ? 0
             : 1;
}
