import Base
import Directory
import Testing

extension StoreSuite {
    static let grants = codes + refreshTokens

    private static let codes = [
        StoreRule("a grant comes back with every field") { store async throws in
            let grant = Sample.grant("g", expiresAt: Sample.later)
            try await store.grants.save(grant, code: nil)

            #expect(try await store.grants.grant(grant.id) == grant)
            #expect(try await store.grants.grant(Grant.ID("h")) == nil)
        },
        StoreRule("a code is fresh once, then replayed") { store async throws in
            let grant = Sample.grant("g")
            let code = Sample.code("c", of: grant)
            try await store.grants.save(grant, code: code)

            #expect(try await store.grants.redeem(code: "c", at: Sample.now) == .fresh(code, grant))
            #expect(try await store.grants.redeem(code: "c", at: Sample.now) == .replayed(grant.id))
            #expect(try await store.grants.redeem(code: "d", at: Sample.now) == .unknown)
        },
        StoreRule("a code without nonce and challenge comes back") { store async throws in
            let grant = Grant(
                id: Grant.ID("g"), issuer: "realm", policy: "", client: "c", user: nil, scope: [],
                authenticatedAt: Sample.now, createdAt: Sample.now, expiresAt: nil, content: nil)
            let code = AuthorizationCode(
                hash: "c", grant: grant.id, redirectURI: "", nonce: nil, challenge: nil, challengeMethod: nil,
                expiresAt: Sample.later)
            try await store.grants.save(grant, code: code)

            #expect(try await store.grants.redeem(code: "c", at: Sample.now) == .fresh(code, grant))
        },
        StoreRule("an expired code is answered: expiry is the caller's to judge") { store async throws in
            let grant = Sample.grant("g")
            let code = Sample.code("c", of: grant, expiresAt: Sample.now)
            try await store.grants.save(grant, code: code)

            #expect(try await store.grants.redeem(code: "c", at: Sample.later) == .fresh(code, grant))
        },
        StoreRule("of many who redeem one code at once, one gets it") { store async throws in
            let grant = Sample.grant("g")
            try await store.grants.save(grant, code: Sample.code("c", of: grant))

            let outcomes = try await concurrently(32) { _ in
                try await store.grants.redeem(code: "c", at: Sample.now)
            }

            #expect(outcomes.count { $0 == .fresh(Sample.code("c", of: grant), grant) } == 1)
            #expect(outcomes.count { $0 == .replayed(grant.id) } == 31)
        },
        StoreRule("a revoked grant takes its code and refresh tokens along") { store async throws in
            let grant = Sample.grant("g")
            let kept = Sample.grant("kept")
            try await store.grants.save(grant, code: Sample.code("c", of: grant))
            try await store.grants.save(kept, code: Sample.code("k", of: kept))
            try await store.grants.save(Sample.refreshToken("t", of: grant))

            try await store.grants.revoke(grant.id)

            #expect(try await store.grants.grant(grant.id) == nil)
            #expect(try await store.grants.redeem(code: "c", at: Sample.now) == .unknown)
            #expect(
                try await store.grants.redeem(
                    refreshToken: "t", for: Sample.refreshToken("n", of: grant), at: Sample.now)
                    == .unknown)
            #expect(try await store.grants.grant(ofRefreshToken: "t") == nil)
            #expect(try await store.grants.grant(kept.id) == kept)
        },
    ]

    private static let refreshTokens = [
        StoreRule("a refresh token is fresh once, then replayed") { store async throws in
            let grant = Sample.grant("g")
            let (token, next) = (Sample.refreshToken("t", of: grant), Sample.refreshToken("n", of: grant))
            let never = Sample.refreshToken("x", of: grant)
            try await store.grants.save(grant, code: nil)
            try await store.grants.save(token)

            #expect(try await store.grants.redeem(refreshToken: "t", for: next, at: Sample.now) == .fresh(token, grant))
            #expect(try await store.grants.unused(refreshToken: "n")?.0 == next)
            #expect(
                try await store.grants.redeem(refreshToken: "t", for: never, at: Sample.now) == .replayed(grant.id))
            #expect(try await store.grants.redeem(refreshToken: "u", for: never, at: Sample.now) == .unknown)
            #expect(try await store.grants.unused(refreshToken: "x") == nil)
        },
        StoreRule("of many who redeem one refresh token at once, one gets it") { store async throws in
            let grant = Sample.grant("g")
            try await store.grants.save(grant, code: nil)
            try await store.grants.save(Sample.refreshToken("t", of: grant))

            let outcomes = try await concurrently(32) { caller in
                try await store.grants.redeem(
                    refreshToken: "t", for: Sample.refreshToken("\(caller)", of: grant), at: Sample.now)
            }

            #expect(outcomes.count { $0 == .fresh(Sample.refreshToken("t", of: grant), grant) } == 1)
        },
        StoreRule("a refresh token is seen until it is used or its grant revoked") { store async throws in
            let grant = Sample.grant("g")
            try await store.grants.save(grant, code: nil)
            let token = Sample.refreshToken("t", of: grant)
            try await store.grants.save(token)

            let seen = try await store.grants.unused(refreshToken: "t")
            _ = try await store.grants.redeem(
                refreshToken: "t", for: Sample.refreshToken("n", of: grant), at: Sample.now)

            #expect(seen?.0 == token)
            #expect(seen?.1 == grant)
            #expect(try await store.grants.unused(refreshToken: "t") == nil)
            #expect(try await store.grants.unused(refreshToken: "u") == nil)
        },
        StoreRule("a refresh token's grant is found without using the token, and after its use") { store async throws in
            let grant = Sample.grant("g")
            try await store.grants.save(grant, code: nil)
            try await store.grants.save(Sample.refreshToken("t", of: grant))

            #expect(try await store.grants.grant(ofRefreshToken: "t") == grant)
            _ = try await store.grants.redeem(
                refreshToken: "t", for: Sample.refreshToken("n", of: grant), at: Sample.now)
            #expect(try await store.grants.grant(ofRefreshToken: "t") == grant)
            #expect(try await store.grants.grant(ofRefreshToken: "u") == nil)
        },
        StoreRule("a refresh token of a revoked grant is refused") { store async throws in
            let grant = Sample.grant("g")
            try await store.grants.save(grant, code: nil)
            try await store.grants.revoke(grant.id)

            await #expect(throws: GrantRevoked(grant: grant.id)) {
                try await store.grants.save(Sample.refreshToken("t", of: grant))
            }
        },
        StoreRule("a code and a refresh token of one hash are two things") { store async throws in
            let grant = Sample.grant("g")
            try await store.grants.save(grant, code: Sample.code("same", of: grant))
            try await store.grants.save(Sample.refreshToken("same", of: grant))

            _ = try await store.grants.redeem(code: "same", at: Sample.now)
            let token = try await store.grants.redeem(
                refreshToken: "same", for: Sample.refreshToken("next", of: grant), at: Sample.now)

            #expect(token == .fresh(Sample.refreshToken("same", of: grant), grant))
        },
    ]
}
