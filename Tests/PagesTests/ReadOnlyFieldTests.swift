import Policy
import Testing

@testable import Pages

struct ReadOnlyFieldTests {
    private func html(isReadOnly: Bool) -> String {
        var field = Field(id: "countryCode", label: "Country", kind: .dropdownSingleSelect, value: "CH")
        field.options = [.init(text: "Germany", value: "DE"), .init(text: "Switzerland", value: "CH")]
        field.isReadOnly = isReadOnly
        return SelfAssertedPage(items: [.field(field)]).document(in: Samples.frame(.selfAsserted)).text
    }

    /// A browser sends nothing of a list that is disabled, and HTML has no list that is read-only.
    @Test func `a list that may not be changed is sent all the same`() {
        let sent = #"<input type="hidden" name="countryCode" value="CH">"#
        #expect(html(isReadOnly: true).contains(sent))
        #expect(!html(isReadOnly: false).contains(sent))
    }
}
