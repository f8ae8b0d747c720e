import Base
import HTTP

extension TraceRecorder {
    /// Header fields: those that carry authority are concealed.
    package func headers(_ headers: Headers) -> [TracedClaim] {
        headers.fields.prefix(64).map { field in
            let isSecret = TraceRecorder.secretHeaders.contains(field.name.lowercased())
            if isSecret {
                // The word before the blank says which scheme it is, and the rest is the secret.
                conceal(field.value)
                let parts = field.value.split(separator: " ", maxSplits: 1)
                if parts.count == 2 { conceal(String(parts[1])) }
                return TracedClaim(field.name, .concealed(length: field.value.count))
            }
            return claim(field.name, field.value)
        }
    }

    private static let secretHeaders: Set<String> = [
        "authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "x-functions-key",
        "ocp-apim-subscription-key", "www-authenticate", "authentication-info",
    ]

    /// The address with the secrets of its query, its fragment and its user part concealed.
    package func url(_ text: String) -> String {
        var address = text[...]
        var tail = ""
        for mark in ["#", "?"] {
            guard let range = address.firstRange(of: mark) else { continue }
            let fields = String(address[range.upperBound...])
            tail = "\(mark)\(query(fields))\(tail)"
            address = address[..<range.lowerBound]
        }
        return TraceRecorder.cut(scrubbed(withoutUser(String(address)) + tail), to: TraceRecorder.maximumValue)
    }

    private func query(_ text: String) -> String {
        text.split(separator: "&", omittingEmptySubsequences: false).map { part in
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2, let name = PercentEncoding.decode(sides[0].utf8, plusIsSpace: true) else {
                return String(part)
            }
            guard redaction.isSecret(name) || redaction.isMasked(name) else { return String(part) }
            conceal(String(sides[1]))
            if let value = PercentEncoding.decode(sides[1].utf8, plusIsSpace: true) { conceal(value) }
            return "\(sides[0])=(concealed)"
        }.joined(separator: "&")
    }

    private func withoutUser(_ address: String) -> String {
        guard let scheme = address.firstRange(of: "://") else { return address }
        let authority = address[scheme.upperBound...].prefix { $0 != "/" }
        guard let sign = authority.lastIndex(of: "@") else { return address }
        return address[..<scheme.upperBound] + "(concealed)" + address[sign...]
    }

    package func parameters(_ parameters: Parameters) -> [TracedClaim] {
        parameters.items.prefix(64).map { claim($0.name, $0.value) }
    }

    /// A body as it was sent: JSON and forms without their secrets, other texts scrubbed, and of what is no text or
    /// too long to be read, the length alone.
    package func body(_ bytes: Bytes, type: String?) -> TraceEvent.Call.Body {
        guard !bytes.isEmpty else { return .init(text: "", length: 0, isWhole: true) }
        guard bytes.count <= TraceRecorder.maximumReadable, let text = String(validating: bytes) else {
            return .init(text: "", length: bytes.count, isWhole: false)
        }
        var readable = text
        if let json = try? JSON(parsing: bytes), json.object != nil || json.array != nil {
            readable = concealed(json).text
        } else if type?.lowercased().contains("x-www-form-urlencoded") == true {
            readable = query(text)
        }
        let scrubbed = scrubbed(readable)
        let kept = TraceRecorder.cut(scrubbed, to: TraceRecorder.maximumBody)
        return .init(text: kept, length: bytes.count, isWhole: kept.utf8.count == scrubbed.utf8.count)
    }

    /// The document with the values of secret names taken out, however deep.
    private func concealed(_ json: JSON) -> JSON {
        switch json {
        case .object(let object):
            .object(
                JSON.Object(
                    object.members.map { member in (member.name, concealed(member.value, as: member.name)) }))
        case .array(let items): .array(items.map(concealed))
        case .string(let text): .string(scrubbed(text))
        case .null, .bool, .integer, .number: json
        }
    }

    private func concealed(_ json: JSON, as name: String) -> JSON {
        switch json {
        case .object, .array: return concealed(json)
        case .null, .bool: return json
        case .string, .integer, .number:
            guard redaction.isSecret(name) || redaction.isMasked(name) else { return concealed(json) }
            conceal(json.string ?? json.text)
            return .string("(concealed)")
        }
    }
}
