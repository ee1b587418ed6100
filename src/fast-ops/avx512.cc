// The ops that fill the registers, for processors whose registers hold sixteen numbers.
#include <algorithm>
#include <type_traits>

#include "kernel.h"

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#pragma GCC push_options
#pragma GCC target("avx512f,avx512vl,avx512bw,avx512dq,avx2,fma")
#define LANES 16
#define REGISTERS 32
#include "colorConvolution.h"
#include "dense.h"
#include "winograd.h"
#pragma GCC pop_options

namespace creatures {
namespace {

bool isThisProcessor() { return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"); }

const bool registered = isThisProcessor() && registerConvolution() && registerColorConvolution() && registerDense();

}  // namespace
}  // namespace creatures
#endif
