import Base
import Glibc
import Synchronization

/// Wakes whoever serves folders when a file in them was saved: at once where the kernel tells (inotify), and every
/// now and then so that they look for themselves, which is all there is on file systems that tell nothing.
///
/// Waiting needs a thread of its own: a blocked one of Swift's pool would be missing to everybody.
final class FolderWatch: Sendable {
    /// An element for each save, and one every `idleMilliseconds` at the latest.
    let moments: AsyncStream<Void>
    /// Whether the kernel tells of saved files here.
    let isTold: Bool
    private let folders: [String]
    private let descriptor: Int32
    private let continuation: AsyncStream<Void>.Continuation
    private let saved = Atomic(false)
    private let isStopped = Atomic(false)

    /// Often enough to hear of a signal in time.
    private static let idleMilliseconds: Int32 = 100
    /// Where nobody tells us.
    private static let pollMilliseconds: Int32 = 40
    /// A save that goes on for longer than this is read again when it is over.
    private static let settleMilliseconds: Int32 = 3
    private static let maximumSettling = 10

    init(_ folders: [String], usesKernel: Bool = true) {
        self.folders = folders
        descriptor = usesKernel ? inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC)) : -1
        isTold = descriptor >= 0
        (moments, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        // The folder is watched before anybody reads it, so that no save falls in between.
        let watched = watchFolders([])
        if !start(watched) { continuation.finish() }
    }

    /// Whether something was saved since the last question.
    func takeSaved() -> Bool { saved.exchange(false, ordering: .acquiringAndReleasing) }

    /// The thread ends by itself soon after.
    func stop() { isStopped.store(true, ordering: .releasing) }

    // MARK: The thread

    private final class Start: Sendable {
        let watch: FolderWatch
        let watched: Set<Int32>

        init(_ watch: FolderWatch, _ watched: Set<Int32>) {
            self.watch = watch
            self.watched = watched
        }
    }

    private func start(_ watched: Set<Int32>) -> Bool {
        var thread = pthread_t()
        let argument = Unmanaged.passRetained(Start(self, watched))
        let code = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                start.watch.run(start.watched)
                return nil
            }, argument.toOpaque())
        guard code == 0 else {
            argument.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    private func run(_ first: Set<Int32>) {
        var watched = first
        while !isStopped.load(ordering: .acquiring) {
            if wait(isTold ? FolderWatch.idleMilliseconds : FolderWatch.pollMilliseconds), drain() { settle() }
            // A folder that was made, or made anew, is watched from now on; what is in it is new to us.
            let now = watchFolders(watched)
            if !now.isSubset(of: watched) { saved.store(true, ordering: .releasing) }
            watched = now
            continuation.yield()
        }
        if isTold { close(descriptor) }
        continuation.finish()
    }

    /// Programs save in several steps, and `git checkout` many files: all of it is one change.
    private func settle() {
        for _ in 0..<FolderWatch.maximumSettling {
            guard wait(FolderWatch.settleMilliseconds), drain() else { break }
        }
        saved.store(true, ordering: .releasing)
    }

    /// Whether there is something to read, within the time.
    private func wait(_ milliseconds: Int32) -> Bool {
        guard isTold else {
            _ = poll(nil, 0, milliseconds)
            return false
        }
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&waiting, 1, milliseconds) > 0
    }

    /// Watching the same folder again answers the same number.
    private func watchFolders(_ before: Set<Int32>) -> Set<Int32> {
        guard isTold else { return before }
        let events = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ONLYDIR
        return Set(folders.map { inotify_add_watch(descriptor, $0, UInt32(events)) }.filter { $0 >= 0 })
    }

    /// Reads what the kernel tells; whether one of our files is among it.
    private func drain() -> Bool {
        var isOurs = false
        var buffer = Bytes(repeating: 0, count: 16 << 10)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return isOurs }
            if FolderWatch.tells(buffer[..<count]) { isOurs = true }
        }
    }

    /// Whether one of the events is about a file that we read. Editors write others beside them.
    private static func tells(_ events: ArraySlice<UInt8>) -> Bool {
        events.withUnsafeBytes { bytes in
            let head = MemoryLayout<inotify_event>.size
            var offset = 0
            while offset + head <= bytes.count {
                let event = bytes.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
                if event.mask & UInt32(IN_Q_OVERFLOW) != 0 { return true }
                let end = min(offset + head + Int(event.len), bytes.count)
                let name = String(decoding: bytes[(offset + head)..<end].prefix { $0 != 0 }, as: UTF8.self)
                if isRead(name) { return true }
                offset = end
            }
            return false
        }
    }

    private static func isRead(_ name: String) -> Bool {
        let folded = name.lowercased()
        return folded.hasSuffix(".xml") || folded.hasSuffix(".json")
    }
}
