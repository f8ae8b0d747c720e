import Base
import CMicroHTTPD
import Glibc
import HTTP

/// Everything of a request but its body, read strictly (RFC 9112).
struct RequestHead: Sendable {
    let method: Method
    let path: String
    let query: Parameters
    let headers: Headers
    let authority: Authority
    let body: BodyLength

    enum BodyLength: Sendable, Equatable {
        case none
        case known(UInt64)
        case chunked
    }

    init(_ layout: HeadLayout, _ limits: ServerConfiguration.Limits) throws(HTTPError) {
        guard layout.size <= limits.headerSize, layout.fields.count <= limits.headerCount else {
            throw .headersTooLarge
        }
        guard layout.isContiguous else { throw .badRequest("The request's lines are not well formed.") }
        headers = try RequestHead.headers(layout.fields)
        authority = try RequestHead.authority(headers)
        body = try RequestHead.bodyLength(headers)
        (path, query) = try RequestHead.target(layout.target)
        guard let method = Method(rawValue: layout.method) else { throw .methodNotAllowed(Method.allCases) }
        self.method = method
    }

    private static func headers(_ fields: [HeadLayout.Field]) throws(HTTPError) -> Headers {
        var headers = Headers()
        for field in fields {
            // A space before the colon ends up in the name, where it is no `tchar` (RFC 9112 §5.1).
            guard !field.name.isEmpty, field.name.allSatisfy(isTokenCharacter) else {
                throw .badRequest("A header's name is not well formed.")
            }
            guard field.value.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }),
                let value = String(validating: trimmed(field.value))
            else { throw .badRequest("A header's value is not well formed.") }
            headers.add(String(decoding: field.name, as: UTF8.self), value)
        }
        return headers
    }

    private static func trimmed(_ value: UnsafeRawBufferPointer) -> Slice<UnsafeRawBufferPointer> {
        var slice = value[...]
        while let last = slice.last, last == 0x20 || last == 0x09 { slice.removeLast() }
        return slice
    }

    /// RFC 9112 §3.2: exactly one, and a host.
    private static func authority(_ headers: Headers) throws(HTTPError) -> Authority {
        let hosts = headers.all("Host")
        guard hosts.count == 1, let authority = Authority(hosts[0]) else {
            throw .badRequest("The request needs exactly one Host.")
        }
        return authority
    }

    /// RFC 9112 §6.3, without its leniencies: two ways to tell the length are one too many.
    private static func bodyLength(_ headers: Headers) throws(HTTPError) -> BodyLength {
        let lengths = headers.all("Content-Length")
        let codings = headers.all("Transfer-Encoding")
        guard lengths.count + codings.count <= 1 else {
            throw .badRequest("The request tells its length more than once.")
        }
        if let coding = codings.first {
            guard coding.equalsIgnoringCase("chunked") else { throw .badRequest("The transfer coding is not known.") }
            return .chunked
        }
        guard let length = lengths.first else { return .none }
        guard !length.isEmpty, length.utf8.allSatisfy({ (48...57).contains($0) }), let count = UInt64(length) else {
            throw .badRequest("The length is not a number.")
        }
        return count == 0 ? .none : .known(count)
    }

    /// The origin form of RFC 9112 §3.2.1; the others are for proxies, which we are not.
    private static func target(_ target: Bytes) throws(HTTPError) -> (String, Parameters) {
        guard target.first == UInt8(ascii: "/"), target.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != 0x23 }) else {
            throw .badRequest("The address is not well formed.")
        }
        let sides = target.split(separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
        let query = sides.count == 2 ? String(decoding: sides[1], as: UTF8.self) : ""
        guard let parameters = Parameters(urlEncoded: query) else {
            throw .badRequest("The query is not well formed.")
        }
        return (String(decoding: sides[0], as: UTF8.self), parameters)
    }
}
