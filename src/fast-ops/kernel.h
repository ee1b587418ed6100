// What every op here needs: its inputs and outputs as plain arrays, its registration, and the processor's cores.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <vector>

#include "tensorflow/c/kernels.h"
#include "tensorflow/c/ops.h"
#include "tensorflow/c/tf_tensor.h"

// Loops that the compiler turns into wide instructions, one version for each kind of processor.
#if defined(__x86_64__) && defined(__linux__) && defined(__GNUC__) && !defined(__clang__)
#define FOR_EACH_PROCESSOR __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define FOR_EACH_PROCESSOR
#endif

namespace creatures {

using Shape = std::vector<int64_t>;

/** The product of all lengths. */
int64_t sizeOf(const Shape& shape);

/** Calls `run(begin, end)` on all cores until 0..count is covered, in pieces of at least `grain`. Waits for all of them. */
void parallelFor(int64_t count, int64_t grain, const std::function<void(int64_t, int64_t)>& run);

/** The inputs and outputs of one run of an op. Frees what it handed out when the run ends. */
class Run {
 public:
  explicit Run(TF_OpKernelContext* context) : context_(context), status_(TF_NewStatus()) {}
  ~Run();
  Run(const Run&) = delete;

  Shape shape(int input) { return shapeOf(tensor(input)); }
  const float* floats(int input) { return static_cast<const float*>(TF_TensorData(tensor(input))); }
  const uint8_t* bytes(int input) { return static_cast<const uint8_t*>(TF_TensorData(tensor(input))); }
  const int32_t* integers(int input) { return static_cast<const int32_t*>(TF_TensorData(tensor(input))); }

  /** A new float32 output, not filled. */
  float* output(int index, const Shape& shape);

  /** False after an error was told: the op then returns at once. */
  bool check(bool holds, const char* message);

 private:
  TF_Tensor* tensor(int input);
  static Shape shapeOf(const TF_Tensor* tensor);

  TF_OpKernelContext* context_;
  TF_Status* status_;
  std::vector<TF_Tensor*> tensors_;
};

/** An op as TensorFlow is told of it: `x: float`, `pad: int`. */
struct Op {
  const char* name;
  std::initializer_list<const char*> inputs;
  std::initializer_list<const char*> outputs;
  std::initializer_list<const char*> attributes;
  void* (*create)(TF_OpKernelConstruction*);
  void (*compute)(void*, TF_OpKernelContext*);
  void (*destroy)(void*);
};

/** Makes the op known to TensorFlow, for the processor. Returns false if TensorFlow refuses it. */
bool registerOp(const Op& op);

/** Reads a whole number that is the same for every run of the op. */
int64_t attribute(TF_OpKernelConstruction* construction, const char* name);

/** Reads a number that is the same for every run of the op. */
float floatAttribute(TF_OpKernelConstruction* construction, const char* name);

/** Frees what an op's `create` made of its attributes. Static, since the linker must not share code between kinds of processors. */
template <typename Fixed>
static void destroy(void* fixed) {
  delete static_cast<Fixed*>(fixed);
}

}  // namespace creatures
