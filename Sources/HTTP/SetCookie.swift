import Base

/// A cookie to set (RFC 6265 §4.1). It is `HttpOnly` and for our host alone; what scripts need is in the page.
package struct SetCookie: Sendable, Equatable {
    package let name: String
    package let value: String
    package var path: String
    package var sameSite: SameSite
    package var isSecure: Bool
    package var isHTTPOnly: Bool
    /// For frames of one site alone (CHIPS): there is one such cookie for each site that shows the page.
    package var isPartitioned = false
    /// In seconds; nil for as long as the browser runs.
    package var maximumAge: Int?

    package enum SameSite: String, Sendable {
        case none = "None"
        case lax = "Lax"
        case strict = "Strict"
    }

    /// Name and value are ours: they must be of the characters that RFC 6265 allows.
    package init(
        _ name: String, _ value: String, path: String = "/", sameSite: SameSite = .lax, isSecure: Bool = true,
        isHTTPOnly: Bool = true, maximumAge: Int? = nil
    ) {
        precondition(SetCookie.isName(name[...]), "not a cookie's name")
        precondition(SetCookie.isValue(value[...]), "a cookie's value holds a character that it may not")
        precondition(path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != 0x3b }, "not a cookie's path")
        precondition(
            name.utf8.count + value.utf8.count + path.utf8.count + 96 <= Cookies.maximumSize, "too large a cookie")
        precondition(sameSite != .none || isSecure, "browsers drop SameSite=None without Secure")
        (self.name, self.value, self.path) = (name, value, path)
        (self.sameSite, self.isSecure, self.isHTTPOnly) = (sameSite, isSecure, isHTTPOnly)
        self.maximumAge = maximumAge
    }

    /// Removes the cookie of that name and path.
    package static func expired(_ name: String, path: String = "/", isSecure: Bool = true) -> SetCookie {
        SetCookie(name, "", path: path, isSecure: isSecure, maximumAge: 0)
    }

    package var headerValue: String {
        var text = "\(name)=\(value); Path=\(path)"
        if let maximumAge { text += "; Max-Age=\(maximumAge)" }
        if isSecure { text += "; Secure" }
        if isHTTPOnly { text += "; HttpOnly" }
        if isPartitioned { text += "; Partitioned" }
        return text + "; SameSite=\(sameSite.rawValue)"
    }

    /// A token (RFC 9110 §5.6.2), or a colon: browsers take it, and B2C has one in the name of its session cookie.
    static func isName(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { isTokenCharacter($0) || $0 == UInt8(ascii: ":") }
    }

    /// `cookie-octet` of RFC 6265 §4.1.1.
    static func isValue(_ text: Substring) -> Bool {
        text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != 0x22 && $0 != 0x2c && $0 != 0x3b && $0 != 0x5c }
    }
}

extension Response {
    /// The response with one more cookie.
    package func setting(_ cookie: SetCookie) -> Response {
        var response = self
        response.headers.add("Set-Cookie", cookie.headerValue)
        return response
    }
}
