import Base

/// Byte offsets of a file as lines and columns. Columns count characters (Unicode scalars), as editors do.
struct LineIndex {
    let file: String
    private let bytes: Bytes
    private let starts: [Int]

    init(file: String, bytes: Bytes) {
        self.file = file
        self.bytes = bytes
        starts = [0] + bytes.indices.filter { bytes[$0] == 0x0a }.map { $0 + 1 }
    }

    func location(_ offset: Int) -> SourceLocation {
        var low = 0
        var high = starts.count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if starts[middle] <= offset { low = middle } else { high = middle - 1 }
        }
        // Continuation bytes do not begin a character.
        let column = bytes[starts[low]..<offset].reduce(1) { $1 & 0xc0 == 0x80 ? $0 : $0 + 1 }
        return SourceLocation(file: file, line: low + 1, column: column)
    }
}
