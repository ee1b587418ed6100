// The gradients of ReLU from its output, and of ReLU6 from its input: what was positive, and at most 6, lets the gradient through,
// and what is no number stays none.
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

FOR_EACH_PROCESSOR
void passUpTo6(const float* dy, const float* x, float* dx, int64_t begin, int64_t end) {
#pragma GCC ivdep
  for (int64_t i = begin; i < end; i++) {
    const float notPositive = x[i] <= 0.0f ? 0.0f : x[i];  // 0, or no number
    const float upTo6 = x[i] > 6.0f ? 0.0f : 1.0f;
    dx[i] = dy[i] * (x[i] > 0.0f ? upTo6 : notPositive);
  }
}

/** dy and the output or input of its shape -> dx. */
template <void (*pass)(const float*, const float*, float*, int64_t, int64_t)>
void compute(const Nothing&, Run& run) {
  const Shape shape = run.shape(0);
  require(run.shape(1) == shape, "The gradient and what it passes have the same shape");
  const float *dy = run.floats(0), *numbers = run.floats(1);
  float* dx = run.output(0, shape);
  parallelFor(sizeOf(shape), kGrain, [&](int64_t begin, int64_t end) { pass(dy, numbers, dx, begin, end); });
}

const bool registered =
    registerOp<Nothing, readNothing, compute<passThrough>>("CreaturesReluGradient", {"dy: float", "y: float"}, {"dx: float"}, {}) &&
    registerOp<Nothing, readNothing, compute<passUpTo6>>("CreaturesRelu6Gradient", {"dy: float", "x: float"}, {"dx: float"}, {});

}  // namespace
}  // namespace creatures
