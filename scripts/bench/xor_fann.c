// XOR by a 2-4-1 network of tanh, squared error and momentum, one row an update, with FANN.
//
// Usage: xor_fann EPOCHS ROWS LEARNING_RATE MOMENTUM
#include <fann.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + 1e-9 * time.tv_nsec;
}

int main(int count, char **arguments) {
  if (count != 5) return 64;
  int epochs = atoi(arguments[1]), rows = atoi(arguments[2]);
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
  struct fann *network = fann_create_standard(3, 2, 4, 1);
  fann_randomize_weights(network, -1, 1);
  fann_set_activation_function_hidden(network, FANN_SIGMOID_SYMMETRIC);
  fann_set_activation_function_output(network, FANN_SIGMOID_SYMMETRIC);
  fann_set_activation_steepness_hidden(network, 1);
  fann_set_activation_steepness_output(network, 1);
  fann_set_train_error_function(network, FANN_ERRORFUNC_LINEAR);
  fann_set_training_algorithm(network, FANN_TRAIN_INCREMENTAL);
  // FANN halves the error of outputs that range from -1 to 1.
  fann_set_learning_rate(network, 2 * atof(arguments[3]));
  fann_set_learning_momentum(network, atof(arguments[4]));
  for (int epoch = 0; epoch < epochs; epoch++) {
    double start = now();
    for (int last = rows - 1; last > 0; last--) {
      int other = rand() % (last + 1), row = order[last];
      order[last] = order[other];
      order[other] = row;
    }
    fann_reset_MSE(network);
    for (int i = 0; i < rows; i++) {
      fann_train(network, inputs[order[i]], &targets[order[i]]);
    }
    // The mean of the squares of halved errors; the loss is half the square of the whole error.
    printf("%.9g %.9g\n", now() - start, 2 * fann_get_MSE(network));
  }
  fann_destroy(network);
}
