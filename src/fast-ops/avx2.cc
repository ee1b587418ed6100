// The ops that fill the registers, for processors whose registers hold eight numbers and not more.
#include <algorithm>
#include <type_traits>

#include "kernel.h"

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#pragma GCC push_options
#pragma GCC target("avx2,fma")
#define LANES 8
#define REGISTERS 16
#include "colorConvolution.h"
#include "dense.h"
#include "winograd.h"
#pragma GCC pop_options

namespace creatures {
namespace {

bool isThisProcessor() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && !__builtin_cpu_supports("avx512vl"); }

const bool registered = isThisProcessor() && registerConvolution() && registerColorConvolution() && registerDense();

}  // namespace
}  // namespace creatures
#endif
