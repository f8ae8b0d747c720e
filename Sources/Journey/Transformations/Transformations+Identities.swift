import Base
import Policy

/// Who somebody is at issuers: `alternativeSecurityId` and its successor `userIdentity`.
extension Transformations {
    static let identities: [Name: Method] = [
        "CreateAlternativeSecurityId": createAlternativeSecurityID,
        "AddItemToAlternativeSecurityIdCollection": addItem,
        "GetIdentityProvidersFromAlternativeSecurityIdCollectionTransformation": {
            (input) throws(TransformationError) in
            try issuers(input, of: "alternativeSecurityIdCollection", as: "identityProvidersCollection")
        },
        "RemoveAlternativeSecurityIdByIdentityProvider": { (input) throws(TransformationError) in
            try remove(input, issuer: "identityProvider")
        },
        "CreateUserIdentity": createUserIdentity,
        "AddItemToUserIdentityCollection": addItem,
        "GetIssuersFromUserIdentityCollectionTransformation": { (input) throws(TransformationError) in
            try issuers(input, of: "userIdentityCollection", as: "issuersCollection")
        },
        "RemoveUserIdentityFromCollectionByIssuer": { (input) throws(TransformationError) in
            try remove(input, issuer: "issuer")
        },
    ]

    private static func createAlternativeSecurityID(
        _ input: TransformationInput
    ) throws(TransformationError) -> TransformationOutput {
        guard let key = input.text("key"), let issuer = input.text("identityProvider") else { return [:] }
        let identity = ClaimValue.Identity(issuer: issuer, issuerUserID: key)
        return ["alternativeSecurityId": .string(identity.alternativeSecurityID)]
    }

    private static func createUserIdentity(
        _ input: TransformationInput
    ) throws(TransformationError) -> TransformationOutput {
        guard let id = input.text("issuerUserId"), let issuer = input.text("issuer") else { return [:] }
        return ["userIdentity": .identity(ClaimValue.Identity(issuer: issuer, issuerUserID: id))]
    }

    /// Appends unless it is there; begins the collection where there is none.
    private static func addItem(_ input: TransformationInput) throws(TransformationError) -> TransformationOutput {
        guard let item = input.claim("item") else { return [:] }
        guard let identity = identity(item) else { throw input.failure("the item is not an identity") }
        let collection = try collection(input, "collection") ?? []
        return ["collection": .identityCollection(collection.contains(identity) ? collection : collection + [identity])]
    }

    private static func identity(_ value: ClaimValue) -> ClaimValue.Identity? {
        switch value {
        case .identity(let identity): identity
        case .string(let text):
            ClaimValue.Identity(alternativeSecurityID: text)
                ?? (try? JSON(parsing: text)).flatMap(ClaimValue.Identity.init)
        case .boolean, .integer, .date, .dateTime, .stringCollection, .phoneNumber, .identityCollection: nil
        }
    }

    private static func collection(
        _ input: TransformationInput, _ role: Name
    ) throws(TransformationError) -> [ClaimValue.Identity]? {
        guard let value = input.claim(role) else { return nil }
        guard let identities = value.identities else {
            throw input.failure("\(role) is not a collection of identities")
        }
        return identities
    }

    private static func issuers(
        _ input: TransformationInput, of role: Name, as output: Name
    ) throws(TransformationError) -> TransformationOutput {
        guard let identities = try collection(input, role) else { return [:] }
        return [output: .stringCollection(identities.map(\.issuer))]
    }

    private static func remove(
        _ input: TransformationInput, issuer role: Name
    ) throws(TransformationError) -> TransformationOutput {
        guard let identities = try collection(input, "collection"), let issuer = input.text(role) else { return [:] }
        let kept = identities.filter { !Ordinal.ignoringCase.equal($0.issuer, issuer) }
        return ["collection": .identityCollection(kept)]
    }
}
