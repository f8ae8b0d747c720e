import Base
import CCurl
import HTTP

/// Hands a message to a mail server (RFC 5321) over libcurl.
package final class SMTPClient: Sendable {
    private let configuration: Configuration
    private let lazy = LazyLoop()

    package struct Configuration: Sendable {
        package var host: String
        package var port: UInt16
        package var security: Security
        package var credentials: Credentials?
        /// What we call ourselves in EHLO; nil for the machine's name.
        package var name: String?
        /// A PEM file whose certificates are trusted beside the system's, for development.
        package var extraCertificates: String?
        package var timeoutMilliseconds: Int

        package init(
            host: String, port: UInt16, security: Security, credentials: Credentials? = nil, name: String? = nil,
            extraCertificates: String? = nil, timeoutMilliseconds: Int = 30_000
        ) {
            (self.host, self.port, self.security, self.credentials) = (host, port, security, credentials)
            (self.name, self.extraCertificates) = (name, extraCertificates)
            self.timeoutMilliseconds = timeoutMilliseconds
        }
    }

    package enum Security: Sendable {
        /// No TLS, for a relay on the same machine.
        case none
        /// STARTTLS (RFC 3207); a server without it is refused.
        case startTLS
        /// TLS from the first byte (RFC 8314).
        case implicit
    }

    package struct Credentials: Sendable {
        package let user: String
        package let password: Secret<String>

        package init(user: String, password: Secret<String>) {
            self.user = user
            self.password = password
        }
    }

    /// Nil where host or name could not stand in a URL.
    package init?(_ configuration: Configuration) {
        guard let host = Authority(configuration.host), host.port == nil else { return nil }
        if let name = configuration.name { guard let name = Authority(name), name.port == nil else { return nil } }
        self.configuration = configuration
    }

    deinit { lazy.stop() }

    /// Sends `message`, a whole RFC 5322 text, from `sender` to `recipients`. Line ends of any kind become CRLF,
    /// so that no server can see the end of the message where we do not.
    package func send(_ message: String, from sender: String, to recipients: [String]) async throws(SMTPError) {
        guard let sender = SMTPAddress(sender) else { throw .invalidAddress }
        let recipients = recipients.compactMap { SMTPAddress($0) }.count == recipients.count ? recipients : []
        guard !recipients.isEmpty else { throw .invalidAddress }
        guard !message.utf8.contains(0) else { throw .invalidMessage }
        let loop = lazy.loop
        let cancellation = Cancellation(loop)
        let failure = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<SMTPError?, Never>) in
                let transfer = Transfer(maximumAnswerSize: 64 << 10) { outcome, transfer in
                    continuation.resume(returning: transfer.smtpError(outcome))
                }
                transfer.prepare(configuration)
                transfer.set(CURLOPT_MAIL_FROM, "<\(sender.text)>")
                transfer.set(CURLOPT_MAIL_RCPT, recipients.map { "<\($0)>" })
                transfer.send(SMTPClient.wireForm(message))
                loop.add(transfer)
                cancellation.arm(transfer)
            }
        } onCancel: {
            cancellation.cancel()
        }
        if let failure { throw failure }
    }

    /// curl doubles the dots at the start of a line itself (RFC 5321 §4.5.2).
    static func wireForm(_ message: String) -> Bytes {
        var output = Bytes()
        var isAfterReturn = false
        for byte in message.utf8 {
            if byte == 0x0d || byte == 0x0a && !isAfterReturn { output += [0x0d, 0x0a] }
            if byte != 0x0d, byte != 0x0a { output.append(byte) }
            isAfterReturn = byte == 0x0d
        }
        if !output.suffix(2).elementsEqual([0x0d, 0x0a]) { output += [0x0d, 0x0a] }
        return output
    }
}

/// Why a message was not taken.
package enum SMTPError: Error, Equatable, Sendable {
    /// The sender or a recipient is no address of printable ASCII.
    case invalidAddress
    /// The message holds a NUL.
    case invalidMessage
    case connectionFailed
    case tlsFailed
    case credentialsRefused
    /// The server said no, with this reply code (RFC 5321 §4.2).
    case refused(code: Int)
    case timedOut
    case overloaded
    case cancelled
}

/// An address for an envelope: `local@domain`, without what could end the command or the brackets.
struct SMTPAddress {
    let text: String

    init?(_ text: String) {
        let sides = text.split(separator: "@", omittingEmptySubsequences: false)
        guard sides.count == 2, (1...64).contains(sides[0].utf8.count), (1...255).contains(sides[1].utf8.count) else {
            return nil
        }
        let isSafe = text.utf8.allSatisfy { byte in
            byte > 0x20 && byte < 0x7f && !"<>()[]\\,;:\"".utf8.contains(byte)
        }
        guard isSafe else { return nil }
        self.text = text
    }
}

extension Transfer {
    fileprivate func prepare(_ configuration: SMTPClient.Configuration) {
        let scheme =
            switch configuration.security {
            case .none, .startTLS: "smtp"
            case .implicit: "smtps"
            }
        set(CURLOPT_URL, "\(scheme)://\(configuration.host):\(configuration.port)/\(configuration.name ?? "")")
        set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        set(CURLOPT_TIMEOUT_MS, max(1, configuration.timeoutMilliseconds))
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        let wanted =
            switch configuration.security {
            case .none: CURLUSESSL_NONE
            case .startTLS, .implicit: CURLUSESSL_ALL
            }
        set(CURLOPT_USE_SSL, Int(wanted.rawValue))
        if let file = configuration.extraCertificates { set(CURLOPT_CAINFO, file) }
        guard let credentials = configuration.credentials else { return }
        set(CURLOPT_USERNAME, credentials.user)
        set(CURLOPT_PASSWORD, credentials.password.exposed)
    }

    fileprivate func smtpError(_ outcome: Outcome) -> SMTPError? {
        switch outcome {
        case .overloaded: .overloaded
        case .cancelled: .cancelled
        case .done(let code): smtpError(code)
        }
    }

    private func smtpError(_ code: CURLcode) -> SMTPError? {
        switch code {
        case CURLE_OK: nil
        case CURLE_OPERATION_TIMEDOUT: .timedOut
        case CURLE_LOGIN_DENIED: .credentialsRefused
        case CURLE_USE_SSL_FAILED, CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE:
            .tlsFailed
        case CURLE_COULDNT_CONNECT, CURLE_COULDNT_RESOLVE_HOST: .connectionFailed
        default: status >= 400 ? .refused(code: status) : .connectionFailed
        }
    }
}
