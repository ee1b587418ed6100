// Pictures from bytes to the numbers a network takes.
#include "kernel.h"

namespace creatures {
namespace {

constexpr int64_t kGrain = 1 << 16;

FOR_EACH_PROCESSOR
void scale(const uint8_t* bytes, float factor, float* numbers, int64_t begin, int64_t end) {
#pragma GCC ivdep
  for (int64_t i = begin; i < end; i++) numbers[i] = static_cast<float>(bytes[i]) * factor;
}

float readFactor(TF_OpKernelConstruction* construction) { return floatAttribute(construction, "factor"); }

/** The bytes come as truth values, the only kind of a byte that TensorFlow.js has. */
void compute(const float& factor, Run& run) {
  const Shape shape = run.shape(0);
  const uint8_t* bytes = run.bytes(0);
  float* numbers = run.output(0, shape);
  parallelFor(sizeOf(shape), kGrain, [&](int64_t begin, int64_t end) { scale(bytes, factor, numbers, begin, end); });
}

const bool registered =
    registerOp<float, readFactor, compute>("CreaturesPixels", {"bytes: bool"}, {"numbers: float"}, {"factor: float"});

}  // namespace
}  // namespace creatures
