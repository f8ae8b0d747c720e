import Base
import JOSE

/// Reads one object of `applications.json`, and says where a mistake is.
struct ApplicationReader {
    let object: JSON
    private let place: String

    /// What an application may have; the second half is Graph's, says nothing to us, and is in every export.
    static let known: Set<String> = [
        "appId", "displayName", "web", "spa", "publicClient", "identifierUris", "api", "appRoles",
        "requiredResourceAccess", "passwordCredentials", "jwks", "isFallbackPublicClient", "isDisabled", "cardea",
        "@odata.context", "id", "deletedDateTime", "createdDateTime", "publisherDomain", "signInAudience", "tags",
        "info", "notes", "description", "verifiedPublisher", "uniqueName", "parentalControlSettings",
    ]

    init(_ json: JSON, _ place: String) throws(ApplicationsFile.Fault) {
        guard json.object != nil else { throw .init(description: "\(place) must be an object") }
        self.init(object: json, place)
    }

    init(object: JSON, _ place: String) {
        self.object = object
        self.place = place
    }

    func allow(_ names: Set<String>) throws(ApplicationsFile.Fault) {
        let members = object.object?.members ?? []
        // Graph writes null, or an empty list, for what is not set.
        guard let strange = members.first(where: { !names.contains($0.name) && !$0.value.saysNothing }) else { return }
        throw fault("there is no setting \(strange.name)")
    }

    func has(_ name: String) -> Bool { value(name) != nil }

    func text(_ name: String) throws(ApplicationsFile.Fault) -> String? {
        guard let value = value(name) else { return nil }
        guard let text = value.string, !text.isEmpty else { throw fault("\(name) must be a text") }
        return text
    }

    func required(_ name: String) throws(ApplicationsFile.Fault) -> String {
        guard let text = try text(name) else { throw fault("\(name) is missing") }
        return text
    }

    /// Lower case, as client ids are compared.
    func uuid(_ name: String) throws(ApplicationsFile.Fault) -> String {
        let text = try required(name).lowercased()
        let isUUID =
            text.split(separator: "-", omittingEmptySubsequences: false).map(\.utf8.count) == [8, 4, 4, 4, 12]
            && text.allSatisfy { $0.isHexDigit || $0 == "-" }
        guard isUUID else { throw fault("\(name) must be a GUID") }
        return text
    }

    func flag(_ name: String) throws(ApplicationsFile.Fault) -> Bool? {
        guard let value = value(name) else { return nil }
        guard let flag = value.bool else { throw fault("\(name) must be true or false") }
        return flag
    }

    func texts(_ name: String) throws(ApplicationsFile.Fault) -> [String] {
        guard let value = value(name) else { return [] }
        guard let texts = value.strings, texts.allSatisfy({ !$0.isEmpty }) else {
            throw fault("\(name) must be a list of texts")
        }
        return texts
    }

    func list(_ name: String) throws(ApplicationsFile.Fault) -> [JSON] {
        guard let value = value(name) else { return [] }
        guard let list = value.array else { throw fault("\(name) must be a list") }
        return list
    }

    func child(_ name: String) throws(ApplicationsFile.Fault) -> ApplicationReader? {
        guard let value = value(name) else { return nil }
        return try ApplicationReader(value, "\(place): \(name)")
    }

    func children(_ name: String) throws(ApplicationsFile.Fault) -> [ApplicationReader] {
        var all: [ApplicationReader] = []
        for item in try list(name) { all.append(try ApplicationReader(item, "\(place): \(name)")) }
        return all
    }

    /// Roles or scopes: what they are called in tokens, and Graph's id of each.
    func values(_ name: String) throws(ApplicationsFile.Fault) -> [(id: String?, value: String)] {
        var all: [(String?, String)] = []
        for item in try children(name) {
            guard try item.flag("isEnabled") ?? true else { continue }
            let value = try item.required("value")
            guard value.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != 0x22 && $0 != 0x5c }) else {
                throw item.fault("\(value) cannot be in a scope")
            }
            all.append((try item.text("id"), value))
        }
        return all
    }

    /// Of each secret its SHA-256. Graph's exports have none of it; they name the secrets.
    func secretHashes() throws(ApplicationsFile.Fault) -> [Bytes] {
        var hashes: [Bytes] = []
        for item in try children("passwordCredentials") {
            guard !item.has("secretText") else {
                throw item.fault("a secret does not belong here, only its hash: see cardea app secret --help")
            }
            guard let text = try item.text("sha256") else {
                throw item.fault("sha256 is missing: see cardea app secret --help")
            }
            guard let hash = Base64.decodeURL(text), hash.count == 32 else {
                throw item.fault("sha256 must be what cardea app secret prints")
            }
            hashes.append(hash)
        }
        return hashes
    }

    /// The public keys of an application that signs assertions (RFC 7523).
    func keySet(_ name: String) throws(ApplicationsFile.Fault) -> JSON? {
        guard let value = value(name) else { return nil }
        guard let keys = value["keys"]?.array, !keys.isEmpty, (try? JWKSet(value)) != nil else {
            throw fault("\(name) must be a JWK set (RFC 7517 §5)")
        }
        guard keys.allSatisfy({ $0["d"] == nil && $0["k"] == nil }) else {
            throw fault("\(name) holds a private key, which belongs to the application alone")
        }
        return value
    }

    func fault(_ reason: String) -> ApplicationsFile.Fault { .init(description: "\(place): \(reason)") }

    private func value(_ name: String) -> JSON? {
        guard let value = object[name], value != JSON.null else { return Optional.none }
        return value
    }
}

extension JSON {
    fileprivate var saysNothing: Bool { self == .null || self == [] || self == [:] }
}
