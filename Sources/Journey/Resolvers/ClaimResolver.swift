import Base
import Policy

/// Claims resolvers: `{Family:Name}` in a text of the policy (b2c-reference §13).
///
/// What a resolver gives is never read again: a value from a request cannot name another resolver.
package enum ClaimResolver {
    /// The text with each resolver and macro replaced, in any case. Braces that hold neither stay as they are. A value
    /// that is missing leaves nothing.
    package static func resolve(
        _ text: String, claims: Claims, in environment: JourneyEnvironment
    ) throws(ResolverError) -> String {
        var output = ""
        for piece in BracedText(text).pieces {
            switch piece {
            case .text(let text): output += text
            case .braces(let inner):
                switch try value(of: inner, claims, environment) {
                case .value(let value): output += value ?? ""
                case .notAResolver: output += "{\(inner)}"
                }
            }
        }
        return output
    }

    /// The same for an address: behind the scheme, each value is percent-encoded, so that what a claim or a request
    /// says can choose a folder or a parameter, and neither another host nor another query. A host is no place for what
    /// others say at all, but for the engine's own macros.
    package static func resolveAddress(
        _ address: String, claims: Claims, in environment: JourneyEnvironment
    ) throws(ResolverError) -> String {
        var output = ""
        for piece in BracedText(address).pieces {
            switch piece {
            case .text(let text): output += text
            case .braces(let inner):
                if let macro = macro(Name(inner), environment) {
                    output += macro
                    continue
                }
                switch try value(of: inner, claims, environment) {
                case .value(let value): output += encoded(value ?? "")
                case .notAResolver: output += "{\(inner)}"
                }
            }
        }
        return output
    }

    /// A colon stays, for `{Context:HostName}` with a port; `..` leads out of its folder.
    private static func encoded(_ value: String) -> String {
        guard !value.utf8.allSatisfy({ $0 == UInt8(ascii: ".") }) else { return "" }
        return PercentEncoding.query.encode(value).replacing("%3A", with: ":")
    }

    /// The same, but a text that is one resolver and nothing else is missing where its value is.
    package static func resolveOptional(
        _ text: String, claims: Claims, in environment: JourneyEnvironment
    ) throws(ResolverError) -> String? {
        let pieces = BracedText(text).pieces
        if pieces.count == 1, case .braces(let inner) = pieces[0],
            case .value(let value) = try value(of: inner, claims, environment)
        {
            return value
        }
        return try resolve(text, claims: claims, in: environment)
    }

    /// Replaces the engine's macros alone: for constants, in which resolvers have no place.
    package static func expandMacros(in text: String, _ environment: JourneyEnvironment) -> String {
        BracedText(text).replacing { macro(Name($0), environment) }
    }

    /// A `ServiceUrl` with `{claimName}` in it, and resolvers where they are switched on. What is put in is
    /// percent-encoded, so that it cannot change the URL's shape. `values` are the claims by the names that the profile
    /// has for them; they go before resolvers.
    package static func expandURL(
        _ template: String, _ values: [Name: String], resolving: Bool = false, claims: Claims = Claims(),
        in environment: JourneyEnvironment
    ) throws(ResolverError) -> String {
        var output = ""
        for piece in BracedText(template).pieces {
            switch piece {
            case .text(let text): output += text
            case .braces(let inner):
                if let value = values[Name(inner)] {
                    output += PercentEncoding.query.encode(value)
                } else if resolving, case .value(let value) = try value(of: inner, claims, environment) {
                    output += PercentEncoding.query.encode(value ?? "")
                } else {
                    output += "{\(inner)}"
                }
            }
        }
        return output
    }

    /// The engine's macros, which have no family.
    static func macro(_ name: Name, _ environment: JourneyEnvironment) -> String? {
        switch name {
        case "policy": environment.policy.id.text
        case "tenant", "RelyingPartyTenantId": environment.policy.tenant.text
        case "service:te": "https://\(environment.request.host)"
        case "AuthenticatorIssuer": environment.tenantDisplayName
        default: nil
        }
    }

    private enum Value {
        case value(String?)
        case notAResolver
    }

    private static func value(
        of inner: String, _ claims: Claims, _ environment: JourneyEnvironment
    ) throws(ResolverError) -> Value {
        if let macro = macro(Name(inner), environment) { return .value(macro) }
        let parts = inner.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let family = families[Name(parts[0])] else { return .notAResolver }
        guard let value = family(Name(parts[1]), claims, environment) else {
            throw ResolverError(resolver: "{\(inner)}")
        }
        return .value(value)
    }
}

/// A known family does not have this name. The policy's author sees `AADB2C90044`.
package struct ResolverError: Error, Hashable, CustomStringConvertible {
    package let resolver: String
    package static let code = "AADB2C90044"

    package var description: String { "\(resolver) is not a claims resolver" }
}

/// A text cut at its braces. A brace without its other half is text.
struct BracedText {
    enum Piece {
        case text(String)
        case braces(String)
    }

    let pieces: [Piece]

    init(_ text: String) {
        var pieces: [Piece] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            // Of several opening braces the last belongs to the closing one.
            let start = rest[..<close].lastIndex(of: "{") ?? open
            if start > rest.startIndex { pieces.append(.text(String(rest[..<start]))) }
            pieces.append(.braces(String(rest[rest.index(after: start)..<close])))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { pieces.append(.text(String(rest))) }
        self.pieces = pieces
    }

    func replacing(_ value: (String) -> String?) -> String {
        pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .braces(let inner): value(inner) ?? "{\(inner)}"
            }
        }.joined()
    }
}
