/// Writes elements as XML, two blanks for each level.
///
/// With `showsOrigins` a comment before an element tells where it stands, whenever that is another file than its
/// parent's.
package struct XMLWriter {
    private let showsOrigins: Bool
    private var output = ""

    package static func write(_ element: XMLElement, origins: Bool = false) -> String {
        var writer = XMLWriter(showsOrigins: origins)
        writer.output = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
        writer.write(element, depth: 0, parent: nil)
        return writer.output
    }

    /// The element by itself, with its origin first.
    package static func fragment(_ element: XMLElement) -> String {
        var writer = XMLWriter(showsOrigins: true)
        // Only the outermost element has no parent's file; that of a fragment has one, which is no file.
        writer.write(element, depth: 0, parent: "")
        return writer.output
    }

    private init(showsOrigins: Bool) { self.showsOrigins = showsOrigins }

    private mutating func write(_ element: XMLElement, depth: Int, parent: String?) {
        let indent = String(repeating: "  ", count: depth)
        if showsOrigins, element.location.file != parent {
            output += "\(indent)<!-- \(XMLWriter.comment(element.location)) -->\n"
        }
        output += "\(indent)<\(element.name)"
        if parent == nil { output += " xmlns=\"\(XMLDocument.namespace)\"" }
        for attribute in element.attributes { output += " \(attribute.name)=\"\(XMLWriter.escape(attribute.value))\"" }
        if !element.children.isEmpty {
            output += ">\n"
            for child in element.children { write(child, depth: depth + 1, parent: element.location.file) }
            output += "\(indent)</\(element.name)>\n"
        } else if element.hasText {
            output += ">\(XMLWriter.escape(element.text, inText: true))</\(element.name)>\n"
        } else {
            output += " />\n"
        }
    }

    /// `--` may not stand in a comment.
    private static func comment(_ location: SourceLocation) -> String {
        "\(location.file.replacing("--", with: "- -")):\(location.line)"
    }

    private static func escape(_ text: String, inText: Bool = false) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"" where !inText: result += "&quot;"
            case "\n" where !inText: result += "&#10;"
            case "\t" where !inText: result += "&#9;"
            case "\r": result += "&#13;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
