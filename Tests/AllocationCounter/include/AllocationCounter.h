#pragma once

#include <stdbool.h>

/// Whether allocations are counted at all.
bool allocation_counter_counts(void);

/// Starts counting the allocations of the calling thread from 0.
void allocation_counter_start(void);

/// Stops counting and returns the number of allocations.
long allocation_counter_stop(void);
