import Base

/// What the token page says about parameters and claims.
enum ClaimNotes {
    /// Claims whose value is a time in seconds since 1970.
    static let times: Set<String> = ["auth_time", "exp", "iat", "nbf", "updated_at"]

    static let parameters = [
        "access_token": "Shown to an API, to be let in. Its content is meant for the API alone.",
        "client_info": "Tells MSAL which account this is, before any token is read.",
        "code": "To be changed for tokens, once and within a minute.",
        "error": "The policy ended without a token.",
        "error_description": "Why. An application may look for the code at its beginning.",
        "expires_in": "Seconds that the access token is good for.",
        "id_token": "Says who signed in, to the application that asked.",
        "iss": "The provider that answers, so that answers of two cannot be mixed up.",
        "refresh_token": "To be changed for new tokens later. Keep it secret.",
        "scope": "What the access token is good for.",
        "session_state": "Lets a page notice that the session at the provider has changed.",
        "state": "The application’s own note, sent back as it came.",
        "token_type": "How the access token is shown to an API.",
    ]

    static let claims = [
        "acr": "How the person was signed in; here often the policy.",
        "alg": "The algorithm of the signature.",
        "amr": "What was used to sign in: password, one-time code, passkey.",
        "at_hash": "Ties the access token to this token.",
        "aud": "The application that the token is for. Others must refuse it.",
        "auth_time": "When the person last signed in.",
        "azp": "The application that asked for the token.",
        "c_hash": "Ties the code to this token.",
        "city": "The city that the person gave.",
        "country": "The country that the person gave.",
        "email": "The person’s e-mail address.",
        "email_verified": "Whether the address was checked.",
        "emails": "The person’s e-mail addresses.",
        "exp": "Not good from this time on.",
        "family_name": "The person’s family name.",
        "given_name": "The person’s given name.",
        "iat": "When the token was made.",
        "idp": "Where the person signed in; missing for a local account.",
        "idp_access_token": "The token that the other provider gave.",
        "iss": "The provider that made the token.",
        "jti": "A name of this token alone.",
        "jobTitle": "The person’s job.",
        "kid": "Which of the provider’s keys signed.",
        "name": "The person’s name, as it is shown.",
        "nbf": "Not good before this time.",
        "newUser": "The account was made in this very journey.",
        "nonce": "The application’s own value; it must be the one it sent.",
        "oid": "The account’s id in the directory.",
        "postalCode": "The postal code that the person gave.",
        "preferred_username": "The name that the person likes to sign in with.",
        "roles": "What the person may do in the application.",
        "scp": "What the application may do at the API.",
        "sid": "The session at the provider.",
        "state": "The state or region that the person gave.",
        "streetAddress": "The street that the person gave.",
        "sub": "The person, by a name that does not change.",
        "tfp": "The policy that made the token.",
        "tid": "The tenant.",
        "typ": "What kind of token this is.",
        "updated_at": "When the account last changed.",
        "upn": "The account’s name in the directory.",
        "ver": "The version of the token’s form.",
        "x5t": "The certificate of the key that signed.",
    ]

    static let json: JSON = [
        "claims": .object(JSON.Object(claims.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
        "parameters": .object(JSON.Object(parameters.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
        "times": JSON(times.sorted()),
    ]
}
