import Base
import Journey
import Policy
import Testing

let here = SourceLocation(file: "test.xml", line: 1, column: 1)

/// A policy and a world for tests: 2026-11-21, counting random bytes, German of Switzerland.
enum Sample {
    static let now = Timestamp(iso8601: "2026-11-21T09:30:00Z")!

    static func environment(
        types: [Name: DataType] = [:], language: String = "de-CH",
        _ change: (inout JourneyEnvironment) -> Void = { _ in }
    ) -> JourneyEnvironment {
        var policy = ResolvedPolicy(id: "B2C_1A_susi", tenant: "contoso.onmicrosoft.com")
        for (name, type) in types { policy.claimTypes[name] = ClaimType(id: name, dataType: type, location: here) }
        let request = RequestContext(
            parameters: ["client_id": "app", "login_hint": "a@b.c", "campaignId": "{OIDC:ClientId}"],
            correlationID: "corr", host: "id.example", address: "203.0.113.9")
        var environment = JourneyEnvironment(
            policy: policy, tenantObjectID: "0f2e", tenantDisplayName: "Contoso & Co", language: language,
            request: request, now: now, random: Random { count in (0..<count).map { UInt8(truncatingIfNeeded: $0) } })
        change(&environment)
        return environment
    }
}

/// One run of a transformation, written shortly: roles to values in, parameters, roles to look at out. A role's claim
/// is called as the role.
struct Transformation: Sendable, CustomTestStringConvertible {
    var method: String
    var claims: [(String, ClaimValue?)] = []
    var parameters: [(String, String)] = []
    var types: [(String, DataType)] = []
    var outputs: [String] = ["outputClaim"]

    init(
        _ method: String, _ claims: [(String, ClaimValue?)] = [], _ parameters: [(String, String)] = [],
        types: [(String, DataType)] = [], outputs: [String] = ["outputClaim"]
    ) {
        self.method = method
        self.claims = claims
        self.parameters = parameters
        self.types = types
        self.outputs = outputs
    }

    var testDescription: String { "\(method) \(claims.map(\.0)) \(parameters.map(\.1))" }

    func run(_ change: (inout JourneyEnvironment) -> Void = { _ in }) throws(TransformationError)
        -> TransformationResult
    {
        let transformation = ClaimsTransformation(
            id: "T", method: Name(method),
            inputClaims: claims.map { .init(claimType: Name($0.0), parameter: Name($0.0)) },
            inputParameters: parameters.map { .init(id: Name($0.0), value: $0.1) },
            outputClaims: outputs.map { .init(claimType: Name($0), parameter: Name($0)) }, location: here)
        var bag = Claims()
        for (name, value) in claims { bag[Name(name)] = value }
        let declared = types.map { (Name($0.0), $0.1) }
        let environment = Sample.environment(types: Dictionary(declared) { _, last in last }, change)
        return try transformation.apply(to: bag, in: environment)
    }

    /// The value of the first output.
    func value(_ change: (inout JourneyEnvironment) -> Void = { _ in }) throws(TransformationError) -> ClaimValue? {
        try run(change).claims[Name(outputs[0])]
    }
}

extension ClaimValue {
    static func time(_ text: String) -> ClaimValue { .dateTime(Timestamp(iso8601: text)!) }
}
