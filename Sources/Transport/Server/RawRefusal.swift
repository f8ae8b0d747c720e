import Base
import Glibc
import HTTP

/// Writes a refusal to a socket that the library is reading a body from and will answer nothing more on.
enum RawRefusal {
    static func send(_ error: HTTPError, to descriptor: Int32) {
        var response = error.response
        SecurityHeaders.apply(to: &response, isSecure: false)
        let body = response.bytes ?? []
        var text = "HTTP/1.1 \(error.status) Refused\r\nContent-Length: \(body.count)\r\nConnection: close\r\n"
        for field in response.headers.fields { text += "\(field.name): \(field.value)\r\n" }
        let message = Bytes(utf8: text + "\r\n") + body
        // Nothing was sent for this request, so the socket's buffer has room for these few bytes.
        _ = message.withUnsafeBytes {
            Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
        }
    }
}
