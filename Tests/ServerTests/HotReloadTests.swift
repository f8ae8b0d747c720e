import Base
import Directory
import Glibc
import HTTP
import Policy
import Synchronization
import TestSupport
import Testing
import Trace

@testable import Server

/// How a folder hears of a save.
@Suite(.serialized)
struct FolderWatchTests {
    /// Whether a save is told within the time. Generous: the machine may be busy with other tests.
    private func isTold(_ watch: FolderWatch, within seconds: Int64 = 10) async -> Bool {
        let end = SystemClock.ticks() + seconds * 1_000_000
        for await _ in watch.moments {
            if watch.takeSaved() { return true }
            if SystemClock.ticks() > end { return false }
        }
        return false
    }

    @Test func `a file that was written, moved there or removed is told at once`() async throws {
        let place = try PolicyWorkplace()
        let watch = FolderWatch([place.path])
        defer { watch.stop() }
        try #require(watch.isTold)

        try place.save("a.xml", "1")
        #expect(await isTold(watch))
        try Files.write([2], to: place.file("a.xml"))
        #expect(await isTold(watch))
        unlink(place.file("a.xml"))
        #expect(await isTold(watch))
        try place.save("appsettings.json", "{}")
        #expect(await isTold(watch))
    }

    @Test func `what editors write beside our files is not ours`() async throws {
        let place = try PolicyWorkplace()
        let watch = FolderWatch([place.path])
        defer { watch.stop() }

        for name in ["4913", ".a.xml.swp", "a.xml~", "#a.xml#"] { try place.save(name, "x") }
        #expect(await isTold(watch, within: 1) == false)
        unlink(place.file(".a.xml.swp"))
    }

    @Test func `a folder that is made later is watched from then on`() async throws {
        let place = try PolicyWorkplace()
        let watch = FolderWatch([place.path, place.file("stubs")])
        defer { watch.stop() }

        mkdir(place.file("stubs"), 0o755)
        #expect(await isTold(watch))
        try place.save("stubs/api.json", "{}")
        #expect(await isTold(watch))
    }

    @Test func `where the kernel tells nothing, we are woken to look`() async throws {
        let watch = FolderWatch(["/nowhere"], usesKernel: false)
        defer { watch.stop() }
        #expect(!watch.isTold)

        var count = 0
        for await _ in watch.moments {
            count += 1
            if count == 3 { break }
        }
        #expect(count == 3)
        #expect(!watch.takeSaved())
    }
}

@Suite(.enabled(if: StarterPack.isPresent), .serialized)
struct HotReloadTests {
    static let tenant = Tenant.ID("7e4a0000-0000-4000-8000-000000000001")
    static let policy: Name = "B2C_1A_signup_signin"
    static let file = "SignUpOrSignin.xml"
    /// What an author may wait (issue 3), held against processor time, which no other test can take away. Code that is
    /// not optimised, as here, needs about four times as long as what is shipped.
    static let budgetMicroseconds: Int64 = 100_000 * unoptimised
    #if DEBUG
        private static let unoptimised: Int64 = 4
    #else
        private static let unoptimised: Int64 = 1
    #endif

    private func serve(_ place: PolicyWorkplace) throws -> WatchedPolicies {
        WatchedPolicies(
            place.path, base: nil, tenant: Self.tenant, first: try WatchedPolicies.load(place.path, base: nil),
            now: SystemClock.now)
    }

    private static func processorTime() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }

    @Test func `a saved file of the largest pack is served within the budget`() async throws {
        let place = try PolicyWorkplace(pack: "SocialAndLocalAccountsWithMfa")
        let served = try serve(place)
        let watch = FolderWatch([place.path])
        let work = Mutex<[Int64]>([])
        let serving = Task {
            for await _ in watch.moments where watch.takeSaved() {
                let began = Self.processorTime()
                _ = try served.reload()
                let took = Self.processorTime() - began
                work.withLock { $0.append(took) }
            }
        }
        defer {
            watch.stop()
            serving.cancel()
        }

        var waits: [Int64] = []
        for round in 1...7 { waits.append(try await wait(for: "Email \(round)", in: place, served)) }

        let median = work.withLock { $0.sorted()[$0.count / 2] }
        print("hot reload: \(TraceWords.duration(median)) of work, \(TraceWords.duration(waits.sorted()[3])) by clock")
        #expect(median < Self.budgetMicroseconds)
    }

    /// Saves the base with another name of a claim, and waits until it is served; answers for how long.
    private func wait(for name: String, in place: PolicyWorkplace, _ served: WatchedPolicies) async throws -> Int64 {
        let file = "TrustFrameworkBase.xml"
        let text = try StarterPack.text(of: file, in: "SocialAndLocalAccountsWithMfa")
        try #require(text.split(separator: "\n").count > 1300)
        let began = SystemClock.ticks()
        try place.save(
            file, text.replacing("<DisplayName>Email Address<", with: "<DisplayName>\(name)<"))
        // The guard against a save that never comes, though every core is at work for others; the budget is held
        // against the work.
        while served.policy(Self.policy, of: Self.tenant)?.claimTypes["email"]?.displayName != name {
            try #require(SystemClock.ticks() - began < 240_000_000, "\(name) was not served")
            try await Task.sleep(for: .milliseconds(1))
        }
        return SystemClock.ticks() - began
    }

    @Test func `a broken save keeps the last good policies, and a repaired one is served`() throws {
        let place = try PolicyWorkplace(pack: "LocalAccounts")
        let served = try serve(place)
        let good = try place.text(Self.file)
        let generation = served.generation

        try place.save(Self.file, good.replacing("ReferenceId=\"SignUpOrSignIn\"", with: "ReferenceId=\"Nowhere\""))
        #expect(try served.reload().hasErrors)
        #expect(served.standing.isHeldBack && served.generation == generation)
        #expect(served.policy(Self.policy, of: Self.tenant)?.relyingParty?.defaultUserJourney == "SignUpOrSignIn")

        try place.save(Self.file, String(good.prefix(300)))
        #expect(try served.reload().hasErrors)
        #expect(served.policy(Self.policy, of: Self.tenant) != nil)

        try place.save(Self.file, good)
        #expect(try !served.reload().hasErrors)
        #expect(!served.standing.isHeldBack && served.generation == generation + 1)
    }

    @Test func `a folder that has lost its policies goes on being served`() throws {
        let place = try PolicyWorkplace(pack: "LocalAccounts")
        let served = try serve(place)
        for name in try Files.names(in: place.path) { unlink(place.file(name)) }

        #expect(try served.reload().sorted.map(\.code) == [.noPolicies])
        #expect(served.policy(Self.policy, of: Self.tenant) != nil)
    }

    @Test func `a folder of realms needs no policy`() throws {
        let place = try PolicyWorkplace(pack: "LocalAccounts")
        let policy = try place.text(Self.file)
        for name in try Files.names(in: place.path) { unlink(place.file(name)) }
        let served = WatchedPolicies(
            place.path, base: nil, tenant: Self.tenant,
            first: try WatchedPolicies.load(place.path, base: nil, mayBeEmpty: true), now: SystemClock.now)

        #expect(try served.reload().sorted.isEmpty)
        try place.save(Self.file, policy)
        #expect(try served.reload().hasErrors)
    }

    @Test func `who listens hears of each reading`() async throws {
        let place = try PolicyWorkplace(pack: "LocalAccounts")
        let served = try serve(place)
        var changes = served.changes.listen().makeAsyncIterator()

        _ = try served.reload()

        #expect(await changes.next() != nil)
    }
}

/// The pages about policies.
@Suite(.enabled(if: StarterPack.isPresent))
struct PolicyPageTests {
    private let place: PolicyWorkplace
    private let served: WatchedPolicies
    private let responder: RoutedResponder
    private let routes: PolicyRoutes

    init() throws {
        place = try PolicyWorkplace(pack: "SocialAndLocalAccountsWithMfa")
        served = WatchedPolicies(
            place.path, base: nil, tenant: HotReloadTests.tenant,
            first: try WatchedPolicies.load(place.path, base: nil), now: SystemClock.now)
        routes = PolicyRoutes(
            folder: served, tenantName: "yourtenant.onmicrosoft.com", realms: OneRealm(),
            access: LocalAccess(hosts: []), version: "1", random: .seeded())
        responder = RoutedResponder(Router(routes.routes)) { _, _ in HTTPError.failed.response }
    }

    private func get(
        _ path: String, query: Parameters = [:], origin: String = "http://localhost:8080", address: String = "127.0.0.1"
    ) async -> (status: Int, text: String) {
        var request = Request(method: .get, path: path, origin: origin, address: address, correlationID: "x")
        request.query = query
        let response = await responder.respond(to: request)
        return (response.status, String(decoding: response.bytes ?? [], as: UTF8.self))
    }

    private static let pages = [
        "/policies/B2C_1A_signup_signin", "/policies/b2c_1a_SIGNUP_signin/map.svg",
        "/policies/B2C_1A_TrustFrameworkBase/policy.xml", "/problems", "/problems/car0306", "/policies/events",
    ]

    @Test(arguments: pages)
    func `what policies say is for this machine alone`(path: String) async {
        #expect(await get(path).status == 200)
        #expect(await get(path, origin: "http://evil.example").status == 404)
        #expect(await get(path, address: "203.0.113.9").status == 404)
    }

    @Test(arguments: [
        "/policies/B2C_1A_none", "/policies/B2C_1A_none/map.svg", "/policies/x/policy.xml", "/problems/CAR9",
    ])
    func `what is not there is not found`(path: String) async {
        #expect(await get(path).status == 404)
    }

    @Test func `a policy's page has its map, its chain and each definition with its origin`() async {
        let page = await get("/policies/B2C_1A_signup_signin").text

        #expect(page.contains("<svg") && page.contains("Journey SignUpOrSignIn of B2C_1A_signup_signin"))
        #expect(page.contains("<desc id=\"map-desc\">Step 1, CombinedSignInAndSignUp"))
        #expect(page.contains("href=\"#TechnicalProfile-LocalAccountSignUpWithLogonEmail\""))
        #expect(page.contains("id=\"TechnicalProfile-AAD-UserWriteUsingLogonEmail\""))
        #expect(page.contains("TrustFrameworkBase.xml:"))
        // A profile of the base with its metadata in the extensions says so inside.
        #expect(page.contains("TrustFrameworkExtensions.xml:"))
        #expect(page.contains("/oauth2/v2.0/authorize?"))
        let other = await get("/policies/B2C_1A_signup_signin", query: ["journey": "passwordRESET"]).text
        #expect(other.contains("Journey PasswordReset of"))
        #expect(await get("/policies/B2C_1A_TrustFrameworkBase").text.contains("Run now") == false)
    }

    @Test func `the start page leads to each realm`() async {
        let page = await get("/").text

        #expect(page.contains("Shop &lt;1>") || page.contains("Shop &lt;1&gt;"))
        #expect(page.contains("href=\"/shop/account\"") && page.contains("href=\"/shop/oidc/.well-known/"))
    }

    @Test func `errors are told on the start page and on every page of a journey, until they are repaired`()
        async throws
    {
        #expect(routes.notice == nil)
        let good = try place.text(HotReloadTests.file)
        let hostile = "&lt;script&gt;alert(1)&lt;/script&gt;"
        try place.save(
            HotReloadTests.file, good.replacing("ReferenceId=\"SignUpOrSignIn\"", with: "ReferenceId=\"\(hostile)\""))
        _ = try served.reload()

        let page = await get("/").text
        #expect(page.contains("SignUpOrSignin.xml:"))
        #expect(page.contains("href=\"/problems/CAR0306\"") && page.contains("What to do: "))
        #expect(page.contains("What runs is the version of "))
        #expect(!page.contains("<script>alert"))
        #expect(page.contains("Run now"))
        #expect(await get("/problems").text.contains("\"CAR0306\""))
        #expect(await get("/problems/CAR0306").text.contains("SignUpOrSignin.xml:"))
        let notice = "\(try #require(routes.notice))"
        #expect(notice.contains("error") && notice.contains("what runs is the version of"))
        #expect(notice.contains("/#problems"))
        // Somebody else may run policies, and sees that something is wrong, but not what they say.
        let outside = await get("/", origin: "http://evil.example").text
        #expect(outside.contains("Run now") && outside.contains("error"))
        #expect(!outside.contains("SignUpOrSignin.xml") && !outside.contains("/policies/B2C"))

        try place.save(HotReloadTests.file, good)
        _ = try served.reload()
        #expect(routes.notice == nil)
        #expect(await get("/").text.contains("CAR0306") == false)
    }
}

/// A server's one realm, for the start page.
private struct OneRealm: Realms {
    private let shop = Realm(id: Realm.ID("shop"), tenant: Tenant.ID("t"), displayName: "Shop <1>")

    func realm(_ id: Realm.ID) async throws -> Realm? { id == shop.id ? shop : nil }
    func realm(atHost host: String) async throws -> Realm? { nil }
    func realm(atIssuerPath path: String) async throws -> Realm? { nil }
    func all() async throws -> [Realm] { [shop] }
    func save(_ realm: Realm) async throws -> Realm? { nil }
    func delete(_ id: Realm.ID) async throws {}
}
