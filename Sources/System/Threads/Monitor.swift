import Glibc

/// A lock with a condition that its holders may wait for.
///
/// Invariant: mutex and condition stay at one address and are destroyed only with the object, whose
/// pointers never change.
package final class Monitor: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  package init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// Takes the lock, when whoever has it gives it back.
  package func lock() { pthread_mutex_lock(mutex) }
  /// Gives the lock back.
  package func unlock() { pthread_mutex_unlock(mutex) }
  /// Gives the lock away until somebody signals.
  package func wait() { pthread_cond_wait(condition, mutex) }
  /// Wakes all who wait.
  package func signalAll() { pthread_cond_broadcast(condition) }
}
