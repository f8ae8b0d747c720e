import Base
import Journey
import Policy
import Testing

/// The published policies' transformations, as their files have them; absent in a bare clone.
struct CorpusTransformationTests {
    private static let root: String? = {
        let path = #filePath.split(separator: "/").dropLast(5).map { "/" + $0 }.joined() + "/shared/corpus"
        guard PolicyFolder.exists(path) else {
            print("SKIPPED: \(path) is not there")
            return nil
        }
        return path
    }()

    private static let families = [
        "boolean", "date", "general", "integer", "json", "phoneNumber", "social", "string", "stringCollection",
    ]

    private func policies(_ family: String) -> [ResolvedPolicy] {
        guard let root = CorpusTransformationTests.root else { return [] }
        let files = PolicyFolder.read("\(root)/unit-tests/claims-transformation/\(family)")?.policies ?? []
        let base = PolicyFolder.read("\(root)/starterpack/SocialAndLocalAccounts")?.policies ?? []
        let set = PolicySet.load(files: files, base: base).set
        return set.relyingParties.compactMap(set.policy)
    }

    /// The defaults of the input claims of the policy's own self-asserted profiles: what its author typed.
    private func claims(_ policy: ResolvedPolicy, _ environment: JourneyEnvironment) throws -> Claims {
        var claims = Claims()
        for profile in policy.technicalProfiles.values.sorted(by: { $0.id < $1.id }) {
            for reference in profile.inputClaims where reference.defaultValue?.contains("{") == false {
                let type = policy.claimTypes[reference.claimType]?.dataType ?? .string
                claims[reference.claimType] = ClaimValue.string(reference.defaultValue ?? "").converted(to: type)
            }
        }
        return claims
    }

    @Test(.enabled(if: CorpusTransformationTests.root != nil), arguments: families)
    func `every transformation of the unit-test policies is understood`(family: String) throws {
        let policies = policies(family)
        #expect(!policies.isEmpty)
        for policy in policies {
            var environment = Sample.environment()
            environment.policy = policy
            let claims = try claims(policy, environment)
            for transformation in policy.claimsTransformations.values {
                #expect(Transformations.known.contains(transformation.method), "\(transformation.method)")
                do throws(TransformationError) {
                    _ = try transformation.apply(to: claims, in: environment)
                } catch {
                    #expect(error.reason != .policy, "\(policy.id): \(error.detail)")
                }
            }
        }
    }
}
