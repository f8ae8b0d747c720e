import Base
import Glibc

/// Gives back memory that a server which waits does not need: the pages of programs and libraries that only the start
/// has touched. They are clean, so the kernel drops them at no cost, and brings back those that are needed again from
/// its cache.
enum IdleMemory {
    static func giveBack() {
        guard let maps = try? Files.read("/proc/self/smaps") else { return }
        for mapping in cleanMappings(maps) {
            madvise(UnsafeMutableRawPointer(bitPattern: mapping.lowerBound), mapping.count, MADV_DONTNEED)
        }
    }

    /// The mappings of files that nobody can write to and of which no page was changed. A page that was (the linker's
    /// tables, read-only since) would be lost: it is in no file.
    static func cleanMappings(_ smaps: Bytes) -> [Range<UInt>] {
        var clean: [Range<UInt>] = []
        var current: Range<UInt>?
        for line in smaps.split(separator: UInt8(ascii: "\n")) {
            // Attributes have names with capital letters, mappings begin with a hexadecimal number in small ones.
            if line[line.startIndex] < UInt8(ascii: "A") || line[line.startIndex] > UInt8(ascii: "Z") {
                current = fileRange(line)
            } else if let range = current, line.starts(with: "Anonymous:".utf8) {
                if isZero(line) { clean.append(range) }
                current = nil
            }
        }
        return clean
    }

    /// `7f00-7f10 r-xp 00000000 08:01 42 /usr/lib/…`; nil for a mapping that is no file's, or that can be written to.
    private static func fileRange(_ line: ArraySlice<UInt8>) -> Range<UInt>? {
        let words = line.split(separator: UInt8(ascii: " "))
        guard words.count > 5, words[5].first == UInt8(ascii: "/"), words[1].first == UInt8(ascii: "r"),
            !words[1].contains(UInt8(ascii: "w"))
        else { return nil }
        let bounds = words[0].split(separator: UInt8(ascii: "-")).map {
            UInt(String(decoding: $0, as: UTF8.self), radix: 16)
        }
        guard bounds.count == 2, let start = bounds[0], let end = bounds[1], start < end else { return nil }
        return start..<end
    }

    private static func isZero(_ line: ArraySlice<UInt8>) -> Bool {
        line.split(separator: UInt8(ascii: " ")).dropFirst().first.map { $0.elementsEqual("0".utf8) } ?? false
    }
}
