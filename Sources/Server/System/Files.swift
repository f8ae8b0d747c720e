import Base
import Glibc

/// Files and folders, in the few ways that the server needs them.
enum Files {
    struct Failure: Error, CustomStringConvertible {
        let path: String
        let reason: String

        init(_ path: String, _ code: Int32 = errno) {
            self.path = path
            reason = String(cString: strerror(code))
        }

        var description: String { "\(path): \(reason)" }
    }

    static func read(_ path: String, limit: Int = 4 << 20) throws -> Bytes {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw Failure(path) }
        defer { close(file) }
        var bytes = Bytes()
        var buffer = Bytes(repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(file, &buffer, buffer.count)
            guard count >= 0 else { throw Failure(path) }
            if count == 0 { return bytes }
            bytes.append(contentsOf: buffer[..<count])
            guard bytes.count <= limit else { throw Failure(path, EFBIG) }
        }
    }

    /// Writes the whole file or nothing: another reader sees the old content or the new.
    static func write(_ bytes: Bytes, to path: String, mode: mode_t = 0o600) throws {
        let temporary = "\(path).new"
        let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard file >= 0 else { throw Failure(temporary) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            guard count > 0 else {
                let failure = Failure(temporary)
                close(file)
                throw failure
            }
            rest = rest.dropFirst(count)
        }
        let isSynced = fsync(file) == 0
        close(file)
        guard isSynced, rename(temporary, path) == 0 else { throw Failure(path) }
    }

    static func makeFolder(_ path: String) throws {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw Failure(path) }
    }

    /// The folder and those around it that are missing, for whoever may read the others.
    static func makeFolders(_ path: String) throws {
        guard !path.isEmpty, !exists(path) else { return }
        try makeFolders(path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/"))
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw Failure(path) }
    }

    /// Names in the folder, sorted; hidden ones left out.
    static func names(in folder: String) throws -> [String] {
        guard let directory = opendir(folder) else { throw Failure(folder) }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    /// Changes when the file does: time of change, size and inode. Nil when there is none.
    static func stamp(_ path: String) -> String? {
        var info = stat()
        guard stat(path, &info) == 0 else { return nil }
        return "\(info.st_mtim.tv_sec).\(info.st_mtim.tv_nsec).\(info.st_size).\(info.st_ino)"
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    static func isFolder(_ path: String) -> Bool {
        var info = stat()
        return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
    }
}
