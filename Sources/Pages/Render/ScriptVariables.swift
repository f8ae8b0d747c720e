import Base
import Policy

extension PageSettings {
    /// `SETTINGS`, with the names that B2C's pages have and that scripts and test tools read (b2c-reference §15.2).
    var json: JSON {
        let parts = locale.split(separator: "-", maxSplits: 1).map { JSON.string(String($0)) }
        return [
            "remoteResource": .string(remoteResource),
            "retryLimit": .integer(Int64(retryLimit)),
            "api": .string(api.rawValue),
            "csrf": .string(csrf),
            "transId": .string(transactionID),
            "pageViewId": .string(pageViewID),
            "config": .object(JSON.Object(config)),
            "hosts": [
                "tenant": .string(hosts.tenant), "policy": .string(hosts.policy), "static": .string(hosts.static),
            ],
            "locale": ["lang": parts.first ?? "en", "country": parts.dropFirst().first ?? ""],
        ]
    }
}

extension Texts {
    /// `CONTENT`: the page's strings by id, and those that only the policy knows.
    func content(of page: BuiltInTexts.Page) -> JSON {
        var members = JSON.Object()
        for id in BuiltInTexts.ids(on: page) { members[id] = .string(ux(id, on: page)) }
        if page == .selfAsserted { members["entryNotADate"] = .string(error("entryNotADate")) }
        for resources in resources.reversed() {
            let own = resources.strings.filter { $0.key.elementType == "UxElement" && $0.key.stringID != "countryList" }
            for (key, text) in own.sorted(by: { $0.key.stringID < $1.key.stringID }) {
                members[key.stringID.text] = .string(text)
            }
        }
        return .object(members)
    }
}

extension Field {
    /// One of `SA_FIELDS.AttributeFields`.
    var json: JSON {
        [
            "UX_INPUT_TYPE": .string(kind.rawValue),
            "USER_INPUT_TYPE": .string(kind.rawValue),
            "ID": .string(id),
            "DN": .string(label),
            "U_HELP": .string(help ?? ""),
            "IS_TEXT": .bool(kind == .textBox),
            "IS_EMAIL": .bool(kind == .emailBox),
            "IS_PASSWORD": .bool(kind == .password),
            "IS_DATE": .bool(kind == .dateTimeDropdown),
            "IS_RADIO": .bool(kind == .radioSingleSelect),
            "IS_DROP": .bool(kind == .dropdownSingleSelect),
            "IS_CHECK_MULTI": .bool(kind == .checkboxMultiSelect),
            "IS_TEXT_IN_PARAGRAPH": .bool(kind == .paragraph),
            "IS_RDO": .bool(isReadOnly),
            "IS_REQ": .bool(isRequired),
            "VERIFY": .bool(verification != nil),
            "PAT": .string(pattern?.regularExpression ?? ""),
            "PAT_DESC": .string(pattern?.message ?? ""),
            "OPTIONS": .array(options.map(\.json)),
            "PREDICATES": .array(predicates.map(\.json)),
        ]
    }
}

extension EnumerationItem {
    fileprivate var json: JSON {
        ["Text": .string(text), "Value": .string(value), "SelectByDefault": .bool(selectByDefault)]
    }
}

extension Field.PredicateGroup {
    /// Read by our own script only.
    fileprivate var json: JSON {
        ["atLeast": .integer(Int64(atLeast)), "help": .string(help ?? ""), "rules": .array(rules.map(\.json))]
    }
}

extension Field.Rule {
    fileprivate var json: JSON {
        var members: JSON.Object = ["help": .string(help ?? "")]
        switch method {
        case .isLengthRange(let minimum, let maximum):
            members["minimum"] = .integer(Int64(minimum))
            members["maximum"] = .integer(Int64(maximum))
        case .matchesRegex(let expression): members["matches"] = .string(expression)
        case .includesCharacters(let set): members["includes"] = .string(set)
        case .isDateRange(let minimum, let maximum):
            members["earliest"] = .string(minimum)
            members["latest"] = .string(maximum)
        }
        return .object(members)
    }
}
