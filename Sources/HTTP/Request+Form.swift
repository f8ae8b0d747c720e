import Base

extension Request {
    /// The parameters of an `application/x-www-form-urlencoded` body.
    package func form() throws(HTTPError) -> Parameters {
        try requireContentType("application/x-www-form-urlencoded")
        guard let text = String(validating: body), let parameters = Parameters(urlEncoded: text) else {
            throw .badRequest("The form is not well formed.")
        }
        return parameters
    }

    /// The body as JSON, no larger than its route allowed.
    package func json() throws(HTTPError) -> JSON {
        try requireContentType("application/json")
        do {
            return try JSON(parsing: body)
        } catch {
            throw .badRequest("The body is not well-formed JSON.")
        }
    }

    /// The media type without its parameters, in lower case; nil where there is none.
    package var mediaType: String? {
        guard let field = headers["Content-Type"] else { return nil }
        let type = field.utf8.prefix { $0 != UInt8(ascii: ";") }.filter { $0 != 0x20 && $0 != 0x09 }
        return type.isEmpty ? nil : String(decoding: type, as: UTF8.self).lowercased()
    }

    /// RFC 9110 §8.3: a charset other than UTF-8 would be read wrongly, so it is refused.
    private func requireContentType(_ expected: String) throws(HTTPError) {
        guard headers.all("Content-Type").count == 1, mediaType == expected, isUTF8 else {
            throw .unsupportedMediaType(expected)
        }
    }

    private var isUTF8: Bool {
        guard let field = headers["Content-Type"], field.utf8.contains(UInt8(ascii: ";")) else { return true }
        let lower = field.lowercased()
        guard let label = lower.firstRange(of: "charset=") else { return true }
        let charset = lower[label.upperBound...].prefix { $0 != ";" }.filter { $0 != "\"" && $0 != " " }
        return charset == "utf-8" || charset == "utf8"
    }
}
