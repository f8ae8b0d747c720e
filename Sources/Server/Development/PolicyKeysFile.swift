import Base
import Directory

/// `policy-keys.json` beside the policies: secrets that another party has given, by the names of their containers, as
/// somebody uploads them in the Azure portal. For development alone: the file holds them in the open.
struct PolicyKeysFile: Sendable {
    private let keys: [(name: String, material: JSON)]

    /// `{"B2C_1A_PartnerSecret": "…"}`: a secret's text, or a private JWK. Nil where there is no such file.
    init?(folder: String) throws {
        let path = "\(folder)/policy-keys.json"
        guard Files.stamp(path) != nil else { return nil }
        guard let object = (try? JSON(parsing: try Files.read(path)))?.object else {
            throw UsageError("\(path): must be a JSON object of policy keys")
        }
        keys = try object.members.map { member in
            switch member.value {
            case .string(let text) where !text.isEmpty:
                return (member.name, ["kty": "oct", "k": .string(Base64.encodeURL(Bytes(utf8: text)))])
            case .object(let key) where key["kty"]?.string != nil: return (member.name, member.value)
            case _: throw UsageError("\(path): \(member.name) must be a text or a private JWK")
            }
        }
    }

    /// In place of what was there under these names.
    func keep(in keySets: any KeySets, of tenant: Tenant.ID, now: Timestamp, random: Random) async throws {
        for (name, material) in keys {
            let known = try await keySets.keySet(name, of: tenant)
            guard known?.keys.map(\.material.exposed) != [material] else { continue }
            let key = KeySet.Key(
                id: material["kid"]?.string ?? random.token(16), material: Secret(material), createdAt: now)
            try await keySets.save(
                KeySet(
                    tenant: tenant, name: name, use: material["use"] == "enc" ? .encryption : .signature, keys: [key]))
        }
    }
}
