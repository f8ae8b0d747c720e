import Glibc

/// Gives back memory that a server which waits does not need: what the heap holds free, and the pages of programs and
/// libraries that only the start has touched. They are clean, so the kernel drops them at no cost, and brings back those
/// that are needed again from its cache.
enum IdleMemory {
    static func giveBack() {
        guard let maps = try? Files.read("/proc/self/smaps") else { return }
        for mapping in cleanMappings(String(decoding: maps, as: UTF8.self)) {
            madvise(UnsafeMutableRawPointer(bitPattern: mapping.lowerBound), mapping.count, MADV_DONTNEED)
        }
    }

    /// The mappings of files that nobody can write to and of which no page was changed. A page that was (the linker's
    /// tables, read-only since) would be lost: it is in no file.
    static func cleanMappings(_ smaps: String) -> [Range<UInt>] {
        var clean: [Range<UInt>] = []
        var current: Range<UInt>?
        for line in smaps.split(separator: "\n") {
            let words = line.split(separator: " ", omittingEmptySubsequences: true)
            if let range = fileRange(words) {
                current = range.isEmpty ? nil : range
            } else if words.first == "Anonymous:", words.count > 1, let range = current {
                if words[1] == "0" { clean.append(range) }
                current = nil
            }
        }
        return clean
    }

    /// `7f00-7f10 r-xp 00000000 08:01 42 /usr/lib/…`; an empty range for a mapping that is not a file's, or that can be
    /// written to; nil for another line.
    private static func fileRange(_ words: [Substring]) -> Range<UInt>? {
        guard words.count >= 5, let dash = words[0].firstIndex(of: "-"),
            let start = UInt(words[0][..<dash], radix: 16),
            let end = UInt(words[0][words[0].index(after: dash)...], radix: 16), start < end
        else { return nil }
        let isFile = words.count > 5 && words[5].hasPrefix("/")
        return isFile && words[1].hasPrefix("r") && !words[1].contains("w") ? start..<end : start..<start
    }
}
