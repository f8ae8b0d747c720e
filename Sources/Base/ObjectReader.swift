/// Reads one object of a settings file member by member, and says where a mistake is. Null is as good as nothing.
package struct ObjectReader: Sendable {
    package let object: JSON.Object
    /// `actions[0].rules`; empty for the whole file.
    package let path: String

    /// What is wrong, and where: for whoever wrote the file.
    package struct Fault: Error, Sendable, Equatable, CustomStringConvertible {
        package let path: String
        package let problem: String

        package var description: String { path.isEmpty ? problem : "\(path): \(problem)" }
    }

    package init(_ json: JSON, _ path: String = "") throws(Fault) {
        guard let object = json.object else { throw Fault(path: path, problem: "must be an object") }
        self.object = object
        self.path = path
    }

    /// A setting that nobody reads is a misspelt one.
    package func allow(_ names: Set<String>) throws(Fault) {
        guard let strange = object.members.first(where: { !names.contains($0.name) }) else { return }
        throw Fault(path: path, problem: "there is no setting \(strange.name)")
    }

    package func text(_ name: String, maximum: Int = 4096) throws(Fault) -> String? {
        guard let value = self[name] else { return nil }
        guard let text = value.string, !text.isEmpty, text.utf8.count <= maximum else {
            throw fault(name, "must be a text of at most \(maximum) bytes")
        }
        return text
    }

    package func required(_ name: String) throws(Fault) -> String {
        guard let text = try text(name) else { throw fault(name, "is missing") }
        return text
    }

    package func flag(_ name: String) throws(Fault) -> Bool? {
        guard let value = self[name] else { return nil }
        guard let flag = value.bool else { throw fault(name, "must be true or false") }
        return flag
    }

    package func integer(_ name: String, in range: ClosedRange<Int64>) throws(Fault) -> Int64? {
        guard let value = self[name] else { return nil }
        guard let number = value.integer, range.contains(number) else {
            throw fault(name, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    package func texts(_ name: String, maximum: Int = 1000) throws(Fault) -> [String]? {
        guard let value = self[name] else { return nil }
        guard let texts = value.strings, texts.count <= maximum, texts.allSatisfy({ !$0.isEmpty }) else {
            throw fault(name, "must be a list of at most \(maximum) texts")
        }
        return texts
    }

    package func child(_ name: String) throws(Fault) -> ObjectReader? {
        guard let value = self[name] else { return nil }
        return try ObjectReader(value, place(name))
    }

    package func children(_ name: String, maximum: Int = 1000) throws(Fault) -> [ObjectReader]? {
        guard let value = self[name] else { return nil }
        guard let items = value.array, items.count <= maximum else {
            throw fault(name, "must be a list of at most \(maximum) objects")
        }
        var readers: [ObjectReader] = []
        for (index, item) in items.enumerated() { readers.append(try ObjectReader(item, "\(place(name))[\(index)]")) }
        return readers
    }

    /// One of an enum's names.
    package func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String, _ type: Choice.Type = Choice.self
    ) throws(Fault) -> Choice? {
        guard let text = try text(name) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw fault(name, "must be one of \(names)")
        }
        return choice
    }

    package subscript(name: String) -> JSON? {
        guard let value = object[name], value != JSON.null else { return Optional.none }
        return value
    }

    package func fault(_ name: String, _ problem: String) -> Fault { Fault(path: place(name), problem: problem) }

    private func place(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
}
