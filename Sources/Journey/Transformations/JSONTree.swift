import Base

/// JSON that grows from dotted names: `personalizations.0.to.0.email`. A segment of digits is an array's index.
struct JSONTree {
    private indirect enum Node {
        case leaf(JSON)
        case object([(name: String, node: Node)])
        case array([Int: Node])
    }

    private var root: Node?

    /// Indexes beyond this are refused: a name from a policy must not ask for gigabytes.
    private static let highestIndex = 999
    private static let deepest = 32

    /// False where a value stands in the way.
    mutating func insert(_ value: JSON, at path: ArraySlice<String>) -> Bool {
        guard !path.isEmpty, path.count <= JSONTree.deepest else { return false }
        return JSONTree.insert(value, at: path, into: &root)
    }

    private static func insert(_ value: JSON, at path: ArraySlice<String>, into node: inout Node?) -> Bool {
        guard let segment = path.first else {
            guard node == nil else { return false }
            node = .leaf(value)
            return true
        }
        let index = segment.utf8.allSatisfy { (48...57).contains($0) } ? Int(segment) : nil
        switch (node ?? (index == nil ? .object([]) : .array([:])), index) {
        case (.array(var items), let index?) where index <= highestIndex:
            var child = items[index]
            guard insert(value, at: path.dropFirst(), into: &child) else { return false }
            items[index] = child
            node = .array(items)
        case (.object(var members), _):
            let place = members.firstIndex { $0.name == segment }
            var child = place.map { members[$0].node }
            guard insert(value, at: path.dropFirst(), into: &child), let child else { return false }
            if let place { members[place].node = child } else { members.append((segment, child)) }
            node = .object(members)
        case (.array, _), (.leaf, _): return false
        }
        return true
    }

    var json: JSON { root.map(JSONTree.json) ?? .object(JSON.Object()) }

    private static func json(_ node: Node) -> JSON {
        switch node {
        case .leaf(let value): value
        case .object(let members): .object(JSON.Object(members.map { ($0.name, json($0.node)) }))
        // Gaps close up: an item whose claim is missing is not there.
        case .array(let items): .array(items.sorted { $0.key < $1.key }.map { json($0.value) })
        }
    }
}
