import Glibc

/// Milliseconds of a clock that only goes forward. Deadlines of sockets are measured with it: they must not move
/// when somebody sets the machine's clock, and no test needs to turn them back.
func monotonicMilliseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
}
