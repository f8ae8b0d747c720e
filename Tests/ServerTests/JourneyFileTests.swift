import Base
import Testing
import Workbench

@testable import Server

/// The journey tests of `Tests/Journeys`, run as `cardea policy test` runs them.
@Suite(.enabled(if: StarterPack.isPresent))
struct JourneyFileTests {
    private static let folder: String = {
        let here = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        return "/\(here)/Journeys"
    }()

    @Test func `every journey of the starter packs holds`() async throws {
        let tests = try TestFiles.find(Self.folder).flatMap { path in
            try JourneyTestFile.read(try Files.read(path), file: path, folder: nil)
        }
        #expect(tests.count >= 26)
        for result in try await run(tests) {
            #expect(result.failure == nil, "\(TestReport.failure(result))")
        }
    }

    /// As `cardea policy test`, with patience: the other tests keep the machine busy.
    private func run(_ tests: [JourneyTest]) async throws -> [JourneyTestResult] {
        let runner = JourneyTestRunner(
            sites: try MemorySites(), stopwatch: { 0 }, sleep: { _ in try? await Task.sleep(for: .seconds(1800)) })
        return await runner.run(tests, width: 2, finished: { _ in })
    }

    private func run(_ text: String, pack: String = "LocalAccounts") async throws -> JourneyTestResult {
        let tests = try JourneyTestFile.read(
            Bytes(utf8: text), file: "\(Self.folder)/x.journey.json",
            folder: "\(Self.folder)/../../../shared/corpus/starterpack/\(pack)")
        return try #require(try await run(tests).first)
    }

    private func signIn(_ rest: String) -> String {
        """
        {"policy": "B2C_1A_signup_signin", "users": [{"email": "ada@example.com", "password": "Correct-horse-7",
          "displayName": "Ada"}],
         "steps": [{"enter": {"signInName": "ada@example.com", "password": "Correct-horse-7"}}\(rest)}
        """
    }

    @Test(arguments: [
        ("], \"expect\": {\"token\": {\"name\": \"Eve\"}}", "token.name: expected \"Eve\", got \"Ada\""),
        ("], \"expect\": {\"token\": {\"name\": null}}", "token.name: expected nothing, got \"Ada\""),
        ("], \"expect\": {\"token\": null}", "token: expected nothing"),
        ("], \"expect\": {\"error\": \"access_denied\"}", "error: expected \"access_denied\"; "),
        ("], \"expect\": {\"userCount\": 2}", "userCount: expected 2, got 1"),
        ("], \"expect\": {\"users\": [{\"password\": \"Other-horse-8\"}]}", "users[0].password: is another one"),
        ("], \"expect\": {\"users\": [{\"displayName\": \"Eve\"}]}", "users[0].displayName: expected \"Eve\""),
        ("], \"expect\": {\"messages\": [{\"channel\": \"mail\"}]}", "messages[0]: expected"),
        ("], \"expect\": {\"calls\": [\"POST https://api.example/*\"]}", "calls[0]: expected"),
        ("], \"expect\": {\"pages\": [\"api.selfasserted\"]}", "got SelfAsserted-LocalAccountSignin-Email"),
        ("], \"expect\": {\"answer\": {\"state\": \"other\"}}", "answer.state: expected \"other\", got \"state-1\""),
        (", {\"page\": \"api.selfasserted\"}]", "expected a page api.selfasserted, but the journey is over"),
        (", {\"press\": \"continue\"}]", "the journey is over"),
        (", {\"authorize\": {\"prompt\": \"login\"}, \"page\": \"error\"}]", "expected the page error, got"),
        (
            ", {\"authorize\": {\"prompt\": \"login\"}, \"fields\": [\"email\"]}]",
            "fields: expected email, got signInName"
        ),
        (", {\"authorize\": {\"prompt\": \"login\"}, \"error\": \"Sorry\"}]", "error: expected \"Sorry\", got none"),
        (", {\"authorize\": {\"prompt\": \"login\"}, \"choices\": [\"X\"]}]", "choices: expected X, got none"),
        (", {\"authorize\": {\"prompt\": \"login\"}, \"press\": \"singup\"}]", "no button or link \"singup\""),
        (
            ", {\"authorize\": {\"prompt\": \"login\"}, \"enter\": {\"signinnam\": \"x\"}}]",
            "did you mean \"signInName\""
        ),
        (
            ", {\"authorize\": {\"prompt\": \"login\"}, \"enter\": {\"signInName\": \"$mial\"}}]",
            "did you mean \"mail\""
        ),
        (", {\"authorize\": {\"prompt\": \"login\"}, \"enter\": {\"signInName\": \"$mail\"}}]", "no mail was sent"),
        (
            ", {\"authorize\": {\"prompt\": \"login\"}, \"enter\": {\"signInName\": \"$captcha\"}}]",
            "no page has asked a question"
        ),
        (", {\"authorize\": {\"prompt\": \"login\"}, \"verify\": \"email\"}]", "nothing to verify"),
        (", {\"authorize\": {\"prompt\": \"login\"}, \"signIn\": {}}]", "not the page of a stub identity provider"),
        (", {\"save\": {\"a\": \"token.nothing\"}}]", "nothing at \"token.nothing\""),
        (
            ", {\"token\": {\"grant_type\": \"refresh_token\", \"refresh_token\": \"x\"}, \"expect\": {\"status\": 200}}]",
            "status: expected 200, got 400"
        ),
        (", {\"advance\": \"1h\", \"expect\": {\"took\": 5}}]", "took: expected 5, got 3600000"),
    ])
    func `what does not hold is said in the author's words`(rest: String, message: String) async throws {
        let failure = try #require(try await run(signIn(rest)).failure, "\(rest) holds")
        #expect(failure.lines.joined(separator: "\n").contains(message), "\(failure.lines)")
    }

    @Test func `a policy that is not there, or a folder, says what there is`() async throws {
        let unknown = try await run("{\"policy\": \"B2C_1A_other\", \"steps\": []}")
        #expect(unknown.failure?.lines.first?.contains("there are: B2C_1A_PasswordReset") == true, "\(unknown)")
        let nowhere = try await run("{\"policy\": \"x\", \"folder\": \"nowhere\", \"steps\": []}")
        #expect(nowhere.failure?.lines.first?.contains("holds no policies") == true, "\(nowhere)")
        let stubs = try await run("{\"policy\": \"B2C_1A_signup_signin\", \"stubs\": \"nowhere\"}")
        #expect(stubs.failure?.lines.first?.contains("there are no stubs at") == true, "\(stubs)")
    }

    @Test func `a test that names no expectation expects a token`() async throws {
        #expect(try await run(signIn("]")).failure == nil)
        let waiting = try await run("{\"policy\": \"B2C_1A_signup_signin\", \"steps\": [{\"press\": \"signup\"}]}")
        let text = TestReport.failure(waiting)
        #expect(
            text.contains("token: there is none; the journey has not ended, it shows LocalAccountSignUpWithLogonEmail"))
        #expect(text.contains("[email_ver_but_send]"), "\(text)")
    }

    @Test func `a journey that never comes to its end is given up`() async throws {
        let tests = try JourneyTestFile.read(
            Bytes(utf8: "{\"policy\": \"x\", \"steps\": [{\"press\": \"x\"}]}"), file: "x", folder: "x")
        let runner = JourneyTestRunner(sites: SleepySites(), stopwatch: { 0 }, sleep: { _ in })
        let failure = await runner.run(tests[0]).failure
        #expect(failure?.lines.first?.contains("not at its end after 30 seconds") == true)
    }
}

private struct SleepySites: TestSites {
    func site(for test: JourneyTest) async throws -> any TestSite {
        try await Task.sleep(for: .seconds(600))
        throw CancellationError()
    }
}
