import Base
import Glibc
import Policy

/// What commands say to whoever started them.
package enum Terminal {
    package static func error(_ text: String) {
        let bytes = Bytes(utf8: text + "\n")
        bytes.withUnsafeBytes { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    static func print(_ diagnostics: [Diagnostic]) {
        if !diagnostics.isEmpty { error(DiagnosticText.write(diagnostics)) }
    }

    /// Lets what was printed be seen, also through a pipe.
    static func flush() { fflush(nil) }
}
