import Glibc

/// How long `work` keeps this thread's processor busy. The clock on the wall would measure the other tests, and on a
/// busy machine the other programs.
package func processorTime(of work: () -> Void) -> Duration {
    func now() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
    let start = now()
    work()
    return now() - start
}
