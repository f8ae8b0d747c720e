import Glibc

/// The machine's clocks. The tool measures, so it reads them itself.
enum Clock {
    static var seconds: Double { seconds(CLOCK_MONOTONIC) }

    /// Of another process or, with 0, of this one.
    static func cpuMilliseconds(of pid: pid_t) -> Double {
        var clock = clockid_t()
        guard clock_getcpuclockid(pid, &clock) == 0 else { return 0 }
        return seconds(clock) * 1000
    }

    private static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
