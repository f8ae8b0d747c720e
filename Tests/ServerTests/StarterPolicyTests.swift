import Base
import Policy
import Testing
import Workbench

@testable import Server

/// Our own pack, `Policies/`: what a newcomer starts from must have nothing wrong, and its journeys must hold.
struct StarterPolicyTests {
    private static let folder: String = {
        let here = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/\(here)/Policies"
    }()

    private static let examples = ["rest", "federation", "display-controls"]

    @Test func `every journey of the pack and its examples holds`() async throws {
        let tests = try TestFiles.find(Self.folder).flatMap { path in
            try JourneyTestFile.read(try Files.read(path), file: path, folder: Self.folder)
        }
        #expect(tests.count >= 60)
        for result in try await TestCommand.run(tests, patience: 60) {
            #expect(result.failure == nil, "\(TestReport.failure(result))")
        }
    }

    @Test func `the checker has nothing to say of the pack, not even a hint`() throws {
        let pack = try #require(PolicyFolder.read(Self.folder))
        let found = PolicySet.load(files: pack.policies).diagnostics.sorted
        #expect(found.isEmpty, "\(DiagnosticText.write(found, hints: true))")
        for example in Self.examples {
            let own = try #require(PolicyFolder.read("\(Self.folder)/examples/\(example)"))
            let found = PolicySet.load(files: own.policies, base: pack.policies).diagnostics.sorted
            #expect(found.isEmpty, "\(DiagnosticText.write(found, hints: true))")
        }
    }

    @Test func `the base stays small, and every policy says what it is for`() throws {
        let pack = try #require(PolicyFolder.read(Self.folder))
        let base = try #require(pack.policies.first { $0.name.hasSuffix("/Base.xml") })
        #expect(base.bytes.count { $0 == 10 } < 390)
        let set = PolicySet.load(files: pack.policies).set
        #expect(set.relyingParties.count == 6)
        for id in set.relyingParties {
            #expect(set.policy(id)?.relyingParty?.description?.isEmpty == false, "\(id)")
        }
    }

    @Test func `the welcome page begins with where people sign in`() throws {
        let pack = try #require(PolicyFolder.read(Self.folder))
        let policies = PolicyRoutes.runnable(PolicySet.load(files: pack.policies).set)
        #expect(
            policies.map(\.id) == [
                "B2C_1A_SignUpOrSignIn", "B2C_1A_SignUpOrSignInMfa", "B2C_1A_SignUpOrSignInPasskey",
                "B2C_1A_PasswordReset",
                "B2C_1A_ProfileEdit", "B2C_1A_SignInWithRealm",
            ])
        #expect(PolicyRoutes.summary(of: policies[4]) == "Sign in, then change your name.")
    }
}
