import Base
import CQREncode

/// A QR code (ISO/IEC 18004) of error correction level M, to be drawn as one path.
package struct QRCode: Sendable {
    /// Modules along an edge, without the quiet zone.
    package let size: Int
    private let modules: [Bool]

    /// What fits at level M.
    package static let maximumBytes = 2331
    static let quietZone = 4

    /// Nil where the text is empty or too long for a code.
    package init?(_ text: String) {
        let bytes = Bytes(text.utf8)
        guard !bytes.isEmpty, bytes.count <= QRCode.maximumBytes else { return nil }
        let made = bytes.withUnsafeBufferPointer {
            QRcode_encodeData(Int32($0.count), $0.baseAddress, 0, QR_ECLEVEL_M)
        }
        guard let made, let data = made.pointee.data else { return nil }
        defer { QRcode_free(made) }
        let width = Int(made.pointee.width)
        size = width
        // The lowest bit of a module says that it is dark.
        modules = (0..<width * width).map { data[$0] & 1 == 1 }
    }

    package func isDark(row: Int, column: Int) -> Bool { modules[row * size + column] }

    /// The dark modules as rectangles, row by row, quiet zone included in the coordinates.
    var path: String {
        var path = ""
        for row in 0..<size {
            var column = 0
            while column < size {
                guard isDark(row: row, column: column) else {
                    column += 1
                    continue
                }
                let start = column
                while column < size, isDark(row: row, column: column) { column += 1 }
                let length = column - start
                path += "M\(start + QRCode.quietZone) \(row + QRCode.quietZone)h\(length)v1h-\(length)z"
            }
        }
        return path
    }
}

extension HTML {
    /// The code as SVG: black on white in every look, because readers need the contrast that way round.
    mutating func qrCode(_ code: QRCode, label: String) {
        let edge = String(code.size + 2 * QRCode.quietZone)
        element(
            "svg", .class("qrCode"), Attribute("viewBox", "0 0 \(edge) \(edge)"), Attribute("role", "img"),
            Attribute("aria-label", label), Attribute("shape-rendering", "crispEdges")
        ) { html in
            html.element(
                "rect", Attribute("width", edge), Attribute("height", edge), Attribute("fill", "#fff"), text: "")
            html.element("path", Attribute("fill", "#000"), Attribute("d", code.path), text: "")
        }
    }
}
