import Base

/// What differs between two folders of policies. A change in a base shows in all policies above it and is told once.
struct PolicyFolderDifference {
    struct Entry {
        /// The policies that have the change, in order.
        let policies: [Name]
        let change: PolicyDifference.Change
    }

    let entries: [Entry]
    /// How many policies both sides have.
    private let common: Int

    init(_ old: PolicySet, _ new: PolicySet) {
        var order: [PolicyDifference.Change] = []
        var policies: [PolicyDifference.Change: [Name]] = [:]
        func add(_ change: PolicyDifference.Change, _ id: Name) {
            if policies[change] == nil { order.append(change) }
            policies[change, default: []].append(id)
        }
        let pairs = PolicyFolderDifference.pairs(old, new)
        for (before, after) in pairs {
            guard let from = old.element(before), let to = new.element(after) else { continue }
            for change in PolicyDifference.between(from, to) { add(change, after) }
        }
        let (known, found) = (Set(pairs.map(\.0)), Set(pairs.map(\.1)))
        for id in old.policies where !known.contains(id) {
            add(.init(kind: .removed, path: ["policy \"\(id)\""], from: nil, to: nil), id)
        }
        for id in new.policies where !found.contains(id) {
            add(.init(kind: .added, path: ["policy \"\(id)\""], from: nil, to: nil), id)
        }
        entries = order.map { Entry(policies: policies[$0] ?? [], change: $0) }
        common = pairs.count
    }

    /// Policies of the same id; two single policies are compared whatever they are called.
    private static func pairs(_ old: PolicySet, _ new: PolicySet) -> [(Name, Name)] {
        if old.policies.count == 1, new.policies.count == 1 { return [(old.policies[0], new.policies[0])] }
        let there = Set(new.policies)
        return old.policies.filter(there.contains).map { id in
            (id, new.policies.first { $0 == id } ?? id)
        }
    }

    var json: JSON {
        let items = entries.map { entry -> JSON in
            var object = JSON.Object()
            object["policies"] = .array(entry.policies.map { .string($0.text) })
            object["kind"] = .string(entry.change.kind.rawValue)
            object["path"] = .array(entry.change.path.map { .string($0) })
            object["from"] = entry.change.from.map { .string($0) }
            object["to"] = entry.change.to.map { .string($0) }
            return .object(object)
        }
        return ["changes": .array(items)]
    }

    /// For people: under each group of policies, what changed.
    var text: String {
        guard !entries.isEmpty else { return "No difference.\n" }
        var groups: [(policies: [Name], lines: [String])] = []
        for entry in entries {
            let line = PolicyFolderDifference.line(entry.change)
            if let index = groups.firstIndex(where: { $0.policies == entry.policies }) {
                groups[index].lines.append(line)
            } else {
                groups.append((entry.policies, [line]))
            }
        }
        return groups.map { group in heading(group.policies) + "\n" + group.lines.joined() }.joined(separator: "\n")
    }

    private func heading(_ policies: [Name]) -> String {
        if policies.count == common, common > 1 { return "All \(common) policies:" }
        return policies.map(\.text).joined(separator: ", ") + ":"
    }

    private static func line(_ change: PolicyDifference.Change) -> String {
        let mark =
            switch change.kind {
            case .added: "+"
            case .removed: "-"
            case .changed: "~"
            case .moved: "↕"
            }
        let path = change.path.joined(separator: " › ")
        let values = [change.from, change.to].compactMap { $0 }.map(short)
        let tail = values.isEmpty ? "" : ": " + values.joined(separator: " → ")
        return "  \(mark) \(path)\(tail)\n"
    }

    private static func short(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.count > 100 ? "\"\(line.prefix(100))…\"" : "\"\(line)\""
    }
}
