// One step of an optimizer as one op a weight: each array is read once and written once.
#include <cmath>

#include "kernel.h"

namespace creatures {
namespace {

constexpr int64_t kGrain = 1 << 15;

/** What a step reads and writes: the weights, their gradient, and up to two averages of gradients. */
struct Arrays {
  const float *weights, *gradient, *first, *second;
  float *newWeights, *newFirst, *newSecond;
};

/** Numbers of an optimizer; the step's op says what each is. */
struct Rule {
  float a, b, c, d;
};

using Step = void (*)(const Rule&, const Arrays&, int64_t begin, int64_t end);

/**
 * Kingma and Ba, arXiv 1412.6980, in the order that the end of their section 2 recommends, as Keras computes it.
 * a: step size with the bias corrections, b: 1 - beta1, c: 1 - beta2, d: epsilon.
 */
FOR_EACH_PROCESSOR
void adam(const Rule& rule, const Arrays& arrays, int64_t begin, int64_t end) {
  const Rule r = rule;
  const Arrays x = arrays;
#pragma GCC ivdep
  for (int64_t i = begin; i < end; i++) {
    const float gradient = x.gradient[i];
    const float first = x.first[i] + (gradient - x.first[i]) * r.b;
    const float second = x.second[i] + (gradient * gradient - x.second[i]) * r.c;
    x.newFirst[i] = first;
    x.newSecond[i] = second;
    x.newWeights[i] = x.weights[i] - r.a * first / (std::sqrt(second) + r.d);
  }
}

/** a: learning rate. */
FOR_EACH_PROCESSOR
void gradientDescent(const Rule& rule, const Arrays& arrays, int64_t begin, int64_t end) {
  const float rate = rule.a;
  const Arrays x = arrays;
#pragma GCC ivdep
  for (int64_t i = begin; i < end; i++) x.newWeights[i] = x.weights[i] - rate * x.gradient[i];
}

/** a: learning rate, b: momentum, c: 1 for Nesterov's, else 0. */
FOR_EACH_PROCESSOR
void momentum(const Rule& rule, const Arrays& arrays, int64_t begin, int64_t end) {
  const Rule r = rule;
  const Arrays x = arrays;
#pragma GCC ivdep
  for (int64_t i = begin; i < end; i++) {
    const float gradient = x.gradient[i];
    const float first = r.b * x.first[i] + gradient;
    x.newFirst[i] = first;
    x.newWeights[i] = x.weights[i] - r.a * (r.c != 0 ? gradient + r.b * first : first);
  }
}

/** a: learning rate, b: decay, c: momentum, d: epsilon. First: moment, second: mean square. */
FOR_EACH_PROCESSOR
void rmsProp(const Rule& rule, const Arrays& arrays, int64_t begin, int64_t end) {
  const Rule r = rule;
  const Arrays x = arrays;
#pragma GCC ivdep
  for (int64_t i = begin; i < end; i++) {
    const float gradient = x.gradient[i];
    const float second = r.b * x.second[i] + (1 - r.b) * gradient * gradient;
    const float first = r.c * x.first[i] + r.a * gradient / std::sqrt(second + r.d);
    x.newFirst[i] = first;
    x.newSecond[i] = second;
    x.newWeights[i] = x.weights[i] - first;
  }
}

/** Inputs: the rule's four numbers, weights, gradient, then `numAverages` arrays. Outputs: weights and averages. */
template <Step step, int numAverages>
void compute(const Nothing&, Run& run) {
  const Shape shape = run.shape(1);
  require(sizeOf(run.shape(0)) == 4, "The rule has four numbers");
  for (int input = 2; input < 3 + numAverages; input++) require(run.shape(input) == shape, "Weights, gradient and averages have the same shape");
  const float* numbers = run.floats(0);
  const Rule rule{numbers[0], numbers[1], numbers[2], numbers[3]};
  Arrays arrays{};
  arrays.weights = run.floats(1), arrays.gradient = run.floats(2);
  arrays.newWeights = run.output(0, shape);
  if (numAverages > 0) arrays.first = run.floats(3), arrays.newFirst = run.output(1, shape);
  if (numAverages > 1) arrays.second = run.floats(4), arrays.newSecond = run.output(2, shape);
  parallelFor(sizeOf(shape), kGrain, [&](int64_t begin, int64_t end) { step(rule, arrays, begin, end); });
}

template <Step step, int numAverages>
bool registerStep(const char* name, std::initializer_list<const char*> inputs, std::initializer_list<const char*> outputs) {
  return registerOp<Nothing, readNothing, compute<step, numAverages>>(name, inputs, outputs, {});
}

const bool registered[] = {
    registerStep<gradientDescent, 0>("CreaturesGradientDescent", {"rule: float", "weights: float", "gradient: float"}, {"new_weights: float"}),
    registerStep<momentum, 1>("CreaturesMomentum", {"rule: float", "weights: float", "gradient: float", "first: float"},
                              {"new_weights: float", "new_first: float"}),
    registerStep<rmsProp, 2>("CreaturesRmsProp", {"rule: float", "weights: float", "gradient: float", "first: float", "second: float"},
                             {"new_weights: float", "new_first: float", "new_second: float"}),
    registerStep<adam, 2>("CreaturesAdam", {"rule: float", "weights: float", "gradient: float", "first: float", "second: float"},
                          {"new_weights: float", "new_first: float", "new_second: float"}),
};

}  // namespace
}  // namespace creatures
