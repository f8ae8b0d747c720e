import Base
import CMicroHTTPD
import HTTP

/// Hands an answer to the library, on the library's thread.
struct Reply {
    private let response: Response
    private let exchange: Exchange
    private let call: HandlerCall
    private let closes: Bool

    /// These the library writes itself.
    private static let ownFields = ["Content-Length", "Transfer-Encoding", "Connection", "Date"]
    /// What one step of a stream asks for. It is memory of each stream.
    private static let eventBlockSize = 512

    init(_ response: Response, _ exchange: Exchange, _ call: HandlerCall, closes: Bool) {
        self.response = response
        self.exchange = exchange
        self.call = call
        self.closes = closes
    }

    /// False where the library refuses the answer, which ends the connection.
    func queue() -> Bool {
        guard let message = message() else { return false }
        defer { MHD_destroy_response(message) }
        for field in response.headers.fields where !Reply.ownFields.contains(where: field.name.equalsIgnoringCase) {
            guard MHD_add_response_header(message, field.name, field.value).rawValue == 1 else { return false }
        }
        if closes { MHD_add_response_header(message, "Connection", "close") }
        return MHD_queue_response(call.handle, UInt32(response.status), message).rawValue == 1
    }

    private func message() -> OpaquePointer? {
        switch response.body {
        case .bytes(let bytes):
            exchange.enter(.sending)
            return bytes.withUnsafeBytes { buffer in
                MHD_create_response_from_buffer(
                    buffer.count, UnsafeMutableRawPointer(mutating: buffer.baseAddress), cardea_mhd_copies)
            }
        case .events:
            exchange.beginEvents()
            return MHD_create_response_from_callback(
                .max, Reply.eventBlockSize, readEvents, Unmanaged.passRetained(exchange).toOpaque(), releaseEvents)
        }
    }
}

private let readEvents: MHD_ContentReaderCallback = { context, _, buffer, size in
    guard let context, let buffer else { return -1 }
    let exchange = Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
    // -1 is the library's word for the end of the stream.
    return exchange.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: size)) ?? -1
}

private let releaseEvents: MHD_ContentReaderFreeCallback = { context in
    guard let context else { return }
    Unmanaged<Exchange>.fromOpaque(context).release()
}
