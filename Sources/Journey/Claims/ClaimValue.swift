import Base
import Policy

/// The value of a claim, of one of the policy language's data types (b2c-reference §4.2).
package enum ClaimValue: Hashable, Sendable {
    /// `string` and `duration`.
    case string(String)
    case boolean(Bool)
    /// `int` and `long`; the data type of the claim bounds it.
    case integer(Int64)
    case date(CalendarDate)
    case dateTime(Timestamp)
    case stringCollection([String])
    /// E.164 with its plus sign.
    case phoneNumber(String)
    /// `userIdentity` and `objectIdentity`.
    case identity(Identity)
    case identityCollection([Identity])

    /// Who somebody is at an issuer: of `userIdentity` and of the older `alternativeSecurityId`.
    package struct Identity: Hashable, Sendable {
        package var issuer: String
        /// The issuer's id of the user, as text; base64 only in the wire forms.
        package var issuerUserID: String

        package init(issuer: String, issuerUserID: String) {
            self.issuer = issuer
            self.issuerUserID = issuerUserID
        }
    }
}

extension ClaimValue {
    /// What a transformation may make at most, in bytes: as much as a service may answer.
    package static let longest = 1 << 20

    /// In bytes, as far as somebody else chose it.
    var size: Int {
        switch self {
        case .string(let text), .phoneNumber(let text): text.utf8.count
        case .boolean, .integer, .date, .dateTime: 0
        case .stringCollection(let items): items.reduce(0) { $0 + $1.utf8.count }
        case .identity(let identity): identity.issuer.utf8.count + identity.issuerUserID.utf8.count
        case .identityCollection(let items): items.reduce(0) { $0 + $1.issuer.utf8.count + $1.issuerUserID.utf8.count }
        }
    }

    /// The value as text, as preconditions compare it and pages show it: booleans as `True` and `False`, dates in
    /// ISO 8601, collections joined with commas.
    package var text: String {
        switch self {
        case .string(let text), .phoneNumber(let text): text
        case .boolean(let value): value ? "True" : "False"
        case .integer(let value): String(value)
        case .date(let date): date.description
        case .dateTime(let time): time.iso8601
        case .stringCollection(let items): items.joined(separator: ",")
        case .identity(let identity): identity.json.text
        case .identityCollection(let identities): JSON.array(identities.map(\.json)).text
        }
    }

    /// The value as it stands in a token or in a REST body.
    package var json: JSON {
        switch self {
        case .string(let text), .phoneNumber(let text): .string(text)
        case .boolean(let value): .bool(value)
        case .integer(let value): .integer(value)
        case .date(let date): .string(date.description)
        case .dateTime(let time): .string(time.iso8601)
        case .stringCollection(let items): JSON(items)
        case .identity(let identity): identity.json
        case .identityCollection(let identities): .array(identities.map(\.json))
        }
    }

    /// Reads what a form, a provider or a policy's constant says as a claim of `type`; nil where it does not fit.
    package init?(_ text: String, as type: DataType) {
        switch type {
        case .string, .duration: self = .string(text)
        case .boolean:
            switch text.trimmingBlanks().lowercased() {
            case "true", "1": self = .boolean(true)
            case "false", "0": self = .boolean(false)
            default: return nil
            }
        case .int:
            guard let value = Int32(text.trimmingBlanks()) else { return nil }
            self = .integer(Int64(value))
        case .long:
            guard let value = Int64(text.trimmingBlanks()) else { return nil }
            self = .integer(value)
        case .date:
            guard let time = Timestamp(iso8601: text.trimmingBlanks()) else { return nil }
            self = .date(CalendarDate(time))
        case .dateTime:
            guard let time = Timestamp(iso8601: text.trimmingBlanks()) else { return nil }
            self = .dateTime(time)
        case .stringCollection: self = .stringCollection([text])
        case .phoneNumber: self = .phoneNumber(text)
        case .userIdentity, .objectIdentity, .userIdentityCollection, .objectIdentityCollection,
            .alternativeSecurityIdCollection:
            guard let json = try? JSON(parsing: text) else { return nil }
            self.init(json, as: type)
        }
    }

    /// Reads a JSON value, of a token or a REST answer, as a claim of `type`; nil where it does not fit.
    package init?(_ json: JSON, as type: DataType) {
        switch (json, type) {
        case (.null, _): return nil
        case (.array(let items), .stringCollection):
            self = .stringCollection(items.filter { $0 != .null }.map { $0.string ?? $0.text })
        case (.array(let items), .userIdentityCollection), (.array(let items), .objectIdentityCollection),
            (.array(let items), .alternativeSecurityIdCollection):
            self = .identityCollection(items.compactMap(Identity.init))
        case (.object, .userIdentity), (.object, .objectIdentity):
            guard let identity = Identity(json) else { return nil }
            self = .identity(identity)
        case (.string(let text), _): self.init(text, as: type)
        case (.bool(let value), .string): self = .string(value ? "True" : "False")
        // A whole number, whatever its spelling: 3.0.
        case (.number(let value), .int), (.number(let value), .long):
            guard let whole = Int64(exactly: value) else { return nil }
            self.init(String(whole), as: type)
        case (.integer(let seconds), .dateTime): self = .dateTime(Timestamp(seconds: seconds))
        case (.bool, _), (.integer, _), (.number, _), (.array, _), (.object, _): self.init(json.text, as: type)
        }
    }
}

extension ClaimValue.Identity {
    /// `{"issuer":…,"issuerUserId":base64}`.
    package var json: JSON {
        ["issuer": .string(issuer), "issuerUserId": .string(Base64.encode(Bytes(utf8: issuerUserID)))]
    }

    /// Reads the form that `json` writes.
    package init?(_ json: JSON) {
        guard let issuer = json["issuer"]?.string, let id = json["issuerUserId"]?.string,
            let text = Base64.decode(id).flatMap({ String(validating: $0) })
        else { return nil }
        self.init(issuer: issuer, issuerUserID: text)
    }

    /// The text of an `alternativeSecurityId` claim: `{"type":6,"identityProvider":…,"key":base64}`.
    package var alternativeSecurityID: String {
        let json: JSON = [
            "type": 6, "identityProvider": .string(issuer),
            "key": .string(Base64.encode(Bytes(utf8: issuerUserID))),
        ]
        return json.text
    }

    /// Reads the text of an `alternativeSecurityId` claim.
    package init?(alternativeSecurityID text: String) {
        guard let json = try? JSON(parsing: text), let issuer = json["identityProvider"]?.string,
            let key = json["key"]?.string, let id = Base64.decode(key).flatMap({ String(validating: $0) })
        else { return nil }
        self.init(issuer: issuer, issuerUserID: id)
    }
}
