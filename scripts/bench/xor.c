// XOR by a 2-4-1 network of tanh, squared error and momentum, one row an update: written by hand for
// this one network, as a measure of what the machine can do.
//
// Usage: xor EPOCHS ROWS LEARNING_RATE MOMENTUM
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { HIDDEN = 4 };

static float hidden_weights[HIDDEN][2], hidden_biases[HIDDEN];
static float output_weights[HIDDEN], output_bias;
static float hidden_weight_steps[HIDDEN][2], hidden_bias_steps[HIDDEN];
static float output_weight_steps[HIDDEN], output_bias_step;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + 1e-9 * time.tv_nsec;
}

static float uniform(float limit) { return limit * (2 * (float)rand() / RAND_MAX - 1); }

static void update(float *parameter, float *step, float gradient, float rate, float momentum) {
  *step = momentum * *step + rate * gradient;
  *parameter -= *step;
}

// One update by one row; returns its loss before.
static float learn(const float *x, float target, float rate, float momentum) {
  float hidden[HIDDEN], z = output_bias;
  for (int i = 0; i < HIDDEN; i++) {
    hidden[i] = tanhf(
        hidden_weights[i][0] * x[0] + hidden_weights[i][1] * x[1] + hidden_biases[i]);
    z += output_weights[i] * hidden[i];
  }
  float y = tanhf(z), error = y - target, output_delta = error * (1 - y * y);
  for (int i = 0; i < HIDDEN; i++) {
    float delta = output_delta * output_weights[i] * (1 - hidden[i] * hidden[i]);
    update(&output_weights[i], &output_weight_steps[i], output_delta * hidden[i], rate, momentum);
    update(&hidden_weights[i][0], &hidden_weight_steps[i][0], delta * x[0], rate, momentum);
    update(&hidden_weights[i][1], &hidden_weight_steps[i][1], delta * x[1], rate, momentum);
    update(&hidden_biases[i], &hidden_bias_steps[i], delta, rate, momentum);
  }
  update(&output_bias, &output_bias_step, output_delta, rate, momentum);
  return 0.5f * error * error;
}

int main(int count, char **arguments) {
  if (count != 5) return 64;
  int epochs = atoi(arguments[1]), rows = atoi(arguments[2]);
  float rate = atof(arguments[3]), momentum = atof(arguments[4]);
  float(*inputs)[2] = malloc(rows * sizeof *inputs);
  float *targets = malloc(rows * sizeof *targets);
  int *order = malloc(rows * sizeof *order);
  for (int row = 0; row < rows; row++) {
    int a = row & 1, b = row >> 1 & 1;
    inputs[row][0] = a ? 1 : -1;
    inputs[row][1] = b ? 1 : -1;
    targets[row] = a ^ b ? 1 : -1;
    order[row] = row;
  }
  srand(1);
  for (int i = 0; i < HIDDEN; i++) {
    hidden_weights[i][0] = uniform(1);
    hidden_weights[i][1] = uniform(1);
    output_weights[i] = uniform(1);
  }
  for (int epoch = 0; epoch < epochs; epoch++) {
    double start = now(), loss = 0;
    for (int last = rows - 1; last > 0; last--) {
      int other = rand() % (last + 1), row = order[last];
      order[last] = order[other];
      order[other] = row;
    }
    for (int i = 0; i < rows; i++) {
      loss += learn(inputs[order[i]], targets[order[i]], rate, momentum);
    }
    printf("%.9g %.9g\n", now() - start, loss / rows);
  }
}
