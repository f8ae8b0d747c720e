import Glibc

/// Writes a Swift file that holds files as literals: `AssetGenerator [--folder DIR] [--type NAME] OUTPUT FILE…`. They
/// are known by their last name, or by their path in DIR. A line `@import "name.css";` is replaced by that file, so
/// that a page loads one style sheet. Files whose name begins with `_` are only for that.
@main
struct AssetGenerator {
    static func main() throws {
        var arguments = Array(CommandLine.arguments.dropFirst())[...]
        var (folder, type): (String?, String) = (nil, "CompiledAssets")
        while let option = arguments.first, option.hasPrefix("--"), let value = arguments.dropFirst().first {
            if option == "--folder" { folder = value } else { type = value }
            arguments = arguments.dropFirst(2)
        }
        guard let output = arguments.popFirst() else {
            throw Failure("usage: AssetGenerator [--folder DIR] [--type NAME] OUTPUT FILE…")
        }
        var sources: [String: [UInt8]] = [:]
        for path in arguments { sources[name(path, in: folder)] = try read(path) }
        let names = sources.keys.filter { !$0.hasPrefix("_") }.sorted()
        let assets = try names.map { try Asset(name: $0, bytes: inlined($0, sources, depth: 0)) }
        try write(assets.swift(type), to: output)
    }

    private static func inlined(_ name: String, _ sources: [String: [UInt8]], depth: Int) throws -> [UInt8] {
        guard let source = sources[name], depth < 8 else { throw Failure("no file \(name) to import") }
        var output: [UInt8] = []
        for line in source.split(separator: 10, omittingEmptySubsequences: false) {
            let text = String(decoding: line, as: UTF8.self)
            if text.hasPrefix("@import \""), let imported = text.split(separator: "\"").dropFirst().first {
                output += try inlined(String(imported), sources, depth: depth + 1)
            } else {
                output += line + [10]
            }
        }
        while output.last == 10 { output.removeLast() }
        return output + [10]
    }

    private static func name(_ path: String, in folder: String?) -> String {
        guard let folder, path.hasPrefix(folder) else { return String(path.split(separator: "/").last ?? "") }
        return String(path.dropFirst(folder.count).drop { $0 == "/" })
    }

    private static func read(_ path: String) throws -> [UInt8] {
        guard let file = fopen(path, "rb") else { throw Failure("cannot read \(path)") }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
        }
    }

    private static func write(_ text: String, to path: String) throws {
        guard let file = fopen(path, "wb") else { throw Failure("cannot write \(path)") }
        let bytes = Array(text.utf8)
        let written = fwrite(bytes, 1, bytes.count, file)
        guard fclose(file) == 0, written == bytes.count else { throw Failure("cannot write \(path)") }
    }
}

struct Asset {
    let name: String
    let bytes: [UInt8]

    /// FNV-1a over 64 bits: names a version, guards nothing.
    var hash: String {
        let value = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

extension [Asset] {
    /// A line that is only `"""###` cannot come up in a file of ours; the compiler would say so.
    func swift(_ type: String) -> String {
        var text =
            "enum \(type) {\n    static let files: [(name: String, hash: String, content: StaticString)] = [\n"
        for asset in self {
            let content = String(decoding: asset.bytes, as: UTF8.self)
            text += "(\"\(asset.name)\", \"\(asset.hash)\", ###\"\"\"\n\(content)\n\"\"\"###),\n"
        }
        return text + "    ]\n}\n"
    }
}

struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
