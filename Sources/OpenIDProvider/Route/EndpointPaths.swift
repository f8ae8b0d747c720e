import HTTP

/// Where the endpoints are below an issuer's base. The route table and the metadata are made of the same value, so
/// that what is announced is answered.
package struct EndpointPaths: Sendable, Hashable {
    package var authorization: String
    package var token: String
    package var endSession: String
    package var discovery: String
    package var keys: String
    package var userInfo: String
    package var revocation: String
    /// Nil: requests cannot be pushed.
    package var pushedRequests: String?

    package init(
        authorization: String, token: String, endSession: String, discovery: String, keys: String, userInfo: String,
        revocation: String, pushedRequests: String? = nil
    ) {
        self.authorization = authorization
        self.token = token
        self.endSession = endSession
        self.discovery = discovery
        self.keys = keys
        self.userInfo = userInfo
        self.revocation = revocation
        self.pushedRequests = pushedRequests
    }

    /// b2c-reference §6.1. B2C has no revocation; ours stands beside its token endpoint.
    package static let b2c = EndpointPaths(
        authorization: "/oauth2/v2.0/authorize", token: "/oauth2/v2.0/token", endSession: "/oauth2/v2.0/logout",
        discovery: "/v2.0/.well-known/openid-configuration", keys: "/discovery/v2.0/keys",
        userInfo: "/openid/v2.0/userinfo", revocation: "/oauth2/v2.0/revoke")

    /// A realm's, below its issuer: the metadata must stand right under it (Discovery §4).
    package static let realm = EndpointPaths(
        authorization: "/auth", token: "/token", endSession: "/session/end",
        discovery: "/.well-known/openid-configuration", keys: "/jwks", userInfo: "/me", revocation: "/token/revocation",
        pushedRequests: "/par")

    /// The addresses under `base` (`https://login.example/contoso.onmicrosoft.com/b2c_1a_susi`); `policy` goes into
    /// the query where the issuer was named there.
    package func endpoints(base: String, policyInQuery policy: String? = nil, offersUserInfo: Bool) -> Endpoints {
        let query = policy.map { "?p=\(PercentEncoding.encode($0))" } ?? ""
        func address(_ path: String) -> String { base + path + query }
        return Endpoints(
            authorization: address(authorization), token: address(token), endSession: address(endSession),
            keys: address(keys), revocation: address(revocation), userInfo: offersUserInfo ? address(userInfo) : nil,
            pushedRequests: pushedRequests.map(address))
    }
}
