import Base

/// One thing that is wrong with a policy, where, and what to do about it.
package struct Diagnostic: Sendable, Hashable {
    /// An error is what the real service would refuse or what cannot run; a warning is a likely mistake; a hint is
    /// what may be tidied.
    package enum Severity: String, Sendable, CaseIterable { case error, warning, hint }

    package let severity: Severity
    package let code: DiagnosticCode
    package let location: SourceLocation
    package let message: String
    package let remedy: String
    /// The one obvious way out, where there is one.
    package let repair: Repair?

    package var json: JSON { .object(members) }

    var members: JSON.Object {
        var object = JSON.Object()
        object["severity"] = .string(severity.rawValue)
        object["code"] = .string(code.rawValue)
        object["file"] = .string(location.file)
        object["line"] = .integer(Int64(location.line))
        object["column"] = .integer(Int64(location.column))
        object["message"] = .string(message)
        object["remedy"] = .string(remedy)
        return object
    }
}

/// Diagnostics as they are found, each once: a fault in a base policy shows in every policy above it.
///
/// A hostile file can have a fault in every element; beyond `maximum` nobody reads on.
package struct Diagnostics: Sendable {
    static let maximum = 5000
    /// Names in a message may be as long as a file.
    private static let longestMessage = 1000

    private var found: Set<Diagnostic> = []

    package init() {}

    package mutating func add(
        _ code: DiagnosticCode, at location: SourceLocation, _ message: String, remedy: String? = nil,
        repair: Repair? = nil
    ) {
        guard found.count < Diagnostics.maximum else { return }
        let message =
            message.utf8.count <= Diagnostics.longestMessage
            ? message : message.prefix(Diagnostics.longestMessage / 2) + "…"
        found.insert(
            Diagnostic(
                severity: code.severity, code: code, location: location, message: message,
                remedy: remedy ?? code.remedy, repair: repair))
    }

    package mutating func add(_ others: Diagnostics) { found.formUnion(others.found) }

    /// Without the warnings and hints.
    var errors: Diagnostics { filtered { $0.severity == .error } }

    func filtered(_ isKept: (Diagnostic) -> Bool) -> Diagnostics {
        var result = self
        result.found = found.filter(isKept)
        return result
    }

    package var hasErrors: Bool { found.contains { $0.severity == .error } }

    /// By file, line and column.
    package var sorted: [Diagnostic] {
        found.sorted {
            ($0.location, $0.code.rawValue, $0.message) < ($1.location, $1.code.rawValue, $1.message)
        }
    }

    package var json: JSON { ["diagnostics": .array(sorted.map(\.json))] }
}
