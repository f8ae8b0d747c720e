import Base
import Glibc

/// The files of a policy folder: its own `*.xml`, by name, and its `appsettings.json`. Folders inside are not read.
package struct PolicyFolder: Sendable {
    package let policies: [PolicySet.File]
    package let settings: PolicySet.File?
    /// Realms that `realms/*.json` makes, and the demo realm; nil: there are no such files.
    package var realms: Set<Name>?
    /// Policy files that could not be read.
    package let unreadable: [String]

    package init(policies: [PolicySet.File], settings: PolicySet.File? = nil, unreadable: [String] = []) {
        self.policies = policies
        self.settings = settings
        self.unreadable = unreadable
    }

    /// Reads the folder `path`; nil when there is none that can be read. Files carry the path that was given, so
    /// that a terminal can open what a diagnostic names.
    package static func read(_ path: String) -> PolicyFolder? {
        guard let names = list(path) else { return nil }
        let prefix = path.hasSuffix("/") ? path : path + "/"
        func file(_ name: String) -> PolicySet.File? {
            contents(prefix + name).map { PolicySet.File(name: prefix + name, bytes: $0) }
        }
        let policies = names.filter { $0.lowercased().hasSuffix(".xml") }.sorted()
        let files = policies.map(file)
        var folder = PolicyFolder(
            policies: files.compactMap { $0 },
            settings: names.first { $0.lowercased() == "appsettings.json" }.flatMap(file),
            unreadable: zip(policies, files).filter { $0.1 == nil }.map { prefix + $0.0 })
        folder.realms = realms(prefix + "realms/")
        return folder
    }

    private static func realms(_ prefix: String) -> Set<Name>? {
        guard let names = list(prefix)?.filter({ $0.lowercased().hasSuffix(".json") }), !names.isEmpty else {
            return nil
        }
        let known = names.compactMap { name in
            contents(prefix + name).flatMap { try? JSON(parsing: $0) }?["realm"]?.string.map { Name($0) }
        }
        return Set(known + ["demo"])
    }

    /// The policy file at `path` by itself; nil when it is none or cannot be read.
    package static func file(_ path: String) -> PolicySet.File? {
        guard access(path, R_OK) == 0 else { return nil }
        return contents(path).map { PolicySet.File(name: path, bytes: $0) }
    }

    /// Puts `bytes` in the place of the file `path`: whole or, when that fails, not at all. Links are followed, and the
    /// file keeps who may read it.
    package static func write(_ path: String, _ bytes: Bytes) -> Bool {
        let target = realpath(path, nil)
        defer { free(target) }
        let place = target.map { String(cString: $0) } ?? path
        var status = stat()
        let mode = stat(place, &status) == 0 ? status.st_mode & 0o7777 : 0o644
        let beside = "\(place).cardea-\(getpid())"
        guard let file = fopen(beside, "wb") else { return false }
        let isWritten = fwrite(bytes, 1, bytes.count, file) == bytes.count && fflush(file) == 0
        let isKept = isWritten && fchmod(fileno(file), mode) == 0 && fsync(fileno(file)) == 0
        guard fclose(file) == 0, isKept, rename(beside, place) == 0 else {
            unlink(beside)
            return false
        }
        return true
    }

    /// The text of the file `path`; nil when it cannot be read.
    package static func text(_ path: String) -> String? { contents(path).map { String(decoding: $0, as: UTF8.self) } }

    package static func exists(_ path: String) -> Bool { access(path, R_OK) == 0 }

    private static func list(_ path: String) -> [String]? {
        guard let directory = opendir(path) else { return nil }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// One byte more than a policy may have is enough to know that the file is too large.
    private static func contents(_ path: String) -> Bytes? {
        guard let file = fopen(path, "rb") else { return nil }
        defer { fclose(file) }
        var status = stat()
        guard fstat(fileno(file), &status) == 0 else { return nil }
        // As much as there was when it was opened, and a byte more, which tells a file that is too large.
        let size = min(Int(status.st_size), XMLDocument.maximumBytes) + 1
        var isRead = true
        let bytes = Bytes(unsafeUninitializedCapacity: size) { buffer, count in
            count = fread(buffer.baseAddress, 1, size, file)
            isRead = ferror(file) == 0
        }
        return isRead ? bytes : nil
    }
}
