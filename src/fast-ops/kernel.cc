#include "kernel.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

namespace creatures {

int64_t sizeOf(const Shape& shape) {
  int64_t size = 1;
  for (int64_t length : shape) size *= length;
  return size;
}

namespace {

/** Threads that sleep until there is work. They live as long as the process. */
class Workers {
 public:
  static Workers& all() {
    static Workers* workers = new Workers(std::max(1u, std::thread::hardware_concurrency()) - 1);
    return *workers;
  }

  int cores() const { return numWorkers_ + 1; }

  /** The caller works too. One job at a time: TensorFlow.js runs op after op. */
  void run(const std::function<void()>& job) {
    std::lock_guard<std::mutex> oneJob(oneJob_);
    {
      std::lock_guard<std::mutex> lock(mutex_);
      job_ = &job;
      running_ = numWorkers_;
      round_++;
    }
    wake_.notify_all();
    job();
    std::unique_lock<std::mutex> lock(mutex_);
    done_.wait(lock, [this] { return running_ == 0; });
  }

 private:
  explicit Workers(int numWorkers) : numWorkers_(numWorkers) {
    for (int index = 0; index < numWorkers; index++) std::thread([this] { work(); }).detach();
  }

  void work() {
    for (int64_t seen = 0;; seen++) {
      std::unique_lock<std::mutex> lock(mutex_);
      wake_.wait(lock, [this, seen] { return round_ > seen; });
      lock.unlock();
      (*job_)();
      lock.lock();
      if (--running_ == 0) done_.notify_one();
    }
  }

  const int numWorkers_;
  std::mutex oneJob_, mutex_;
  std::condition_variable wake_, done_;
  const std::function<void()>* job_ = nullptr;
  int running_ = 0;
  int64_t round_ = 0;
};

}  // namespace

void parallelFor(int64_t count, int64_t grain, const std::function<void(int64_t, int64_t)>& run) {
  Workers& workers = Workers::all();
  // A few pieces a core: a core that other programs slow down then holds up the rest less
  const int64_t piece = std::max(grain, (count + 4 * workers.cores() - 1) / (4 * workers.cores()));
  if (count <= piece) return run(0, count);
  std::atomic<int64_t> next{0};
  std::exception_ptr failure;
  std::mutex oneFailure;
  // An exception must not leave a thread, nor the caller while others still work for it
  workers.run([&] {
    try {
      for (int64_t begin; (begin = next.fetch_add(piece)) < count;) run(begin, std::min(begin + piece, count));
    } catch (...) {
      next = count;
      std::lock_guard<std::mutex> lock(oneFailure);
      if (!failure) failure = std::current_exception();
    }
  });
  if (failure) std::rethrow_exception(failure);
}

Run::~Run() {
  for (TF_Tensor* tensor : tensors_) {
    if (tensor) TF_DeleteTensor(tensor);
  }
  TF_DeleteStatus(status_);
}

TF_Tensor* Run::tensor(int input) {
  // Room for it first: what TensorFlow hands out would be lost if there were none
  tensors_.push_back(nullptr);
  TF_GetInput(context_, input, &tensors_.back(), status_);
  if (TF_GetCode(status_) != TF_OK || !tensors_.back()) throw Refusal("An input is missing", TF_INTERNAL);
  return tensors_.back();
}

Shape Run::shapeOf(const TF_Tensor* tensor) {
  Shape shape;
  for (int axis = 0; axis < TF_NumDims(tensor); axis++) shape.push_back(TF_Dim(tensor, axis));
  return shape;
}

float* Run::output(int index, const Shape& shape) {
  tensors_.push_back(nullptr);
  tensors_.back() = TF_AllocateOutput(context_, index, TF_FLOAT, shape.data(), static_cast<int>(shape.size()),
                                      sizeOf(shape) * sizeof(float), status_);
  if (TF_GetCode(status_) != TF_OK || !tensors_.back()) throw Refusal(kNoMemory, TF_RESOURCE_EXHAUSTED);
  return static_cast<float*>(TF_TensorData(tensors_.back()));
}

void Run::fail(TF_Code code, const char* message) {
  TF_SetStatus(status_, code, message);
  TF_OpKernelContext_Failure(context_, status_);
}

void failConstruction(TF_OpKernelConstruction* construction, const char* message) {
  TF_Status* status = TF_NewStatus();
  TF_SetStatus(status, TF_INVALID_ARGUMENT, message);
  TF_OpKernelConstruction_Failure(construction, status);
  TF_DeleteStatus(status);
}

bool registerOp(const Op& op) {
  TF_Status* status = TF_NewStatus();
  TF_OpDefinitionBuilder* definition = TF_NewOpDefinitionBuilder(op.name);
  for (const char* input : op.inputs) TF_OpDefinitionBuilderAddInput(definition, input);
  for (const char* output : op.outputs) TF_OpDefinitionBuilderAddOutput(definition, output);
  for (const char* attribute : op.attributes) TF_OpDefinitionBuilderAddAttr(definition, attribute);
  TF_RegisterOpDefinition(definition, status);
  if (TF_GetCode(status) == TF_OK) {
    TF_KernelBuilder* kernel = TF_NewKernelBuilder(op.name, "CPU", op.create, op.compute, op.destroy);
    TF_RegisterKernelBuilder(op.name, kernel, status);
  }
  const bool registered = TF_GetCode(status) == TF_OK;
  TF_DeleteStatus(status);
  return registered;
}

namespace {

template <typename Value>
Value read(TF_OpKernelConstruction* construction, const char* name, void (*get)(TF_OpKernelConstruction*, const char*, Value*, TF_Status*)) {
  TF_Status* status = TF_NewStatus();
  Value value = 0;
  get(construction, name, &value, status);
  const bool isThere = TF_GetCode(status) == TF_OK;
  TF_DeleteStatus(status);
  require(isThere, "An attribute is missing");
  return value;
}

}  // namespace

int64_t attribute(TF_OpKernelConstruction* construction, const char* name) {
  return read<int64_t>(construction, name, TF_OpKernelConstruction_GetAttrInt64);
}

float floatAttribute(TF_OpKernelConstruction* construction, const char* name) {
  return read<float>(construction, name, TF_OpKernelConstruction_GetAttrFloat);
}

}  // namespace creatures
