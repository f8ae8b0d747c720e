import Base
import Glibc
import HTTP

/// One run of all rows.
struct LoadRun {
    let options: LoadOptions
    private let table = Table()

    init(_ options: LoadOptions) { self.options = options }

    func run() async throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.copyPolicies(of: options.policies)
        for steps in [0, PolicyRows.steps] {
            try place.add(policy: PolicyRows.policy(of: steps), as: "Steps\(steps).xml")
        }
        let floor = try Floor()
        print("on this machine, by itself: RS256 \(Table.text(floor.signature, 3)) ms,", terminator: " ")
        print("Argon2id \(Table.text(floor.passwordHash, 1)) ms of a core")
        // The first start makes the keys and the tenant.
        try startServer(place).stop()
        try await place.addPeople(options.connections)
        let apiKey = try await place.makeKey()
        table.begin()
        try checking()
        try realms()
        try starts(place)
        try withServer(try startServer(place)) { try hashed($0, floor) }
        try withServer(try startUnhashed(place)) { server in
            try unhashed(server, floor)
            try passkeys(server, apiKey)
            try stepping(server)
        }
        try withServer(try startUnhashed(place, traces: true)) { try traced($0) }
        try streams(place)
    }

    private func hashed(_ server: ServerProcess, _ floor: Floor) throws {
        let site = Site(port: server.port)
        // After two seconds the server gives back what only its start has touched.
        usleep(4_000_000)
        if wants("idle memory") {
            table.add("idle memory (PSS)", .init(value: Double(server.memory) / 1024, unit: "MiB", bar: 10))
            table.add(
                "idle memory (anonymous)", .init(value: Double(server.anonymousMemory) / 1024, unit: "MiB", bar: nil))
        }
        try repeated("discovery", site.get("\(Site.policy)/v2.0/.well-known/openid-configuration"), server, bar: 0.016)
        try repeated("keys", site.get("\(Site.policy)/discovery/v2.0/keys"), server, bar: 0.016)
        try measure("sign-in, with the password hash", server, bar: 1.1 * floor.passwordHash + 1) { index in
            let (client, person) = try (Client(port: site.port), person(site, index, scope: "openid"))
            return { _ = try person.run(client) }
        }
    }

    private func unhashed(_ server: ServerProcess, _ floor: Floor) throws {
        let site = Site(port: server.port)
        try measure("sign-in, without it", server, bar: 1) { index in
            let (client, person) = try (Client(port: site.port), person(site, index, scope: "openid"))
            return { _ = try person.run(client) }
        }
        // The design's own figure for a signature, or what this machine takes if that is more.
        try measure("refresh, with one signature", server, bar: 0.12 + max(0.23, floor.signature)) { index in
            let client = try Client(port: site.port)
            var tokens = try person(site, index, scope: "openid offline_access").run(client)
            return {
                guard let token = tokens.refreshToken, tokens.signatures == 1 else {
                    throw LoadError("no refresh token")
                }
                let form: Parameters = [
                    "grant_type": "refresh_token", "client_id": Site.client, "refresh_token": token,
                ]
                tokens = try SignIn.Tokens(try client.exchange(site.post(Site.token, form)).require(200, "the refresh"))
            }
        }
        try measure("userinfo", server, bar: 0.06) { index in
            let client = try Client(port: site.port)
            guard let token = try person(site, index, scope: "openid \(Site.client)").run(client).accessToken else {
                throw LoadError("no access token")
            }
            let request = site.get(
                "\(Site.policy)/openid/v2.0/userinfo", headers: "Authorization: Bearer \(token)\r\n")
            return { _ = try client.exchange(request).require(200, "userinfo") }
        }
    }

    /// The design's figure is with code and token.
    private func passkeys(_ server: ServerProcess, _ apiKey: String) throws {
        try measure("sign-in with a passkey", server, bar: 1) { _ in
            let client = try Client(port: server.port)
            let person = try PasskeySignIn(site: Site(port: server.port), apiKey: apiKey, client)
            return { try person.run(client) }
        }
    }

    private func checking() throws {
        let name = "read and check the MFA starter pack"
        guard wants(name) else { return }
        guard try !Workplace.files(of: options.pack).isEmpty else {
            return print("\(name): left out, since \(options.pack) holds no policies")
        }
        let cpu = try PolicyRows.checking(options.pack, seconds: options.seconds)
        table.add(name, .init(value: cpu, unit: "ms", bar: 15))
    }

    private func realms() throws {
        var name = "WebAuthn, to its signature's check"
        if wants(name) {
            table.add(
                name, .init(value: try RealmRows.verification(seconds: options.seconds), unit: "times", bar: 1.3))
        }
        name = "decide by 50 rules"
        if wants(name) {
            let cpu = try RealmRows.decision(rules: 50, seconds: options.seconds)
            table.add(name, .init(value: cpu, unit: "ms", bar: 0.05))
        }
    }

    /// The difference between two journeys is their steps.
    private func stepping(_ server: ServerProcess) throws {
        let name = "a journey's step without I/O"
        guard wants(name) else { return }
        let cpu = try [0, PolicyRows.steps].map { steps in
            let request = PolicyRows.request(Site(port: server.port), steps: steps)
            return try Measurement.run(server, clients: options.connections, seconds: options.seconds) { _ in
                let client = try Client(port: server.port)
                return {
                    let answer = try client.exchange(request).require(302, "the journey")
                    guard answer.fields("Location").first?.contains("code=") == true else {
                        throw LoadError("the journey ends without a code: \(answer.fields("Location"))")
                    }
                }
            }.cpu
        }
        table.add(name, .init(value: (cpu[1] - cpu[0]) / Double(PolicyRows.steps), unit: "ms", bar: 0.2))
    }

    /// The same with every journey recorded, as `cardea dev` does.
    private func traced(_ server: ServerProcess) throws {
        let site = Site(port: server.port)
        try measure("sign-in, without it, recorded", server, bar: nil) { index in
            let (client, person) = try (Client(port: site.port), person(site, index, scope: "openid"))
            return { _ = try person.run(client) }
        }
        guard wants("sign-in, without it, recorded") else { return }
        table.add(
            "memory with the last 100 journeys", .init(value: Double(server.memory) / 1024, unit: "MiB", bar: nil))
    }

    private func person(_ site: Site, _ index: Int, scope: String) -> SignIn {
        SignIn(site: site, scope: scope, email: Site.email(index))
    }

    private func repeated(_ name: String, _ request: Bytes, _ server: ServerProcess, bar: Double) throws {
        try measure(name, server, bar: bar) { _ in
            let client = try Client(port: server.port)
            return { _ = try client.exchange(request).require(200, name) }
        }
    }

    private func measure(
        _ name: String, _ server: ServerProcess, bar: Double?,
        _ make: @escaping @Sendable (Int) throws -> Measurement.Operation
    ) throws {
        guard wants(name) else { return }
        table.add(
            name, try Measurement.run(server, clients: options.connections, seconds: options.seconds, make), bar: bar)
    }

    /// The middle one of seven starts, with data of an earlier one.
    private func starts(_ place: Workplace) throws {
        guard wants("start") else { return }
        let starts = try (0..<7).map { _ in
            let server = try startServer(place)
            server.stop()
            return (server.startSeconds, server.startCPU)
        }
        table.add(
            "start to the first 200", .init(value: starts.map(\.0).sorted()[3], unit: "s", bar: 0.03))
        table.add("CPU of a start", .init(value: starts.map(\.1).sorted()[3], unit: "ms", bar: nil))
    }

    private func streams(_ place: Workplace) throws {
        guard wants("event streams") else { return }
        allowManyDescriptors()
        let server = try ServerProcess(ownPath, log: place.log) { [EventStreamServer.command, "\($0)"] }
        try withServer(server) { server in
            usleep(500_000)
            let before = server.memory
            let request = Bytes(utf8: EventStreamServer.request)
            let sockets = try (0..<options.streams).map { _ in
                guard let socket = Client.connect(server.port) else { throw LoadError("no more streams") }
                guard send(socket, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
                    throw LoadError("a stream does not begin")
                }
                return socket
            }
            for socket in sockets { try awaitHead(socket) }
            usleep(500_000)
            let each = Double(server.memory - before) / Double(options.streams)
            table.add("\(options.streams) idle event streams, each", .init(value: each, unit: "KiB", bar: 16))
            for socket in sockets { close(socket) }
        }
    }

    private func awaitHead(_ socket: Int32) throws {
        var bytes = Bytes(repeating: 0, count: 1024)
        guard recv(socket, &bytes, bytes.count, 0) > 12, bytes.starts(with: "HTTP/1.1 200".utf8) else {
            throw LoadError("a stream is refused")
        }
    }

    private func wants(_ name: String) -> Bool { options.only.map { name.contains($0) } ?? true }

    private func withServer(_ server: @autoclosure () throws -> ServerProcess, _ work: (ServerProcess) throws -> Void)
        throws
    {
        let server = try server()
        defer { server.stop() }
        try work(server)
    }

    private func startServer(_ place: Workplace) throws -> ServerProcess {
        let beside = ownPath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        return try ServerProcess(options.server ?? "\(beside)/cardea", log: place.log) {
            ["dev", place.policies, "--data", place.data, "--no-trace", "--port", "\($0)"]
        }
    }

    private func startUnhashed(_ place: Workplace, traces: Bool = false) throws -> ServerProcess {
        try ServerProcess(ownPath, log: place.log) {
            [UnhashedServer.command, place.policies, "--data", place.data, "--port", "\($0)"]
                + (traces ? [] : ["--no-trace"])
        }
    }

    private var ownPath: String {
        var path = [CChar](repeating: 0, count: 4096)
        readlink("/proc/self/exe", &path, path.count - 1)
        return path.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }

    private func allowManyDescriptors() {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
