import Base
import HTTP
import Journey
import OpenID
import Policy

/// `OutputTokenFormat` of `OAuth2Error`: the policy ends its journey with an error of its own for the relying party
/// (b2c-reference §7.2).
struct OAuth2ErrorIssuer {
    let profile: TechnicalProfile

    /// A redirect has to carry it.
    private static let maximumText = 2000

    static func matches(_ profile: TechnicalProfile) -> Bool {
        profile.outputTokenFormat?.trimmingBlanks().lowercased() == "oauth2error"
    }

    /// Published policies make code and message in transformations of either kind, and nothing else comes after them.
    func error(_ claims: Claims, _ runner: ProfileRunner, _ environment: JourneyEnvironment) throws -> JourneyError {
        let inputs: [ProfileCall.Input]
        do {
            let names = profile.inputClaimsTransformations + profile.outputClaimsTransformations
            inputs = try runner.inputs(
                of: profile, claims: try runner.transform(names, of: profile, claims, environment), environment)
        } catch let message as UserMessage {
            return JourneyError(message, by: profile, environment)
        }
        func text(_ name: String) -> String? {
            let input = inputs.first { $0.partnerName.equalsIgnoringCase(name) }
            return input.map { OAuth2ErrorIssuer.printable($0.value.text) }
        }
        return JourneyError(
            code: "AAD_Custom_\(text("errorCode") ?? "")", error: .accessDenied, text: text("errorMessage") ?? "",
            detail: "\(profile.id) at \(profile.location)", isAnswer: true)
    }

    /// Line ends would let a claim write lines that look like ours: correlation id and time follow.
    private static func printable(_ text: String) -> String {
        let scalars = text.unicodeScalars.prefix(maximumText).map { $0.value < 0x20 || $0.value == 0x7f ? " " : $0 }
        return String(String.UnicodeScalarView(scalars))
    }
}
