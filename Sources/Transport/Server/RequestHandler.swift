import Base
import CMicroHTTPD
import Glibc
import HTTP
import Synchronization

/// What the library calls: one object per server, alive as long as the daemon.
final class RequestHandler: Sendable {
    let limits: ServerConfiguration.Limits
    let table = ConnectionTable()
    let lingering = LingeringSockets()
    let emit: Emit
    private let responder: any Responder
    private let origin: RequestOrigin
    private let random: Random
    private let draining = Atomic(false)

    /// An overlong body whose end is near is read to it, so that the client surely sees its 413.
    private static let overflowAllowance = 1 << 20

    init(_ configuration: ServerConfiguration, _ responder: any Responder, _ random: Random, _ emit: @escaping Emit) {
        limits = configuration.limits
        origin = RequestOrigin(
            publicOrigin: configuration.publicOrigin, trustedProxies: configuration.trustedProxies,
            isSecure: configuration.certificate != nil)
        self.responder = responder
        self.random = random
        self.emit = emit
    }

    var isDraining: Bool {
        get { draining.load(ordering: .relaxed) }
        set { draining.store(newValue, ordering: .relaxed) }
    }

    /// The header block is complete. The library hands every field to its first call, before any body.
    func receive(_ layout: HeadLayout, _ exchange: Exchange, _ call: HandlerCall) -> Bool {
        do {
            let head = try RequestHead(layout, limits)
            let limit = try bodyLimit(head)
            exchange.enter(.receiving(head, [], limit: limit))
            if head.body != .none { call.connection.receiveBody() }
            return true
        } catch {
            return refuse(error, exchange, call)
        }
    }

    /// Part of the body is here.
    func receive(_ part: UnsafeRawBufferPointer, _ exchange: Exchange, _ call: HandlerCall) -> Bool {
        switch exchange.stage {
        case .receiving(let head, var body, let limit):
            guard body.count + part.count <= limit else { return overflow(exchange, call) }
            // Two references to the bytes would copy them at every part.
            exchange.enter(.begun)
            body.append(contentsOf: part)
            exchange.enter(.receiving(head, body, limit: limit))
            return true
        case .overflowing(let left):
            exchange.enter(.overflowing(left: left - part.count))
            return left >= part.count
        case .begun, .waiting, .answered, .sending, .over:
            return true
        }
    }

    /// The request is complete, or its answer is.
    func proceed(_ exchange: Exchange, _ call: HandlerCall) -> Bool {
        switch exchange.stage {
        case .receiving(let head, let body, _):
            dispatch(head, body, exchange, call)
            guard case .answered(let response) = exchange.stage else { return true }
            return Reply(response, exchange, call, closes: isDraining).queue()
        case .overflowing:
            return refuse(.bodyTooLarge, exchange, call)
        case .answered(let response):
            return Reply(response, exchange, call, closes: isDraining).queue()
        case .begun, .waiting, .sending, .over:
            return true
        }
    }

    /// Refuses, past the library, the requests that this thread of it reads and whose length is no number.
    func refuseBrokenLengths() {
        for connection in table.begun(on: pthread_self()) {
            guard let reader = connection.reader, HeadLayout.hasBrokenLength(reader.handle) else { continue }
            connection.refuse()
            let error = HTTPError.badRequest("The length is not a number.")
            tell(error, connection)
            if !origin.isSecure { RawRefusal.send(error, to: connection.descriptor) }
            shutdown(connection.descriptor, Int32(SHUT_WR))
        }
    }

    private func bodyLimit(_ head: RequestHead) throws(HTTPError) -> Int {
        switch head.body {
        case .none: return 0
        case .chunked: return responder.maximumBodySize(head.method, head.path)
        case .known(let size):
            let limit = responder.maximumBodySize(head.method, head.path)
            guard size <= UInt64(limit) else { throw .bodyTooLarge }
            return limit
        }
    }

    private func dispatch(_ head: RequestHead, _ body: Bytes, _ exchange: Exchange, _ call: HandlerCall) {
        let peer = call.connection.address
        let address = origin.address(head, peer: peer)
        let request = Request(
            method: head.method, path: head.path, query: head.query,
            // What may be believed of them stands in origin and address; nobody else is to read them.
            headers: head.headers.withoutForwarding, body: body,
            origin: origin.origin(head, peer: peer),
            address: address == peer ? call.connection.peer : address?.description ?? "",
            correlationID: random.uuid())
        call.connection.answer(exchange)
        exchange.wait { [responder] exchange in
            var response = await responder.respond(to: request)
            guard case .events(let events) = response.body else { return exchange.answer(response) }
            if request.method == .head { response.body = .bytes([]) }
            exchange.answer(response)
            if request.method != .head { exchange.forward(events) }
        }
    }

    /// The library takes no answer in the middle of a body. Where nothing is encrypted the refusal can be written
    /// past it; where something is, the body is read on for a while.
    private func overflow(_ exchange: Exchange, _ call: HandlerCall) -> Bool {
        guard !origin.isSecure else {
            exchange.enter(.overflowing(left: RequestHandler.overflowAllowance))
            return true
        }
        call.connection.refuse()
        tell(.bodyTooLarge, call.connection)
        RawRefusal.send(.bodyTooLarge, to: call.connection.descriptor)
        return false
    }

    private func refuse(_ error: HTTPError, _ exchange: Exchange, _ call: HandlerCall) -> Bool {
        call.connection.refuse()
        tell(error, call.connection)
        var response = error.response
        SecurityHeaders.apply(to: &response, isSecure: origin.isSecure)
        return Reply(response, exchange, call, closes: true).queue()
    }

    private func tell(_ error: HTTPError, _ connection: Connection) {
        emit(ServerEvent.requestRefused(status: error.status, reason: error.text, address: connection.peer))
    }
}

/// What the library says with every call of its handler.
struct HandlerCall {
    let handle: OpaquePointer
    let connection: Connection
}
