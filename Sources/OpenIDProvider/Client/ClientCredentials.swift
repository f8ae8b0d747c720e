import Base
import HTTP
import OpenID

/// How a client says who it is (RFC 6749 §2.3, RFC 7521 §4.2): read from the request, believed in nothing.
enum ClientCredentials: Sendable, Equatable {
    case none(id: String)
    case secret(id: String, Secret<String>)
    case assertion(id: String, String)

    static let assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    private static let maximumLength = 8192

    /// Exactly one method (RFC 6749 §2.3); two would let a front end and us read two different clients.
    init(_ http: Request, _ form: Parameters) throws(ProtocolError) {
        let fields = http.headers.all("Authorization")
        let secret = form.text("client_secret")
        let assertion = form.text("client_assertion")
        let given = [fields.first, secret, assertion].compactMap { $0 }
        guard given.count <= 1, fields.count <= 1 else {
            throw ProtocolError(.invalidRequest, "The client authenticates in more than one way.", b2c: 90081)
        }
        guard given.allSatisfy({ $0.utf8.count <= Self.maximumLength }) else {
            throw ProtocolError(.invalidRequest, "The client's credentials are too long.", b2c: 90081)
        }
        if let field = fields.first {
            self = try Self.basic(field, form)
        } else if let assertion {
            self = try Self.assertion(assertion, form)
        } else {
            let id = try Self.id(form)
            self = secret.map { .secret(id: id, Secret($0)) } ?? .none(id: id)
        }
    }

    var isAssertion: Bool {
        guard case .assertion = self else { return false }
        return true
    }

    var id: String {
        switch self {
        case .none(let id), .secret(let id, _), .assertion(let id, _): id
        }
    }

    private static func id(_ form: Parameters) throws(ProtocolError) -> String {
        guard let id = form.text("client_id"), id.utf8.count <= 512 else {
            throw ProtocolError(.invalidRequest, "The parameter 'client_id' is missing.", b2c: 90083)
        }
        return id
    }

    /// RFC 6749 §2.3.1: both halves are form-encoded before they are joined.
    private static func basic(_ field: String, _ form: Parameters) throws(ProtocolError) -> ClientCredentials {
        let parts = field.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "basic",
            let text = Base64.decode(String(parts[1])).flatMap({ String(validating: $0) }),
            let colon = text.firstIndex(of: ":"),
            let id = PercentEncoding.decode(text[..<colon].utf8, plusIsSpace: true),
            let secret = PercentEncoding.decode(text[text.index(after: colon)...].utf8, plusIsSpace: true)
        else { throw ProtocolError.credentialsRefused("the Authorization header is not Basic") }
        guard form.text("client_id") ?? id == id else {
            throw ProtocolError(.invalidRequest, "The client gives two different ids.", b2c: 90081)
        }
        return .secret(id: id, Secret(secret))
    }

    /// The id may be left to the assertion's `sub` (RFC 7521 §4.2), which is then taken as a claim to be proven.
    private static func assertion(_ text: String, _ form: Parameters) throws(ProtocolError) -> ClientCredentials {
        guard form.text("client_assertion_type") == assertionType else {
            throw ProtocolError(.invalidRequest, "The type of the client assertion is not supported.", b2c: 90016)
        }
        if let id = form.text("client_id") { return .assertion(id: id, text) }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let bytes = Base64.decodeURL(parts[1]),
            let id = try? JSON(parsing: bytes, maximumDepth: 8)["sub"]?.string
        else { throw ProtocolError.credentialsRefused("the assertion names no client") }
        return .assertion(id: id, text)
    }
}

extension Parameters {
    /// An empty parameter counts as absent (RFC 6749 §3.2).
    func text(_ name: String) -> String? { self[name].flatMap { $0.isEmpty ? nil : $0 } }
}

extension ProtocolError {
    /// One text for an unknown client, a wrong secret and a wrong assertion: which it was is for the log.
    static func credentialsRefused(_ detail: String) -> ProtocolError {
        ProtocolError(
            .invalidClient, "The client is not known, or its credentials are wrong.", b2c: 90081, detail: detail)
    }
}
