import Base
import Policy

extension Transformations {
    static let json: [Name: Method] = [
        "CreateJsonArray": { (input) throws(TransformationError) in
            guard let text = input.text("inputClaim") else { return [:] }
            return ["outputClaim": .string(JSON([text]).text)]
        },
        "GenerateJson": generateJSON,
        "GetClaimFromJson": { (input) throws(TransformationError) in
            guard let value = try member(input) else { return [:] }
            return ["extractedClaim": value.extracted]
        },
        "GetNumericClaimFromJson": { (input) throws(TransformationError) in
            guard let value = try member(input) else { return [:] }
            guard let number = value.integer else { throw input.failure("the member is not a whole number") }
            return ["extractedClaim": .integer(number)]
        },
        "GetClaimsFromJsonArray": getClaimsFromJSONArray,
        "GetClaimsFromJsonArrayV2": getClaimsFromJSONArrayV2,
        "GetSingleItemFromJson": getSingleItemFromJSON,
        "GetSingleValueFromJsonArray": getSingleValueFromJSONArray,
        "XmlStringToJsonString": { (input) throws(TransformationError) in
            guard let text = input.text("xml") else { return [:] }
            do throws(XMLReader.Failure) {
                return ["json": .string(try XMLReader.json(text).text)]
            } catch {
                throw input.failure("xml is not XML that can be read: \(error.reason)")
            }
        },
    ]

    /// The member `claimToExtract` of the object in `inputJson`; nil when there is no such claim.
    private static func member(_ input: TransformationInput) throws(TransformationError) -> JSON? {
        let name = try input.parameter("claimToExtract")
        guard let object = try parsed("inputJson", input) else { return nil }
        guard let value = object[name], value != .null else { throw input.failure("the JSON has no member \(name)") }
        return value
    }

    private static func parsed(_ role: Name, _ input: TransformationInput) throws(TransformationError) -> JSON? {
        guard let text = input.text(role) else { return nil }
        do { return try JSON(parsing: text) } catch { throw input.failure("\(role) is not JSON: \(error)") }
    }

    /// Claims, then constants, under their dotted names; types are kept.
    private static func generateJSON(_ input: TransformationInput) throws(TransformationError) -> TransformationOutput {
        var tree = JSONTree()
        for claim in input.claimsInOrder {
            guard let value = claim.value else { continue }
            try insert(value.json, at: claim.role.text, into: &tree, input)
        }
        for parameter in input.parameters {
            guard let value = ClaimValue(parameter.value, as: parameter.dataType) else {
                throw input.mistake("\(parameter.id) is not a \(parameter.dataType.rawValue)")
            }
            try insert(value.json, at: parameter.id.text, into: &tree, input)
        }
        return ["outputClaim": .string(tree.json.text)]
    }

    private static func insert(
        _ value: JSON, at path: String, into tree: inout JSONTree, _ input: TransformationInput
    ) throws(TransformationError) {
        guard tree.insert(value, at: path.split(separator: ".").map(String.init)[...]) else {
            throw input.mistake("\(path) does not fit what is there already")
        }
    }

    private static func getClaimsFromJSONArray(
        _ input: TransformationInput
    ) throws(TransformationError) -> TransformationOutput {
        guard let items = try parsed("jsonSource", input) else { return [:] }
        guard let items = items.array else { throw input.failure("jsonSource is not an array") }
        return try claims(in: items, input)
    }

    private static func getClaimsFromJSONArrayV2(
        _ input: TransformationInput
    ) throws(TransformationError) -> TransformationOutput {
        guard let texts = try input.strings("jsonSource") else { return [:] }
        var items: [JSON] = []
        for text in texts {
            guard let item = try? JSON(parsing: text) else { throw input.failure("an item of jsonSource is not JSON") }
            items.append(item)
        }
        return try claims(in: items, input)
    }

    /// Outputs take the items of their own names.
    private static func claims(
        in items: [JSON], _ input: TransformationInput
    ) throws(TransformationError) -> TransformationOutput {
        let keyName = input.optionalParameter("jsonSourceKeyName") ?? "key"
        let valueName = input.optionalParameter("jsonSourceValueName") ?? "value"
        let takesEmpty = try input.flag("includeEmptyClaims", default: false)
        var found: [Name: JSON] = [:]
        for item in items {
            if let key = item[keyName]?.string, let value = item[valueName] { found[Name(key)] = value }
        }
        var output: TransformationOutput = [:]
        for role in input.transformation.outputClaims.map(\.role) {
            guard let value = found[role] else {
                guard try !input.flag("errorOnMissingClaims", default: false) else {
                    throw input.failure("jsonSource has no \(role)")
                }
                continue
            }
            if value == .null || value.string?.isEmpty == true {
                if takesEmpty { output.values[role] = .some(value == .null ? nil : value.extracted) }
            } else {
                output.values[role] = value.extracted
            }
        }
        return output
    }

    private static func getSingleItemFromJSON(
        _ input: TransformationInput
    ) throws(TransformationError) -> TransformationOutput {
        guard let json = try parsed("inputJson", input) else { return [:] }
        guard let member = json.object?.members.first else { throw input.failure("inputJson is not an object") }
        return ["key": .string(member.name), "value": member.value == .null ? nil : member.value.extracted]
    }

    private static func getSingleValueFromJSONArray(
        _ input: TransformationInput
    ) throws(TransformationError) -> TransformationOutput {
        guard let json = try parsed("inputJsonClaim", input) else { return [:] }
        guard let items = json.array else { throw input.failure("inputJsonClaim is not an array") }
        guard let first = items.first, first != .null else { return [:] }
        return ["extractedClaim": first.extracted]
    }
}

extension JSON {
    /// The value as a claim of its own type; the output's data type then decides. Objects and arrays are their text.
    fileprivate var extracted: ClaimValue {
        switch self {
        case .string(let text): .string(text)
        case .bool(let value): .boolean(value)
        case .integer(let value): .integer(value)
        case .array(let items) where items.allSatisfy { $0.string != nil }:
            .stringCollection(items.compactMap(\.string))
        case .null, .number, .array, .object: .string(text)
        }
    }
}
