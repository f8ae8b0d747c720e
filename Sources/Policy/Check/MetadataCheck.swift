extension PolicyCheck {
    /// Each metadata item of a profile: does its kind know the key, and is the value one?
    mutating func metadata(_ profile: XMLElement, _ id: Name) {
        guard let kind = ProfileKind.name(profile), let known = MetadataTable.kinds[kind] else { return }
        for item in profile.items("Metadata", "Item") {
            guard let key = item.identifier("Key") else { continue }
            if let value = known[key] {
                self.value(value, of: item, key, id)
            } else if !MetadataTable.isOpen(key) {
                unknown(item, key, kind, id)
            } else if let nearest = MetadataTable.nearest(key, of: kind, &suggestions), Name(nearest) != key {
                misspelled(item, key, nearest, id)
            }
        }
    }

    private mutating func unknown(_ item: XMLElement, _ key: Name, _ kind: Name, _ id: Name) {
        if let nearest = MetadataTable.nearest(key, of: kind, &suggestions) {
            return misspelled(item, key, nearest, id)
        }
        let message = "\"\(id)\" has metadata \(key.text.prefix(120)), which \(kind) does not read"
        diagnostics.add(.unknownMetadata, at: item.location, message)
    }

    private mutating func misspelled(_ item: XMLElement, _ key: Name, _ nearest: String, _ id: Name) {
        let message = "\"\(id)\" has metadata \(key); \(nearest) is the nearest that is read"
        diagnostics.add(
            .misspelledMetadata, at: item.location, message, remedy: "Write \(nearest).",
            repair: Repair(item.location, .attribute("Key", from: key.text, to: nearest)))
    }

    private mutating func value(_ type: MetadataTable.Value, of item: XMLElement, _ key: Name, _ id: Name) {
        let text = item.text.trimmingBlanks()
        guard !text.isEmpty, !text.contains("{") else { return }
        let expected: String
        switch type {
        case .text: return
        case .boolean:
            guard XMLElement.bool(text) == nil else { return }
            expected = "true or false"
        case .number(let range):
            guard !(Int(text).map(range.contains) ?? false) else { return }
            expected = "a number from \(range.lowerBound) to \(range.upperBound)"
        case .choice(let values):
            guard !values.contains(where: { Name($0) == Name(text) }) else { return }
            expected = "one of \(values.joined(separator: ", "))"
        case .url:
            guard !SecurityRules.isAddress(text) else { return }
            expected = "an address that begins with https://"
        }
        let message = "\(key) of \"\(id)\" is \(text.prefix(80)); expected is \(expected)"
        diagnostics.add(.metadataValue, at: item.location, message, repair: meant(text, type, item))
    }

    private func meant(_ text: String, _ type: MetadataTable.Value, _ item: XMLElement) -> Repair? {
        let known: [String]
        switch type {
        case .boolean: known = ["true", "false"]
        case .choice(let values): known = values
        case .text, .number, .url: return nil
        }
        return Nearest.of(text, among: known).map { Repair(item.location, .text(from: text, to: $0)) }
    }
}
