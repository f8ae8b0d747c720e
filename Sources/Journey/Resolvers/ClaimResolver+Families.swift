import Base
import Policy

extension ClaimResolver {
    /// Nil: the family has no such name. `.some(nil)`: the value is missing.
    typealias Family = @Sendable (Name, Claims, JourneyEnvironment) -> String??

    static let families: [Name: Family] = [
        "Culture": culture, "Policy": policy, "Context": context, "Claim": claim, "OIDC": openIDConnect,
        "OAUTH-KV": { name, _, environment in .some(parameter(name.text, environment)) },
        "SAML": saml,
    ]

    private static func culture(_ name: Name, _ claims: Claims, _ environment: JourneyEnvironment) -> String?? {
        let culture = Culture(environment.language)
        return switch name {
        case "LanguageName": culture.language
        case "LCID": String(culture.lcid)
        case "RegionName": culture.region
        case "RFC5646": environment.language
        default: nil
        }
    }

    private static func policy(_ name: Name, _ claims: Claims, _ environment: JourneyEnvironment) -> String?? {
        switch name {
        case "PolicyId": environment.policy.id.text
        case "RelyingPartyTenantId", "TrustFrameworkTenantId": environment.policy.tenant.text
        case "TenantObjectId": environment.tenantObjectID
        default: nil
        }
    }

    private static func context(_ name: Name, _ claims: Claims, _ environment: JourneyEnvironment) -> String?? {
        let request = environment.request
        return switch name {
        case "BuildNumber": environment.buildNumber
        case "CorrelationId": request.correlationID
        case "DateTimeInUtc": environment.now.invariant
        case "DeploymentMode": environment.policy.deploymentMode.rawValue
        case "HostName": request.host
        case "IPAddress": request.address
        case "KMSI": request.keepsSignedIn ? "true" : "false"
        default: nil
        }
    }

    /// Any claim type of the policy.
    private static func claim(_ name: Name, _ claims: Claims, _ environment: JourneyEnvironment) -> String?? {
        if let value = claims[name] { return value.text }
        return environment.policy.claimTypes[name] == nil ? nil : .some(nil)
    }

    private static func openIDConnect(_ name: Name, _ claims: Claims, _ environment: JourneyEnvironment) -> String?? {
        let parameters: [Name: String] = [
            "AuthenticationContextReferences": "acr_values", "ClientId": "client_id", "DomainHint": "domain_hint",
            "LoginHint": "login_hint", "MaxAge": "max_age", "Nonce": "nonce", "Prompt": "prompt",
            "RedirectUri": "redirect_uri", "Resource": "resource", "Scope": "scope",
        ]
        switch name {
        case "Username": return .some(environment.request.username)
        // The one place where a policy may read it: `login-NonInteractive` of ROPC.
        case "Password": return .some(environment.request.password?.exposed)
        default: return parameters[name].map { parameter($0, environment) }
        }
    }

    private static func parameter(_ name: String, _ environment: JourneyEnvironment) -> String? {
        let parameters = environment.request.parameters
        if let value = parameters[name] { return value }
        return parameters.filter { Name($0.key) == Name(name) }.min { $0.key < $1.key }?.value
    }

    private static func saml(_ name: Name, _ claims: Claims, _ environment: JourneyEnvironment) -> String?? {
        let names: Set<Name> = [
            "AuthnContextClassReferences", "NameIdPolicyFormat", "Issuer", "AllowCreate", "ForceAuthn", "ProviderName",
            "RelayState", "Subject", "Binding",
        ]
        return names.contains(name) ? .some(environment.request.saml[name]) : nil
    }
}
