import HTTP
import OpenIDProvider
import Testing

struct ResponseModeTests {
    let provider = TestProvider()

    @Test func `form_post is a page with a form and no address to leak`() async {
        let response = await provider.authorize(["response_mode": "form_post", "state": "a"])

        #expect(response.status == 200)
        #expect(response.headers["Location"] == nil)
        #expect(response.text.contains(#"id="auto""#))
        #expect(response.text.contains("name=\"code\""))
        #expect(response.text.contains("name=\"iss\""))
        #expect(response.headers["Cache-Control"] == "no-store")
    }

    @Test func `a state cannot end its attribute`() async {
        let response = await provider.authorize(
            ["response_mode": "form_post", "state": #""><script>alert(1)</script>"#], at: "/demo/oidc")

        #expect(response.text.contains("&quot;&gt;&lt;script&gt;"))
        #expect(!response.text.contains("<script>alert"))
    }

    @Test func `an error travels by form too`() async {
        let response = await provider.authorize(["response_mode": "form_post", "scope": nil])

        #expect(response.status == 200)
        #expect(response.text.contains("AADB2C90010"))
    }

    @Test func `a fragment may carry a code`() async {
        let response = await provider.authorize(["response_mode": "fragment"])

        #expect(response.headers["Location"]?.contains("#") == true)
        #expect(response.answer?["code"] != nil)
    }

    @Test func `a state cannot write a header or a parameter`() async {
        let response = await provider.authorize(["state": "a\r\nSet-Cookie: x=1&code=evil#"])

        #expect(response.answer?.all("code").count == 1)
        #expect(response.answer?["state"] == "a\r\nSet-Cookie: x=1&code=evil#")
    }
}
