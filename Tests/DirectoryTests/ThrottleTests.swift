import Base
import Directory
import TestSupport
import Testing

struct ThrottleTests {
    private let clock = TestClock()
    private let throttle = Throttle(burst: 5, seconds: 10, firstWaitSeconds: 4, maximumWaitSeconds: 30)

    private func fail(_ record: inout AttemptRecord, times: Int = 1) {
        for _ in 0..<times { throttle.fail(&record, at: clock.now) }
    }

    /// How long is left to wait, in seconds.
    private func wait(_ record: AttemptRecord) -> Int64 {
        guard case .locked(let until) = throttle.state(of: record, at: clock.now) else { return 0 }
        return until.seconds - clock.now.seconds
    }

    @Test func `a burst is free, one more waits, and each further wait is twice as long`() {
        var record = AttemptRecord(expiresAt: clock.now)
        fail(&record, times: 5)
        #expect(wait(record) == 0)
        for expected: Int64 in [4, 8, 16, 30, 30] {
            fail(&record)
            #expect(wait(record) == expected)
            clock.advance(seconds: expected)
            #expect(wait(record) == 0)
        }
    }

    @Test func `one failure in its time is forgiven for ever`() {
        var record = AttemptRecord(expiresAt: clock.now)
        for _ in 0..<1000 {
            fail(&record)
            #expect(wait(record) == 0)
            clock.advance(seconds: 10)
        }
        #expect(record.expiresAt <= clock.now)
    }

    @Test func `the record expires when everything is forgiven, and not before the wait is over`() {
        var record = AttemptRecord(expiresAt: clock.now)
        fail(&record, times: 3)
        #expect(record.expiresAt == clock.now.adding(seconds: 30))
        fail(&record, times: 3)
        #expect(record.expiresAt == clock.now.adding(seconds: 54))
    }

    @Test func `what was no failure is taken back, its wait too`() {
        var record = AttemptRecord(expiresAt: clock.now)
        fail(&record, times: 5)
        throttle.forgive(&record, at: clock.now)
        fail(&record)
        #expect(wait(record) == 0)
        fail(&record)
        #expect(wait(record) == 4)
        throttle.forgive(&record, at: clock.now)
        #expect(wait(record) == 0)
        var fresh = AttemptRecord(expiresAt: clock.now)
        throttle.forgive(&fresh, at: clock.now)
        #expect(fresh == AttemptRecord(expiresAt: clock.now))
    }
}
