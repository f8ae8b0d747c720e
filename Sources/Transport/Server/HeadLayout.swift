import Base
import CMicroHTTPD
import Glibc

/// Where the library's parser left the parts of a header block in its buffer.
///
/// The library forgives much: it takes a bare LF for a line end, joins folded lines, and cuts a value at a NUL, all
/// without a trace in the values it hands out. But it parses in place: every name and value is a pointer into the
/// block as it came. So a strict reader only has to see that these parts, with exactly the separators of RFC 9112,
/// fill the block: method SP target SP version CRLF, then name ":" blanks value CRLF, then CRLF. What was forgiven
/// leaves a gap or an overlap.
struct HeadLayout {
    let method: String
    /// As it came, before the library cut it at the question mark.
    let target: Bytes
    private(set) var fields: [Field] = []
    /// From the first byte of the method to the last of the empty line.
    let size: Int
    private let start: UnsafePointer<CChar>
    private let version: UnsafePointer<CChar>

    struct Field {
        let name: UnsafeRawBufferPointer
        let value: UnsafeRawBufferPointer
    }

    init(
        _ connection: OpaquePointer, method: UnsafePointer<CChar>, target: Bytes, version: UnsafePointer<CChar>,
        maximumCount: Int
    ) {
        start = method
        self.version = version
        self.method = String(cString: method)
        self.target = target
        size = cardea_mhd_header_size(connection)
        var collected = FieldCollector(maximumCount: maximumCount)
        _ = withUnsafeMutablePointer(to: &collected) { collected in
            MHD_get_connection_values_n(connection, cardea_mhd_headers, collectField, collected)
        }
        fields = collected.fields
    }

    /// Whether the parts fill the block.
    var isContiguous: Bool {
        let target = start + strlen(start) + 1
        guard version == target + self.target.count + 1, isVersion else { return false }
        var line = UnsafeRawPointer(version + 10)
        for field in fields {
            guard let name = field.name.baseAddress, let value = field.value.baseAddress, name == line else {
                return false
            }
            guard HeadLayout.isBlank(from: name + field.name.count + 1, to: value) else { return false }
            line = value + field.value.count + 2
        }
        return line + 2 == UnsafeRawPointer(start) + size
    }

    /// Whether the length that the library has parsed, or will, is not a number of 64 bits.
    static func hasBrokenLength(_ connection: OpaquePointer) -> Bool {
        guard let value = MHD_lookup_connection_value(connection, cardea_mhd_headers, "Content-Length") else {
            return false
        }
        let text = String(cString: value)
        return !text.utf8.allSatisfy { (48...57).contains($0) } || UInt64(text) == nil
    }

    private var isVersion: Bool { strcmp(version, "HTTP/1.1") == 0 || strcmp(version, "HTTP/1.0") == 0 }

    private static func isBlank(from start: UnsafeRawPointer, to end: UnsafeRawPointer) -> Bool {
        guard start <= end, end - start < 4096 else { return false }
        return UnsafeRawBufferPointer(start: start, count: end - start).allSatisfy { $0 == 0x20 || $0 == 0x09 }
    }
}

private struct FieldCollector {
    let maximumCount: Int
    var fields: [HeadLayout.Field] = []
}

/// Takes one more than the maximum, which tells that there are too many.
private let collectField: MHD_KeyValueIteratorN = { context, _, name, nameSize, value, valueSize in
    guard let context, let name else { return MHD_Result(rawValue: 0)! }
    let collector = context.assumingMemoryBound(to: FieldCollector.self)
    collector.pointee.fields.append(
        HeadLayout.Field(
            name: UnsafeRawBufferPointer(start: name, count: nameSize),
            value: UnsafeRawBufferPointer(start: value ?? name + nameSize, count: valueSize)))
    let isFull = collector.pointee.fields.count > collector.pointee.maximumCount
    return MHD_Result(rawValue: isFull ? 0 : 1)!
}
