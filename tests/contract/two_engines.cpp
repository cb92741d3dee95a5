// SPDX-License-Identifier: Apache-2.0
// Units with different engines in one program: each calls its own functions, which is seen by what reaches oneDNN.
#include <dlfcn.h>
#include <oneapi/dnnl/dnnl.h>

#include <string>

#include "contract.hpp"
#include "expect.hpp"

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

void contract::two_engines() {
  const std::string path = folder + "/engines.pth";
  executions = 0;
  const EngineReport reference = unit_with_reference::run(path);
  EXPECT(reference.engine == "reference" && executions == 0);
  const EngineReport own = unit_of_program::run(path);
  EXPECT(own.engine == "onednn" && executions >= 3);
  const int by_onednn = executions;
  const EngineReport again = unit_with_reference::run(path);
  EXPECT(executions == by_onednn);
  // PyTorch's; every sum is exact.
  for (const EngineReport& report : {reference, own, again})
    EXPECT(report.output == std::vector<float>{199.5f, 199.5f});
}
