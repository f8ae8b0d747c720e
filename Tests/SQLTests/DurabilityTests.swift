import Glibc
import SQL
import Synchronization
import TestSupport
import Testing

/// When a write is on the disk, by a disk that counts and can fail.
struct DurabilityTests {
    private let disk = Disk()

    @Test func `a write answers when it is on the disk`() async throws {
        let test = try await database()
        for id in 1...3 {
            let before = disk.flushes
            try await test.add(id, "p\(id)")
            #expect(disk.flushes == before + 1)
        }
    }

    @Test func `what belongs together waits for the disk once, at its end`() async throws {
        let test = try await database()
        let before = disk.flushes
        let names = try await Database.durably {
            for id in 1...10 { try await test.add(id, "p\(id)") }
            #expect(disk.flushes == before)
            return try await test.names()
        }
        #expect(names.count == 10)
        #expect(disk.flushes == before + 1)
        // Nobody waits for what is there.
        try await Database.durably { _ = try await test.names() }
        #expect(disk.flushes == before + 1)
    }

    @Test func `before somebody outside is told, what was written is kept`() async throws {
        let test = try await database()
        let before = disk.flushes
        try await Database.keepWritten()
        try await Database.durably {
            try await test.add(1, "Ann")
            try await Database.keepWritten()
            #expect(disk.flushes == before + 1)
            try await Database.keepWritten()
            #expect(disk.flushes == before + 1)
            try await test.add(2, "Bob")
        }
        #expect(disk.flushes == before + 2)
    }

    @Test func `what was written before a failure is on the disk too`() async throws {
        let test = try await database()
        let before = disk.flushes
        await #expect(throws: SQLError.self) {
            try await Database.durably {
                try await test.add(1, "Ann")
                try await test.add(2, "Ann")
            }
        }
        #expect(try await test.names() == ["Ann"])
        #expect(disk.flushes == before + 1)
    }

    @Test func `who outlives the work waits for the disk himself`() async throws {
        let test = try await database()
        let mayGo = Flag()
        let before = disk.flushes
        try await withThrowingTaskGroup(of: Void.self) { group in
            try await Database.durably {
                group.addTask {
                    while !mayGo.isRaised { await Task.yield() }
                    try await test.add(1, "Ann")
                }
            }
            mayGo.raise()
            try await group.waitForAll()
        }
        #expect(disk.flushes == before + 1)
    }

    @Test func `a disk that has failed once is not believed again`() async throws {
        let test = try await database()
        disk.fails = true
        await #expect(throws: SQLError.self) { try await Database.durably { try await test.add(1, "Ann") } }
        disk.fails = false
        await #expect(throws: SQLError.self) { try await test.add(2, "Bob") }
        await #expect(throws: SQLError.self) { try await Database.durably { try await test.add(3, "Cid") } }
        // To look is no risk.
        _ = try await test.names()
    }

    @Test func `what need not survive a power cut never waits for the disk`() async throws {
        let test = try await database(.processCrash)
        disk.fails = true
        for id in 1...3 { try await test.add(id, "p\(id)") }
        try await Database.durably { try await test.add(4, "p4") }
        #expect(disk.flushes == 0)
        #expect(try await test.names().count == 4)
    }

    @Test func `a caller does the work himself while the writer has none`() async throws {
        let test = try await database(.processCrash)
        // The writer may still be on its way to sleep.
        var isOwn = false
        for _ in 0..<10_000 where !isOwn {
            isOwn = try await test.database.write { _ in pthread_self() } == pthread_self()
            await Task.yield()
        }
        #expect(isOwn)
    }

    @Test func `while another process writes, nobody's thread waits for it but the writer's`() async throws {
        // Longer than a crowd of other tests may keep this one from going on.
        let test = try await database(.processCrash, busyTimeoutMilliseconds: 600_000)
        let other = try await Database.open(.file("\(test.directory.path)/test.db"))
        let (holds, mayEnd) = (Flag(), Flag())
        async let held: Void = other.write { _ in
            holds.raise()
            while !mayEnd.isRaised {}
        }
        while !holds.isRaised { await Task.yield() }
        async let added: Void = test.add(1, "Ann")
        for _ in 0..<100 { await Task.yield() }
        #expect(try await test.names() == [])
        mayEnd.raise()
        try await held
        try await added
        #expect(try await test.names() == ["Ann"])
        await other.close()
    }

    @Test func `the log does not grow for ever`() async throws {
        let test = try await database()
        let note = String(repeating: "x", count: 6000)
        try await Database.durably {
            for id in 1...4000 { try await test.add(id, "\(id)\(note)") }
        }
        var status = stat()
        #expect(stat("\(test.directory.path)/test.db-wal", &status) == 0)
        // 24 MB of names were written.
        #expect(status.st_size < 16_000_000)
        #expect(try await test.database.faults() == [])
    }

    private func database(
        _ durability: Database.Durability = .full, busyTimeoutMilliseconds: Int32 = 5000
    ) async throws -> TestDatabase {
        let disk = disk
        return try await TestDatabase { options in
            options.durability = durability
            options.busyTimeoutMilliseconds = busyTimeoutMilliseconds
            options.flush = disk.flush
        }
    }
}

private final class Disk: Sendable {
    private let count = Atomic(0)
    private let isBroken = Atomic(false)

    var flushes: Int { count.load(ordering: .acquiring) }
    var fails: Bool {
        get { isBroken.load(ordering: .acquiring) }
        set { isBroken.store(newValue, ordering: .releasing) }
    }

    func flush(_ file: Int32) -> Int32 {
        count.add(1, ordering: .acquiringAndReleasing)
        if fails {
            errno = EIO
            return -1
        }
        return fdatasync(file)
    }
}

private final class Flag: Sendable {
    private let state = Atomic(false)
    var isRaised: Bool { state.load(ordering: .acquiring) }
    func raise() { state.store(true, ordering: .releasing) }
}
