import Base
import Directory

/// What an application says of a person (A.1.3). What it does not say stays; null takes away.
struct PersonPatch: Sendable {
    var email: Change<String> = .keep
    var isEmailVerified: Bool?
    var phoneNumber: Change<String> = .keep
    var isPhoneNumberVerified: Bool?
    var username: Change<String> = .keep
    var displayName: Change<String> = .keep
    var locale: Change<String> = .keep
    var custom: Change<JSON.Object> = .keep

    enum Change<Value: Sendable>: Sendable {
        case keep, clear
        case set(Value)

        func apply(to value: inout Value?) {
            switch self {
            case .keep: break
            case .clear: value = nil
            case .set(let new): value = new
            }
        }
    }

    init() {}

    init(_ reader: ObjectReader) throws {
        email = try Self.text("email", reader, maximum: 254)
        if case .set(let address) = email, MailAddress(address) == nil {
            throw reader.fault("email", "must be a mail address")
        }
        isEmailVerified = try reader.flag("emailVerified")
        phoneNumber = try Self.text("phoneNumber", reader, maximum: 40)
        isPhoneNumberVerified = try reader.flag("phoneNumberVerified")
        username = try Self.text("username", reader, maximum: 255)
        displayName = try Self.text("displayName", reader, maximum: 255)
        locale = try Self.text("locale", reader, maximum: 35)
        if let custom = try CustomData.read("custom", reader) {
            self.custom = .set(custom)
        } else if reader.object["custom"] == .null {
            custom = .clear
        }
    }

    private static func text(_ name: String, _ reader: ObjectReader, maximum: Int) throws -> Change<String> {
        if reader.object[name] == .null { return .clear }
        guard let text = try reader.text(name, maximum: maximum) else { return .keep }
        guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            throw reader.fault(name, "must be one line of text")
        }
        return .set(text)
    }

}

extension PersonPatch {
    func apply(to user: inout User, in realm: Realm) {
        var email = Claim(user, verified: "email", unverified: User.unverifiedMailName)
        email.apply(self.email, isVerified: isEmailVerified)
        email.write(to: &user)
        var phone = Claim(user, verified: "phoneNumber", unverified: User.unverifiedPhoneName)
        phone.apply(phoneNumber, isVerified: isPhoneNumberVerified)
        phone.write(to: &user)
        Self.change("username", username, &user)
        Self.change("displayName", displayName, &user)
        Self.change("locale", locale, &user)
        var custom = user.attributes["custom"]?.object
        self.custom.apply(to: &custom)
        user.attributes["custom"] = custom.map { .object($0) }
    }

    private static func change(_ name: String, _ change: Change<String>, _ user: inout User) {
        var value = user.attributes[name]?.string
        change.apply(to: &value)
        user.attributes[name] = value.map { .string($0) }
    }

    /// An address of a person, which is verified or not.
    private struct Claim {
        let verifiedName: String
        let unverifiedName: String
        var value: String?
        var isVerified: Bool

        init(_ user: User, verified: String, unverified: String) {
            (verifiedName, unverifiedName) = (verified, unverified)
            isVerified = user.attributes[verified]?.string != nil
            value = user.attributes[isVerified ? verified : unverified]?.string
        }

        mutating func apply(_ change: Change<String>, isVerified said: Bool?) {
            if case .set(let new) = change, new.lowercased() != value?.lowercased() { isVerified = false }
            change.apply(to: &value)
            isVerified = said ?? isVerified
        }

        func write(to user: inout User) {
            let text = value.map { JSON.string($0) }
            user.attributes[verifiedName] = isVerified ? text : nil
            user.attributes[unverifiedName] = isVerified ? nil : text
        }
    }
}

/// Texts, numbers, truths and lists of texts that an application adds, for rules to look at.
enum CustomData {
    static func read(_ name: String, _ reader: ObjectReader) throws -> JSON.Object? {
        guard let custom = try reader.child(name)?.object else { return nil }
        guard custom.members.count <= 100, custom.members.allSatisfy({ isValue($0.value) }) else {
            throw reader.fault(name, "must be an object of at most 100 texts, numbers, truths and lists of texts")
        }
        return custom
    }

    private static func isValue(_ value: JSON) -> Bool {
        switch value {
        case .string(let text): text.utf8.count <= 4096
        case .bool, .integer, .number, .null: true
        case .array(let items):
            items.count <= 100 && items.allSatisfy { $0.string.map { $0.utf8.count <= 4096 } == true }
        case .object: false
        }
    }
}
