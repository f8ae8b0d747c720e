import Base

/// Byte offsets of a file as lines and columns. Columns count characters (Unicode scalars), as editors do.
///
/// It walks along with the parser, so that a file in one long line costs no more than others; an offset before the
/// last one answers with the last place.
struct LineIndex {
    let file: String
    private let bytes: Bytes
    private var offset = 0
    private var line = 1
    private var column = 1

    init(file: String, bytes: Bytes) {
        self.file = file
        self.bytes = bytes
    }

    mutating func location(_ target: Int) -> SourceLocation {
        while offset < min(target, bytes.count) {
            let byte = bytes[offset]
            offset += 1
            if byte == 0x0a {
                line += 1
                column = 1
            } else if offset == bytes.count || bytes[offset] & 0xc0 != 0x80 {
                // Continuation bytes do not begin a character.
                column += 1
            }
        }
        return SourceLocation(file: file, line: line, column: column)
    }
}
