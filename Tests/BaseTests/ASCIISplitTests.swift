import Base
import Testing

@Suite struct ASCIISplitTests {
    @Test(arguments: ["", "a", "a.b", ".a..b.", "...", "ä.ö", "a.b.c.d"])
    func `parts are those that splitting by characters gives`(text: String) {
        for (most, omitting) in [(Int.max, true), (.max, false), (1, true), (1, false), (2, false), (0, true)] {
            let parts = text.split(byte: ".", maxSplits: most, omittingEmptySubsequences: omitting)
            #expect(parts == text.split(separator: ".", maxSplits: most, omittingEmptySubsequences: omitting))
        }
    }
}
