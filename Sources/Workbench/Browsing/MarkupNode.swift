/// An element of a page, or a run of its text.
final class MarkupNode {
    let tag: String
    let attributes: [String: String]
    private(set) var children: [MarkupNode] = []
    private(set) weak var parent: MarkupNode?
    /// Of a run of text.
    let text: String

    init(tag: String, attributes: [String: String] = [:], text: String = "") {
        (self.tag, self.attributes, self.text) = (tag, attributes, text)
    }

    /// Whether a person cannot see it, because of itself or of what it stands in.
    private(set) var isHidden = false
    /// Whether what is in it is not sent.
    private(set) var isDisabled = false

    /// Parents are added before their children are.
    func add(_ child: MarkupNode) {
        child.parent = self
        child.isHidden = isHidden || child.hidesItself
        child.isDisabled = isDisabled || child["disabled"] != nil
        children.append(child)
    }

    subscript(attribute: String) -> String? { attributes[attribute] }

    var classes: Set<Substring> { Set((self["class"] ?? "").split(separator: " ")) }

    private var hidesItself: Bool {
        self["hidden"] != nil || self["aria-hidden"] == "true" || self["type"] == "hidden"
            || ["script", "style", "template", "head", "noscript"].contains(tag)
    }

    /// Every element in it, in the order of the page.
    var descendants: [MarkupNode] {
        var all: [MarkupNode] = []
        collect(&all)
        return all
    }

    private func collect(_ all: inout [MarkupNode]) {
        for child in children {
            all.append(child)
            child.collect(&all)
        }
    }

    func first(_ condition: (MarkupNode) -> Bool) -> MarkupNode? {
        for child in children {
            if condition(child) { return child }
            if let found = child.first(condition) { return found }
        }
        return nil
    }

    func ancestor(_ condition: (MarkupNode) -> Bool) -> MarkupNode? {
        guard let parent else { return nil }
        return condition(parent) ? parent : parent.ancestor(condition)
    }

    /// What a person reads in it, blanks made one.
    var visibleText: String {
        guard !isHidden else { return "" }
        var parts: [String] = []
        collect(&parts)
        return parts.joined(separator: " ").split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private func collect(_ parts: inout [String]) {
        if tag.isEmpty {
            parts.append(text)
            return
        }
        if self["hidden"] != nil || self["aria-hidden"] == "true" { return }
        if ["script", "style", "template", "head", "noscript", "select"].contains(tag) { return }
        for child in children { child.collect(&parts) }
    }
}
