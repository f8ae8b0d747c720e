import Glibc
import Testing

@testable import Pages

/// docs/localization.md lists every text that is built in, as it is.
struct DocumentationTests {
    private static let path =
        "/\(#filePath.split(separator: "/").dropLast(3).joined(separator: "/"))/docs/localization.md"
    private static let begin = "<!-- table of ids: begin -->\n"
    private static let end = "<!-- table of ids: end -->"

    private static var table: String {
        var output = ""
        for page in BuiltInTexts.Page.allCases {
            output += "\n### \(page.rawValue)\n\n| id | English |\n|---|---|\n"
            for id in BuiltInTexts.ids(on: page) {
                let text = BuiltInTexts.english[page, id] ?? ""
                let shown = text.isEmpty ? "–" : id.hasSuffix("pattern") ? "`\(escaped(text))`" : escaped(text)
                output += "| `\(id)` | \(shown) |\n"
            }
        }
        return output + "\n"
    }

    private static func escaped(_ text: String) -> String {
        text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }

    private static func read() throws -> String {
        let file = try #require(fopen(path, "rb"))
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer.prefix(count) }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `the table of ids is that of the code`() throws {
        let text = try Self.read()
        let begin = try #require(text.firstRange(of: Self.begin)).upperBound
        let end = try #require(text.firstRange(of: Self.end)).lowerBound
        if getenv("CARDEA_WRITE_DOCS") != nil {
            let bytes = Array((text[..<begin] + Self.table + text[end...]).utf8)
            let file = try #require(fopen(Self.path, "wb"))
            defer { fclose(file) }
            #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
        } else {
            #expect(text[begin..<end] == Self.table[...], "CARDEA_WRITE_DOCS=1 writes it anew")
        }
    }
}
