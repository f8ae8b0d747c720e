import Base
import Testing

@testable import Journey

struct XMLReaderTests {
    @Test(arguments: [
        (
            "<user><name>Someone</name><email>someone@example.com</email></user>",
            #"{"user":{"name":"Someone","email":"someone@example.com"}}"#
        ),
        (
            "<?xml version='1.0'?><!-- c --><a x='1' y=\"&lt;&#x41;\"><b>1</b><b>2</b><c/>t</a>",
            #"{"a":{"@x":"1","@y":"\u003cA","b":["1","2"],"c":null,"# + ##""#text":"t"}}"##
        ),
        ("<a><![CDATA[<b>]]></a>", #"{"a":"\u003cb\u003e"}"#),
    ])
    func `XML becomes JSON as .NET's converter makes it`(xml: String, json: String) throws {
        #expect(try XMLReader.json(xml).text == json)
    }

    @Test(arguments: [
        "", "x", "<a>", "<a></b>", "<a/><b/>", "<a x=1/>", "<a>&nbsp;</a>", "<a x='1'y='2'/>", "<a",
        "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>",
        String(repeating: "<a>", count: 40) + String(repeating: "</a>", count: 40),
    ])
    func `what is not XML, declares a document type, or is too deep is refused`(xml: String) {
        #expect(throws: XMLReader.Failure.self) { try XMLReader.json(xml) }
    }
}
