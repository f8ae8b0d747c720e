import Base
import Journey
import Policy
import Testing

struct InputValidationTests {
    private func problems(
        _ text: String, isRequired: Bool = false, localize: [LocalizedResources] = [],
        _ change: (inout ClaimType) -> Void = { _ in }
    ) -> [InputProblem] {
        var claimType = ClaimType(id: "c", location: here)
        change(&claimType)
        let environment = Sample.environment {
            $0.localizedResources = localize
            let methods: [(Name, Predicate.Method, String)] = [
                ("Lower", .includesCharacters("a-z"), "a lowercase letter"),
                ("Upper", .includesCharacters("A-Z"), "an uppercase letter"),
                ("Number", .includesCharacters("0-9"), "a digit"),
                ("Symbol", .includesCharacters(#"@#$%^&*\-_+=[]{}|\\:',.?/`~"();!"#), "a symbol"),
                ("Length", .isLengthRange(minimum: 5, maximum: 15), "5 to 15 characters"),
                ("Born", .isDateRange(minimum: "1905-01-01", maximum: "Today"), "a day of the past"),
            ]
            for (id, method, help) in methods {
                $0.policy.predicates[id] = Predicate(id: id, method: method, helpText: help)
            }
            $0.policy.predicateValidations = [
                "Password": PredicateValidation(
                    id: "Password",
                    groups: [
                        .init(
                            id: "classes", userHelpText: "At least 3 of:",
                            predicates: ["Lower", "Upper", "Number", "Symbol"], matchAtLeast: 3),
                        .init(id: "length", predicates: ["Length"]),
                    ]),
                "Birth": PredicateValidation(id: "Birth", groups: [.init(id: "g", predicates: ["Born"])]),
            ]
        }
        return InputValidation(in: environment).validate(text, as: claimType, isRequired: isRequired)
    }

    @Test func `an empty value is checked only for being required`() {
        #expect(problems("", isRequired: true).map(\.kind) == [.required])
        #expect(problems("") { $0.predicateValidation = "Password" }.isEmpty)
    }

    @Test func `a value over 8 KB is refused before anything looks at it`() {
        let problems = problems(String(repeating: "a", count: 1_000_000)) { $0.predicateValidation = "Password" }

        #expect(problems.map(\.kind) == [.tooLong])
        #expect(self.problems(String(repeating: "a", count: 8192)).isEmpty)
    }

    @Test(arguments: [
        ("Passw0rd!", []), ("abc", ["At least 3 of:\nan uppercase letter\na digit\na symbol", "5 to 15 characters"]),
        ("123456", ["At least 3 of:\na lowercase letter\nan uppercase letter\na symbol"]), ("abCD-", []),
        ("abcde[", ["At least 3 of:\nan uppercase letter\na digit"]), ("a1]\\\\", []),
    ])
    func `a password says all that it lacks`(text: String, expected: [String]) {
        #expect(problems(text) { $0.predicateValidation = "Password" }.map(\.text) == expected)
    }

    @Test(arguments: [("2026-11-21", true), ("2026-11-22", false), ("1904-12-31", false), ("never", false)])
    func `a date range ends today`(text: String, isAccepted: Bool) {
        #expect(problems(text) { $0.predicateValidation = "Birth" }.isEmpty == isAccepted)
    }

    @Test func `help texts are the page language's`() {
        let german = LocalizedResources(
            id: "de",
            strings: [
                .init(elementType: "Predicate", elementID: "Length", stringID: "HelpText"): "5 bis 15 Zeichen",
                .init(elementType: "ClaimType", elementID: "c", stringID: "PatternHelpText"): "Nur Ziffern",
            ])
        let problems = problems("Ab1", localize: [german]) {
            $0.predicateValidation = "Password"
            $0.restriction = .init(pattern: .init(regularExpression: "^[0-9]+$", helpText: "digits"))
        }

        #expect(problems.map(\.text) == ["Nur Ziffern", "5 bis 15 Zeichen"])
        #expect(problems.first?.messageID == "UserMessageIfIncorrectPattern")
    }

    @Test func `a choice is one of the options`() {
        let items = [EnumerationItem(text: "Red", value: "r"), EnumerationItem(text: "Blue", value: "b")]
        func kinds(_ text: String, _ input: UserInputType) -> [InputProblem.Kind] {
            problems(text) {
                $0.userInputType = input
                $0.restriction = .init(enumeration: items)
            }.map(\.kind)
        }

        #expect(kinds("r", .radioSingleSelect) == [])
        #expect(kinds("Red", .dropdownSingleSelect) == [.enumeration])
        #expect(kinds("r,b", .checkboxMultiSelect) == [])
        #expect(kinds("r,x", .checkboxMultiSelect) == [.enumeration])
        #expect(kinds("anything", .textBox) == [])
    }

    @Test(arguments: [("12", [InputProblem.Kind]()), ("12x", [.number]), ("99999999999", [.number])])
    func `a number is one`(text: String, kinds: [InputProblem.Kind]) {
        #expect(problems(text) { $0.dataType = .int }.map(\.kind) == kinds)
    }

    @Test(arguments: [
        ("emily@contoso.com", true), ("a+b.c'd@x-y.co.uk", true), ("emily", false), ("a@b", false), ("a@@b.c", false),
        (".a@b.c", false), ("a@-b.c", false), ("a@b..c", false), ("a b@c.d", false), ("\u{202e}a@b.c", false),
        ("a@b.c\n", false),
    ])
    func `an e-mail box takes addresses`(text: String, isAccepted: Bool) {
        #expect(problems(text) { $0.userInputType = .emailBox }.isEmpty == isAccepted)
    }

    @Test func `a pattern that explodes refuses, and says so in the detail`() {
        let problems = problems(String(repeating: "a", count: 5000) + "!") {
            $0.restriction = .init(pattern: .init(regularExpression: "^(a|aa)+$"))
        }

        #expect(problems.map(\.kind) == [.patternGaveUp])
        #expect(problems.first?.detail != nil)
    }
}
