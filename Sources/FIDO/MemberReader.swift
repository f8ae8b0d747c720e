import Base

/// Reads members of a JSON object by name and type. A member that is `null` counts as absent.
struct MemberReader {
    let object: JSON.Object
    /// What the object is, for the log.
    let what: String

    init(_ object: JSON.Object, _ what: String) { (self.object, self.what) = (object, what) }

    init(_ json: JSON?, _ what: String) throws(FIDOError) {
        guard let object = json?.object else { throw .malformed("\(what): not a JSON object") }
        self.init(object, what)
    }

    subscript(name: String) -> JSON? {
        let value = object[name]
        return value == .null ? nil : value
    }

    func text(_ name: String) throws(FIDOError) -> String? { try value(name, "text", \.string) }

    func required(_ name: String) throws(FIDOError) -> String { try present(name, try text(name)) }

    func flag(_ name: String) throws(FIDOError) -> Bool? { try value(name, "a Boolean", \.bool) }

    func number(_ name: String) throws(FIDOError) -> Int? {
        try value(name, "a number") { $0.integer.flatMap { Int(exactly: $0) } }
    }

    func texts(_ name: String) throws(FIDOError) -> [String]? { try value(name, "an array of texts", \.strings) }

    func list(_ name: String) throws(FIDOError) -> [JSON]? { try value(name, "an array", \.array) }

    func inner(_ name: String) throws(FIDOError) -> MemberReader? {
        try value(name, "an object", \.object).map { MemberReader($0, "\(what).\(name)") }
    }

    /// Base64url of at most `limit` bytes.
    func bytes(_ name: String, limit: Int) throws(FIDOError) -> Bytes? {
        guard let text = try text(name) else { return nil }
        guard text.utf8.count <= limit * 4 / 3 + 2, let bytes = Base64.decodeURL(text),
            bytes.count <= limit
        else {
            throw .malformed("\(what): \(name) is not base64url of up to \(limit) bytes")
        }
        return bytes
    }

    func requiredBytes(_ name: String, limit: Int) throws(FIDOError) -> Bytes {
        try present(name, try bytes(name, limit: limit))
    }

    private func value<Value>(
        _ name: String, _ type: String, _ read: (JSON) -> Value?
    ) throws(FIDOError) -> Value? {
        guard let json = self[name] else { return nil }
        guard let value = read(json) else { throw .malformed("\(what): \(name) is not \(type)") }
        return value
    }

    private func present<Value>(_ name: String, _ value: Value?) throws(FIDOError) -> Value {
        guard let value else { throw .malformed("\(what): no \(name)") }
        return value
    }
}
