// ReLU's gradient from its output: what was positive lets the gradient through, and what is no number stays none.
#include "kernel.h"

namespace creatures {
namespace {

constexpr int64_t kGrain = 1 << 16;

FOR_EACH_PROCESSOR
void passThrough(const float* dy, const float* y, float* dx, int64_t begin, int64_t end) {
#pragma GCC ivdep
  for (int64_t i = begin; i < end; i++) {
    const float notPositive = y[i] <= 0.0f ? 0.0f : y[i];  // 0, or no number
    dx[i] = dy[i] * (y[i] > 0.0f ? 1.0f : notPositive);
  }
}

/** dy, y -> dx. */
void compute(const Nothing&, Run& run) {
  const Shape shape = run.shape(0);
  require(run.shape(1) == shape, "The gradient and the output have the same shape");
  const float *dy = run.floats(0), *y = run.floats(1);
  float* dx = run.output(0, shape);
  parallelFor(sizeOf(shape), kGrain, [&](int64_t begin, int64_t end) { passThrough(dy, y, dx, begin, end); });
}

const bool registered =
    registerOp<Nothing, readNothing, compute>("CreaturesReluGradient", {"dy: float", "y: float"}, {"dx: float"}, {});

}  // namespace
}  // namespace creatures
