import Base
import Cryptography
import Directory
import Glibc
import Policy
import Server
import Storage

/// A folder of the run's own: data with people in it, the served policies, and what the servers said.
struct Workplace: Sendable {
    let path: String

    var data: String { "\(path)/data" }
    var policies: String { "\(path)/policies" }
    var log: String { "\(path)/server.log" }

    init() throws {
        var template = Array("/tmp/cardea-load-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw LoadError("cannot make a folder in /tmp") }
        path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }

    func remove() {
        for folder in [data, policies, path] {
            for name in Workplace.names(in: folder) { unlink("\(folder)/\(name)") }
            rmdir(folder)
        }
    }

    /// Copies the policies of `folder`, so that others can be added.
    func copyPolicies(of folder: String) throws {
        mkdir(policies, 0o700)
        let files = try Workplace.files(of: folder)
        guard !files.isEmpty else { throw LoadError("\(folder) holds no policies") }
        for (name, contents) in files {
            try Workplace.write(String(decoding: contents, as: UTF8.self), to: "\(policies)/\(name)")
        }
    }

    /// Adds a policy to those that are served.
    func add(policy: String, as name: String) throws { try Workplace.write(policy, to: "\(policies)/\(name)") }

    /// The policy files right in a folder; none where there is no such folder.
    static func files(of folder: String) throws -> [(name: String, contents: Bytes)] {
        try names(in: folder).filter { $0.hasSuffix(".xml") }.map { ($0, try read("\(folder)/\($0)")) }
    }

    /// Puts people into the store, which no server has open now.
    func addPeople(_ count: Int) async throws {
        let store = try await Store.open(directory: data, sealing: NothingSealed())
        guard let tenant = try await store.tenants.tenant(named: Site.tenant) else {
            throw LoadError("the policies are not those of \(Site.tenant)")
        }
        let hash = try PasswordHash(hashing: Secret(Site.password)).phc
        let now = Timestamp(milliseconds: Int64(time(nil)) * 1000)
        for index in 0..<count {
            let name = Identity(
                signInType: "emailAddress", issuer: tenant.name, issuerAssignedID: Site.email(index))
            var user = User(
                id: User.ID(Random.openSSL.uuid()), tenant: tenant.id, identities: [name], createdAt: now)
            user.passwordHash = hash
            user.attributes = ["displayName": "Load Test", "givenName": "Load", "surname": "Test"]
            _ = try await store.users.create(user)
        }
        await store.close()
    }

    /// An API key of the demo realm.
    func makeKey() async throws -> String {
        let made = await RealmCommand.system.run(["key", "create", "demo", "--data", data, "--json"])
        guard made.status == 0, let key = try JSON(parsing: made.text)["key"]?.string else {
            throw LoadError("no API key: \(made.errors)")
        }
        return key
    }

    private static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }

    private static func read(_ path: String) throws -> Bytes {
        guard let file = fopen(path, "r") else { throw LoadError("cannot read \(path)") }
        defer { fclose(file) }
        var bytes = Bytes(repeating: 0, count: 4 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return Bytes(bytes[..<count])
    }

    private static func write(_ text: String, to path: String) throws {
        guard let file = fopen(path, "w") else { throw LoadError("cannot write \(path)") }
        defer { fclose(file) }
        let bytes = Bytes(utf8: text)
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw LoadError("cannot write \(path)") }
    }
}

/// People are not sealed, and the tool has no business with what is.
private struct NothingSealed: Sealing {
    func seal(_ plain: Bytes, for purpose: String) -> Bytes { preconditionFailure("nothing is sealed here") }
    func open(_ sealed: Bytes, for purpose: String) throws -> Bytes { throw LoadError("nothing is opened here") }
}
