internal import Glibc

/// What threads sleep for.
///
/// Invariant: mutex and condition variable stay at one address and are destroyed only with the object.
final class Condition: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let variable = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(variable, nil)
  }

  deinit {
    pthread_cond_destroy(variable)
    pthread_mutex_destroy(mutex)
    variable.deallocate()
    mutex.deallocate()
  }

  /// Wakes all who sleep, after what they sleep for has become true.
  func signal() {
    pthread_mutex_lock(mutex)
    pthread_cond_broadcast(variable)
    pthread_mutex_unlock(mutex)
  }

  /// Sleeps until the condition is true.
  func wait(until isTrue: () -> Bool) {
    pthread_mutex_lock(mutex)
    while !isTrue() { pthread_cond_wait(variable, mutex) }
    pthread_mutex_unlock(mutex)
  }
}
