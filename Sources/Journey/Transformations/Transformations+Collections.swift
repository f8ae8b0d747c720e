import Base
import Policy

extension Transformations {
    static let collections: [Name: Method] = [
        "AddItemToStringCollection": { (input) throws(TransformationError) in
            guard let item = input.text("item") else { return [:] }
            return try adding(item, input)
        },
        "AddParameterToStringCollection": { (input) throws(TransformationError) in
            try adding(try input.parameter("item"), input)
        },
        "GetSingleItemFromStringCollection": { (input) throws(TransformationError) in
            guard let first = try input.strings("collection")?.first else { return [:] }
            return ["extractedItem": .string(first)]
        },
        "StringCollectionContains": { (input) throws(TransformationError) in
            try contains(try input.parameter("item"), try input.strings("inputClaim"), input)
        },
        "StringCollectionContainsClaim": { (input) throws(TransformationError) in
            guard let item = input.text("item") else { return [:] }
            return try contains(item, try input.strings("collection"), input)
        },
        "StringJoin": { (input) throws(TransformationError) in
            let delimiter = try input.parameter("delimiter")
            guard let items = try input.strings("inputClaim") else { return [:] }
            return ["outputClaim": .string(try input.joined(items, separator: delimiter))]
        },
        "StringSplit": { (input) throws(TransformationError) in
            let delimiter = try input.parameter("delimiter")
            guard let text = input.text("inputClaim") else { return [:] }
            return ["outputClaim": .stringCollection(text.split(on: delimiter))]
        },
    ]

    /// Appends unless it is there; begins the collection where there is none.
    private static func adding(
        _ item: String, _ input: TransformationInput
    ) throws(TransformationError) -> TransformationOutput {
        let items = try input.strings("collection") ?? []
        let isThere = items.contains { Ordinal.exact.equal($0, item) }
        return ["collection": .stringCollection(isThere ? items : items + [item])]
    }

    private static func contains(
        _ item: String, _ items: [String]?, _ input: TransformationInput
    ) throws(TransformationError) -> TransformationOutput {
        let comparison = try input.comparison()
        guard let items else { return [:] }
        return ["outputClaim": .boolean(items.contains { comparison.equal($0, item) })]
    }
}

extension String {
    /// By bytes, as .NET splits: a combining mark does not hide a delimiter.
    func split(on delimiter: String) -> [String] {
        let (text, mark) = (Bytes(utf8: self), Bytes(utf8: delimiter))
        guard !mark.isEmpty else { return [self] }
        var parts: [String] = []
        var start = 0
        while let found = text[start...].firstRange(of: mark) {
            parts.append(String(decoding: text[start..<found.lowerBound], as: UTF8.self))
            start = found.upperBound
        }
        return parts + [String(decoding: text[start...], as: UTF8.self)]
    }
}
