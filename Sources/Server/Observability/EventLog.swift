import Base
import Glibc

/// Writes events as JSON lines to standard error.
struct EventLog: Sendable {
    let minimum: EventLevel
    let now: Now

    var emit: Emit {
        { event in
            guard event.level >= minimum else { return }
            var line: JSON.Object = [
                "time": .string(now().iso8601), "level": .string(event.level.rawValue), "event": .string(event.name),
            ]
            for field in event.fields { line[field.name] = field.value }
            let bytes = JSON.object(line).bytes + [10]
            // One write for one line: lines of several threads do not mix.
            bytes.withUnsafeBytes { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
        }
    }
}
