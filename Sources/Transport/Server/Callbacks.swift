import Base
import CMicroHTTPD
import Glibc
import HTTP

/// The functions that the library calls, on its own threads. They must not be formed where an actor is (a closure
/// of `main.swift` would trap there), so they are globals of this file.

/// The request line is here, and `uri` still as it came. What is returned becomes the request's context.
let beginRequest:
    @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?, OpaquePointer?) ->
        UnsafeMutableRawPointer? = { _, uri, handle in
            guard let uri, let handle else { return nil }
            connection(handle)?.begin(handle)
            let target = Bytes(UnsafeRawBufferPointer(start: uri, count: length(uri)))
            return Unmanaged.passRetained(Exchange(target: target, connection: handle)).toOpaque()
        }

/// Leaves escapes alone: routes decode each segment themselves, after cutting.
let keepEscapes: @convention(c) (UnsafeMutableRawPointer?, OpaquePointer?, UnsafeMutablePointer<CChar>?) -> Int = {
    _, _, text in text.map { length($0) } ?? 0
}

/// The library says here that it is about to answer a length that is no number. It would write the head of that
/// answer twice (0.9.75, `parse_connection_headers`), so we answer first and leave it nothing to write on.
let readLog: MHD_LogCallback = { context, format, _ in
    guard let context, let format, strstr(format, "Content-Length") != nil else { return }
    Unmanaged<RequestHandler>.fromOpaque(context).takeUnretainedValue().refuseBrokenLengths()
}

let handleRequest: MHD_AccessHandlerCallback = { context, handle, _, method, version, data, size, request in
    guard let context, let handle, let method, let version, let size, let exchange = exchange(request),
        let connection = connection(handle)
    else { return MHD_Result(rawValue: 0)! }
    let handler = Unmanaged<RequestHandler>.fromOpaque(context).takeUnretainedValue()
    let call = HandlerCall(handle: handle, connection: connection)
    let goesOn: Bool
    if case .begun = exchange.stage {
        let layout = HeadLayout(
            handle, method: method, target: exchange.target, version: version,
            maximumCount: handler.limits.headerCount)
        goesOn = handler.receive(layout, exchange, call)
    } else if size.pointee > 0 {
        goesOn = handler.receive(UnsafeRawBufferPointer(start: data, count: size.pointee), exchange, call)
        size.pointee = 0
    } else {
        goesOn = handler.proceed(exchange, call)
    }
    return MHD_Result(rawValue: goesOn ? 1 : 0)!
}

let completeRequest: MHD_RequestCompletedCallback = { _, handle, request, _ in
    guard let handle, let context = request?.pointee else { return }
    Unmanaged<Exchange>.fromOpaque(context).takeRetainedValue().finish()
    request?.pointee = nil
    connection(handle)?.finish()
}

let notifyConnection: MHD_NotifyConnectionCallback = { context, handle, slot, code in
    guard let context, let handle, let slot else { return }
    let handler = Unmanaged<RequestHandler>.fromOpaque(context).takeUnretainedValue()
    if code == cardea_mhd_started {
        let connection = Connection(
            descriptor: cardea_mhd_socket(handle), address: cardea_mhd_address(handle).flatMap { IPAddress($0) })
        slot.pointee = Unmanaged.passRetained(connection).toOpaque()
        handler.table.insert(connection)
    } else if let pointer = slot.pointee {
        let connection = Unmanaged<Connection>.fromOpaque(pointer).takeRetainedValue()
        slot.pointee = nil
        handler.table.remove(connection)
        if connection.lingers { handler.lingering.adopt(connection.descriptor) }
    }
}

private func connection(_ handle: OpaquePointer) -> Connection? {
    cardea_mhd_context(handle).map { Unmanaged<Connection>.fromOpaque($0).takeUnretainedValue() }
}

private func exchange(_ request: UnsafeMutablePointer<UnsafeMutableRawPointer?>?) -> Exchange? {
    (request?.pointee).map { Unmanaged<Exchange>.fromOpaque($0).takeUnretainedValue() }
}

private func length(_ text: UnsafePointer<CChar>) -> Int {
    var end = text
    while end.pointee != 0 { end += 1 }
    return end - text
}
