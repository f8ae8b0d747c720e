import Base
import Glibc
import Trace

/// `cardea dev --trace`: what journeys do, line by line, as they do it.
struct TraceTerminal: Sendable {
    /// Without a terminal: as wide as most windows are.
    private static let usualWidth = 120
    private static let maximumPrinters = 32
    /// In steps of two columns.
    private static let maximumDepth = 8

    /// Prints what comes until the stream ends.
    func follow(_ changes: AsyncStream<TraceChange>) async {
        var printers: [String: TracePrinter] = [:]
        var last: String?
        for await change in changes {
            let trace = change.trace
            if printers.count > TraceTerminal.maximumPrinters { printers = [:] }
            var printer = printers[trace.id] ?? TraceTerminal.printer()
            if trace.id != last {
                last = trace.id
                write("")
                write(printer.head(trace))
            }
            for line in TraceTerminal.lines(change, trace, &printer) { write(line) }
            printers[trace.id] = change.entry == nil ? nil : printer
        }
    }

    private static func lines(
        _ change: TraceChange, _ trace: JourneyTrace, _ printer: inout TracePrinter
    ) -> [String] {
        guard let entry = change.entry else {
            let end = trace.endedAt ?? trace.startedAt
            return printer.flush(trace.startedAt) + [
                printer.end(trace.state, after: end.milliseconds - trace.startedAt.milliseconds)
            ]
        }
        return printer.take(
            entry, depth: min(trace.depth(of: entry), maximumDepth), startedAt: trace.startedAt, isEnd: change.isEnd)
    }

    private static func printer() -> TracePrinter {
        let isTerminal = isatty(STDOUT_FILENO) == 1
        var size = winsize()
        let isKnown = isTerminal && ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return TracePrinter(isColoured: isTerminal, width: isKnown ? Int(size.ws_col) : usualWidth)
    }

    private func write(_ line: String) {
        let bytes = Bytes(utf8: line + "\n")
        bytes.withUnsafeBytes { _ = Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    }
}
