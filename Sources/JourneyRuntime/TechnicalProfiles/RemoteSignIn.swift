import Base
import Directory
import Federation
import HTTP
import Journey
import Policy

/// The password grant at another directory than our own (b2c-reference §11.5): policies that move people from one
/// tenant to another ask the old one whether the password is right.
struct RemoteSignIn {
    let call: ProfileCall

    /// Whether the profile's address names another tenant by its domain, or a server that is not Microsoft's. What a
    /// tool has left open, a GUID, and the names that stand for any tenant all mean ours.
    static func matches(_ call: ProfileCall) -> Bool {
        let metadata = call.profile.metadata
        guard let address = metadata["authorization_endpoint"] ?? metadata["METADATA"],
            let url = URL(ClaimResolver.expandMacros(in: address.trimmingBlanks(), call.environment))
        else { return false }
        let directory = url.path.split(separator: "/").first.map { $0.lowercased() } ?? ""
        let own = [call.tenant.name.lowercased(), call.tenant.id.text, call.environment.policy.tenant.folded]
        guard !own.contains(directory) else { return false }
        let isMicrosoft = ["microsoftonline.com", "microsoftonline.us", "microsoftonline.cn", "windows.net"]
            .contains { url.host.hasSuffix(".\($0)") }
        return !isMicrosoft || directory.contains(".")
    }

    func run() async throws -> HandlerOutcome {
        let now = call.environment.now
        let client = ProviderClient(
            fetch: call.services.fetch, documents: call.services.partners.documents, now: { now },
            random: call.environment.random)
        var parameters = Parameters()
        for input in call.inputs { parameters.set(input.partnerName, input.value.text) }
        do {
            let settings = ProviderSettings(profile: call.profile, services: call.services, tenant: call.tenant.id)
            var provider = try await settings.provider(call.claims, call.environment)
            provider.tokenMethod = .post
            let answer = try await client.signIn(provider, password: parameters)
            return .values(.object(answer.idTokenClaims ?? JSON.Object()))
        } catch FederationError.providerRefused(let code, let detail) where code == "invalid_grant" {
            call.services.emit(SignInEvent.refused(tenant: call.tenant.name))
            return .refused(UserMessage("UserMessageIfInvalidPassword", code: "AADB2C90054", detail: detail))
        } catch let error as FederationError {
            let failure = JourneyError(error, at: call.profile)
            return .refused(UserMessage("DefaultMessage", code: failure.code, detail: failure.detail))
        }
    }
}
