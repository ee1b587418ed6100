// What every op here needs: its inputs and outputs as plain arrays, its registration, and the processor's cores.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <new>
#include <stdexcept>
#include <string>
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

/**
 * Calls `run(begin, end)` on all cores until 0..count is covered, in pieces of at least `grain`. Waits for all of them.
 * What a piece throws is thrown here, when all have ended.
 */
void parallelFor(int64_t count, int64_t grain, const std::function<void(int64_t, int64_t)>& run);

/** Why an op does not compute. Its text begins with words by which the caller knows that TensorFlow's own op is to do it. */
class Refusal : public std::exception {
 public:
  explicit Refusal(const char* reason, TF_Code code = TF_INVALID_ARGUMENT) : text_(std::string("Left to TensorFlow: ") + reason), code_(code) {}
  const char* what() const noexcept override { return text_.c_str(); }
  TF_Code code() const { return code_; }

 private:
  std::string text_;
  TF_Code code_;
};

/** Throws a Refusal unless the op can compute this. */
inline void require(bool holds, const char* reason) {
  if (!holds) throw Refusal(reason);
}

/** What any result of a number that is not finite, or of too large ones, is refused for: TensorFlow's own op says which numbers are. */
constexpr const char* kNotFinite = "Some numbers are not finite";

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

  /** A new float32 output, not filled. Throws a Refusal if there is no memory for it. */
  float* output(int index, const Shape& shape);

  /** Tells TensorFlow that the op failed. */
  void fail(TF_Code code, const char* message);

 private:
  TF_Tensor* tensor(int input);
  static Shape shapeOf(const TF_Tensor* tensor);

  TF_OpKernelContext* context_;
  TF_Status* status_;
  std::vector<TF_Tensor*> tensors_;
};

constexpr const char* kNoMemory = "There is not enough memory";

/**
 * An op's computation as TensorFlow calls it. No exception may leave it: each becomes the op's failure. Static, as the
 * other templates here, since the linker must not share code between kinds of processors.
 */
template <typename Fixed, void (*compute)(const Fixed&, Run&)>
static void computeSafely(void* fixed, TF_OpKernelContext* context) {
  Run run(context);
  try {
    compute(*static_cast<const Fixed*>(fixed), run);
  } catch (const Refusal& refusal) {
    run.fail(refusal.code(), refusal.what());
  } catch (const std::exception&) {
    run.fail(TF_RESOURCE_EXHAUSTED, Refusal(kNoMemory).what());
  }
}

/** Tells TensorFlow that an op cannot be made. */
void failConstruction(TF_OpKernelConstruction* construction, const char* message);

/** What is the same for every run of an op, from its attributes. */
template <typename Fixed, Fixed (*read)(TF_OpKernelConstruction*)>
static void* createSafely(TF_OpKernelConstruction* construction) {
  try {
    return new Fixed(read(construction));
  } catch (const std::exception& error) {
    failConstruction(construction, error.what());
    return nullptr;
  }
}

template <typename Fixed>
static void destroy(void* fixed) {
  delete static_cast<Fixed*>(fixed);
}

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

/** Registers an op that `compute` does from what `read` reads of its attributes. */
template <typename Fixed, Fixed (*read)(TF_OpKernelConstruction*), void (*compute)(const Fixed&, Run&)>
static bool registerOp(const char* name, std::initializer_list<const char*> inputs, std::initializer_list<const char*> outputs,
                       std::initializer_list<const char*> attributes) {
  return registerOp({name, inputs, outputs, attributes, createSafely<Fixed, read>, computeSafely<Fixed, compute>, destroy<Fixed>});
}

/** For an op without attributes. */
struct Nothing {};
static inline Nothing readNothing(TF_OpKernelConstruction*) { return {}; }

/** Reads a whole number that is the same for every run of the op. Throws a Refusal where there is none. */
int64_t attribute(TF_OpKernelConstruction* construction, const char* name);

/** Reads a number that is the same for every run of the op. Throws a Refusal where there is none. */
float floatAttribute(TF_OpKernelConstruction* construction, const char* name);

}  // namespace creatures
