import Base
import Cryptography
import Policy

extension Transformations {
    static let general: [Name: Method] = [
        "CopyClaim": { (input) throws(TransformationError) in
            guard let value = input.claim("inputClaim") else { return [:] }
            return ["outputClaim": value]
        },
        "DoesClaimExist": { (input) throws(TransformationError) in
            ["outputClaim": .boolean(input.claim("inputClaim") != nil)]
        },
        "Hash": hash,
        "NullClaim": { (_) throws(TransformationError) in ["claim_to_null": nil] },
    ]

    /// Base64 of SHA-256 over plaintext, salt and the policy key's text, one after the other. The documentation does
    /// not say how the service joins them.
    private static func hash(_ input: TransformationInput) throws(TransformationError) -> TransformationOutput {
        let key = Name(try input.parameter("randomizerSecret"))
        guard let plaintext = input.text("plaintext"), let salt = input.text("salt") else { return [:] }
        guard let secret = input.environment.secretText(key) else {
            throw input.failure(.environment, "there is no policy key \(key)")
        }
        let digest = Hash.sha256(Bytes(utf8: plaintext + salt + secret.exposed))
        return ["hash": .string(Base64.encode(digest))]
    }
}
