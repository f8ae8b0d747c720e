/// An element of a policy: the one shape that parsing, inheritance and printing share.
///
/// The format has no mixed content, so an element holds either children or text. Comments are gone, CDATA is text.
package struct XMLElement: Sendable, Hashable {
    package struct Attribute: Sendable, Hashable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package var name: String
    package var attributes: [Attribute]
    package var children: [XMLElement]
    package var text: String
    /// Where the start tag begins.
    package var location: SourceLocation

    package init(
        _ name: String, attributes: [Attribute] = [], children: [XMLElement] = [], text: String = "",
        location: SourceLocation
    ) {
        self.name = name
        self.attributes = attributes
        self.children = children
        self.text = text
        self.location = location
    }

    /// The value of the attribute `name`, as written.
    package subscript(name: String) -> String? { attributes.first { $0.name == name }?.value }

    /// The attribute `name` as an identifier; nil when it is absent or blank.
    package func identifier(_ name: String) -> Name? {
        guard let text = self[name]?.trimmingBlanks(), !text.isEmpty else { return nil }
        return Name(text)
    }

    package var id: Name? { identifier("Id") }

    package func child(_ name: String) -> XMLElement? { children.first { $0.name == name } }

    package func children(_ name: String) -> some Sequence<XMLElement> { children.lazy.filter { $0.name == name } }

    /// The elements `item` of every `collection` child: the schema lets some collections stand twice.
    package func items(_ collection: String, _ item: String) -> [XMLElement] {
        children.lazy.filter { $0.name == collection }.flatMap { $0.children.filter { $0.name == item } }
    }

    /// The text of the child `name` without surrounding blanks; nil when there is none.
    package func value(_ name: String) -> String? { child(name).map { $0.text.trimmingBlanks() } }

    /// Whether the text has more than blanks and line ends.
    package var hasText: Bool { text.utf8.contains { $0 > 0x20 } }

    package mutating func set(_ name: String, _ value: String) {
        if let index = attributes.firstIndex(where: { $0.name == name }) {
            attributes[index].value = value
        } else {
            attributes.append(Attribute(name: name, value: value))
        }
    }
}
