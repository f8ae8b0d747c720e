import Base
import CXML2

/// Takes libxml2's SAX events and builds the tree.
///
/// SAX and not the pull reader, because only in the middle of an event does the parser stand at the end of the start
/// tag: its byte offset leads back to the `<`, and so to line *and column*, which a finished node does not know.
final class ElementBuilder {
    private let bytes: Bytes
    private var context: xmlParserCtxtPtr?
    private var lines: LineIndex
    private var open: [Frame] = []
    private var nodes = 0
    private var skippedDepth = 0
    private(set) var root: XMLElement?
    private(set) var isBroken = false
    private(set) var diagnostics = Diagnostics()
    /// The first syntax error; the parser's later ones follow from it.
    private var syntaxError: (location: SourceLocation, message: String)?

    private struct Frame {
        var element: XMLElement
        var text: Bytes = []
        /// Where the first text stands that is not blank.
        var textStart: SourceLocation?
    }

    init(file: String, bytes: Bytes) {
        self.bytes = bytes
        lines = LineIndex(file: file, bytes: bytes)
    }

    func parse() {
        guard let context = xmlNewParserCtxt() else { preconditionFailure("libxml2 has no memory for a parser") }
        defer { xmlFreeParserCtxt(context) }
        self.context = context
        ElementBuilder.install(in: context, self)
        let options = XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
        let document = bytes.withUnsafeBytes { buffer in
            xmlCtxtReadMemory(
                context, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(buffer.count), nil, nil,
                Int32(options) | Int32(XML_PARSE_IGNORE_ENC.rawValue))
        }
        if document != nil { xmlFreeDoc(document) }
        reportSyntax(context)
        self.context = nil
    }

    private func reportSyntax(_ context: xmlParserCtxtPtr) {
        guard !isBroken, context.pointee.wellFormed == 0 || root == nil else { return }
        isBroken = true
        let start = SourceLocation(file: lines.file, line: 1, column: 1)
        let error = syntaxError ?? (start, "the file holds no element")
        diagnostics.add(.notWellFormed, at: error.location, error.message)
    }

    func syntaxError(line: Int, column: Int, _ message: String) {
        guard syntaxError == nil else { return }
        let location = SourceLocation(file: lines.file, line: max(1, line), column: max(1, column))
        syntaxError = (location, message)
    }

    // MARK: Events

    func start(_ name: String, namespace: String?, attributes: [XMLElement.Attribute]) {
        let location = lines.location(tagStart)
        nodes += 1 + attributes.count
        guard open.count + skippedDepth < XMLDocument.maximumDepth else {
            return stop(.tooDeep, location, "elements are nested more than \(XMLDocument.maximumDepth) deep")
        }
        guard nodes <= XMLDocument.maximumNodes, attributes.count <= XMLDocument.maximumAttributes else {
            return stop(.tooManyNodes, location, "the file holds more elements or attributes than a policy may have")
        }
        guard skippedDepth == 0, namespace == XMLDocument.namespace else { return skip(name, namespace, location) }
        open.append(Frame(element: XMLElement(name, attributes: attributes, location: location)))
    }

    /// Anything may stand in `Extensions`; elsewhere an element of another namespace is a mistake, told once.
    private func skip(_ name: String, _ namespace: String?, _ location: SourceLocation) {
        if skippedDepth == 0, open.last?.element.name != "Extensions" {
            let found = namespace.map { "the namespace \($0)" } ?? "no namespace"
            diagnostics.add(.wrongNamespace, at: location, "<\(name)> has \(found)")
            if open.isEmpty { isBroken = true }
        }
        skippedDepth += 1
    }

    func end() {
        guard skippedDepth == 0 else {
            skippedDepth -= 1
            return
        }
        guard var frame = open.popLast() else { return }
        if frame.element.children.isEmpty {
            frame.element.text = String(decoding: frame.text, as: UTF8.self)
        } else if let start = frame.textStart {
            let text = String(decoding: frame.text, as: UTF8.self).trimmingBlanks().prefix(40)
            let message = "stray text \"\(text)\" between the elements of <\(frame.element.name)>"
            diagnostics.add(.strayText, at: start, message)
        }
        guard !open.isEmpty else {
            root = frame.element
            return
        }
        open[open.count - 1].element.children.append(frame.element)
    }

    func characters(_ text: UnsafeBufferPointer<UInt8>) {
        guard skippedDepth == 0, !open.isEmpty else { return }
        let top = open.count - 1
        guard open[top].text.count + text.count <= XMLDocument.maximumText else {
            return stop(.textTooLong, open[top].element.location, "the text of <\(open[top].element.name)> is too long")
        }
        if open[top].textStart == nil, text.contains(where: { $0 > 0x20 }) {
            open[top].textStart = lines.location(textOffset(text))
        }
        open[top].text.append(contentsOf: text)
    }

    func documentType() {
        stop(.documentType, lines.location(offset), "the file declares a document type")
    }

    private func stop(_ code: DiagnosticCode, _ location: SourceLocation, _ message: String) {
        guard !isBroken else { return }
        isBroken = true
        diagnostics.add(code, at: location, message)
        xmlStopParser(context)
    }

    // MARK: Places

    /// How many bytes the parser has read.
    private var offset: Int {
        guard let input = context?.pointee.input?.pointee else { return 0 }
        return min(bytes.count, Int(input.consumed) + (input.cur - input.base))
    }

    /// `<` cannot stand inside a start tag, so the last one before the parser is where the tag begins.
    private var tagStart: Int { bytes[..<offset].lastIndex(of: UInt8(ascii: "<")) ?? 0 }

    /// The first character of `text` that is not blank, when the text stands in our bytes as it came.
    private func textOffset(_ text: UnsafeBufferPointer<UInt8>) -> Int {
        let blanks = text.prefix { $0 <= 0x20 }.count
        let first = max(0, offset - text.count)
        let stands = first + text.count <= bytes.count && bytes[first..<first + text.count].elementsEqual(text)
        return stands ? first + blanks : first
    }
}

extension ElementBuilder {
    fileprivate static func install(in context: xmlParserCtxtPtr, _ builder: ElementBuilder) {
        var handler = xmlSAXHandler()
        handler.initialized = XML_SAX2_MAGIC
        handler.startElementNs = { builder, name, _, uri, _, _, count, _, values in
            guard let name, let builder = ElementBuilder.from(builder) else { return }
            let attributes = ElementBuilder.attributes(values, Int(count))
            builder.start(String(cString: name), namespace: uri.map { String(cString: $0) }, attributes: attributes)
        }
        handler.endElementNs = { builder, _, _, _ in ElementBuilder.from(builder)?.end() }
        handler.characters = { builder, text, length in
            ElementBuilder.from(builder)?.characters(UnsafeBufferPointer(start: text, count: Int(length)))
        }
        handler.ignorableWhitespace = handler.characters
        handler.cdataBlock = handler.characters
        handler.internalSubset = { builder, _, _, _ in ElementBuilder.from(builder)?.documentType() }
        handler.serror = { builder, error in
            guard let error = error?.pointee, error.level.rawValue >= XML_ERR_ERROR.rawValue else { return }
            let message = error.message.map { String(cString: $0).trimmingBlanks() } ?? "the syntax is wrong"
            ElementBuilder.from(builder)?.syntaxError(line: Int(error.line), column: Int(error.int2), message)
        }
        context.pointee.sax.pointee = handler
        context.pointee.userData = Unmanaged.passUnretained(builder).toOpaque()
    }

    private static func from(_ pointer: UnsafeMutableRawPointer?) -> ElementBuilder? {
        pointer.map { Unmanaged<ElementBuilder>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Five pointers for each attribute: local name, prefix, namespace, first byte of the value, end of the value.
    /// Attributes with a namespace (`xsi:schemaLocation`) are not part of a policy.
    private static func attributes(
        _ values: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?, _ count: Int
    ) -> [XMLElement.Attribute] {
        guard let values else { return [] }
        return (0..<count).compactMap { index in
            let parts = values + index * 5
            guard let name = parts[0], parts[2] == nil, let start = parts[3], let end = parts[4] else { return nil }
            let text = String(decoding: UnsafeBufferPointer(start: start, count: end - start), as: UTF8.self)
            // Without entity replacement libxml2 hands on each `&` of a value as a character reference.
            let value = text.utf8.contains(UInt8(ascii: "&")) ? text.replacing("&#38;", with: "&") : text
            return XMLElement.Attribute(name: String(cString: name), value: value)
        }
    }
}
