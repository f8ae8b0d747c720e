import Base
import Testing

@testable import Passwordless

/// Conditions as rule editors write them; what comes out is what JavaScript's JsonLogic says.
struct JSONLogicTests {
    @Test(
        arguments: [
            ("true", []), (#"{"var":"ip.country"}"#, ["ip.country"]),
            (#"{"and":[{"==":[{"var":"a"},1]},{"if":[{"var":["b",{"var":"c"}]},1,2]}]}"#, ["a", "b", "c"]),
            (#"{"some":[{"var":"list"},{"==":[{"var":"name"},"x"]}]}"#, ["list", "name"]),
            (#"{"var":{"cat":["ip",".country"]}}"#, nil), (#"{"!":{"missing":["user.id"]}}"#, nil),
        ] as [(String, Set<String>?)])

    func `it is known what a condition looks up`(condition: String, names: Set<String>?) throws {
        #expect(try JSONLogic(try JSON(parsing: condition)).lookups == names)
    }

    private func evaluate(_ condition: String, _ facts: String = "{}") throws -> JSON {
        var run = JSONLogicRun(over: try JSON(parsing: facts))
        return try run.value(of: try JSONLogic(try JSON(parsing: condition)))
    }

    @Test(arguments: [
        (#"{"==":[1,1]}"#, "true"), (#"{"==":["1",1]}"#, "true"), (#"{"===":["1",1]}"#, "false"),
        (#"{"==":[0,false]}"#, "true"), (#"{"==":["",0]}"#, "true"), (#"{"==":[null,0]}"#, "false"),
        (#"{"==":[null,{"var":"nothing"}]}"#, "true"), (#"{"!=":["a","b"]}"#, "true"), (#"{"!==":[1,1.0]}"#, "false"),
        (#"{"==":["abc",0]}"#, "false"), (#"{"==":[[1],"1"]}"#, "true"), (#"{"==":[{"merge":[1]},[1]]}"#, "true"),
        (#"{"!":[[]]}"#, "true"), (#"{"!!":["0"]}"#, "true"), (#"{"!!":[""]}"#, "false"), (#"{"!":0}"#, "true"),
        (#"{"<":[1,2,3]}"#, "true"), (#"{"<":[1,3,3]}"#, "false"), (#"{"<=":[1,3,3]}"#, "true"),
        (#"{">":["b","a"]}"#, "true"), (#"{">":["10",9]}"#, "true"), (#"{"<":["x",1]}"#, "false"),
        (#"{">=":["x",1]}"#, "false"), (#"{"<":["10","9"]}"#, "true"), (#"{">=":[2,2]}"#, "true"),
    ])
    func `values are compared`(condition: String, result: String) throws {
        #expect(try evaluate(condition) == (try JSON(parsing: result)))
    }

    @Test(arguments: [
        (#"{"+":[1,"2",3.5]}"#, "6.5"), (#"{"+":"3.14 metres"}"#, "3.14"), (#"{"+":[]}"#, "0"), (#"{"-":[5]}"#, "-5"),
        (#"{"-":[5,"2"]}"#, "3"), (#"{"*":[2,3,4]}"#, "24"), (#"{"/":[1,4]}"#, "0.25"), (#"{"%":[7,3]}"#, "1"),
        (#"{"min":[3,1,2]}"#, "1"), (#"{"max":[3,"11",2]}"#, "11"),
    ])
    func `numbers are calculated`(condition: String, result: String) throws {
        #expect(try evaluate(condition) == (try JSON(parsing: result)))
    }

    @Test(arguments: [
        (#"{"+":["a"]}"#, false), (#"{"max":[1,"a"]}"#, false), (#"{"%":[1,0]}"#, false), (#"{"/":[1,0]}"#, true),
    ])
    func `what is no number is not true`(condition: String, isTrue: Bool) throws {
        #expect(try evaluate(condition).isTrue == isTrue)
    }

    @Test(arguments: [
        (#"{"if":[false,1,true,2,3]}"#, "2"), (#"{"if":[false,1]}"#, "null"), (#"{"if":[]}"#, "null"),
        (#"{"?:":[1,"y","n"]}"#, #""y""#), (#"{"or":[0,"","x","y"]}"#, #""x""#), (#"{"and":[1,"",3]}"#, #""""#),
        (#"{"and":[1,3]}"#, "3"), (#"{"merge":[1,[2,3],[[4]]]}"#, "[1,2,3,[4]]"),
        (#"{"in":["b",["a","b"]]}"#, "true"), (#"{"in":[1,["1"]]}"#, "false"), (#"{"in":["ell","hello"]}"#, "true"),
        (#"{"in":["a",null]}"#, "false"), (#"{"cat":["a",1,null,true,[1,2]]}"#, #""a1true1,2""#),
        (#"{"substr":["jsonlogic",4]}"#, #""logic""#), (#"{"substr":["jsonlogic",-5]}"#, #""logic""#),
        (#"{"substr":["jsonlogic",1,3]}"#, #""son""#), (#"{"substr":["jsonlogic",4,-2]}"#, #""log""#),
        (#"{"substr":["ab",-9,-9]}"#, #""""#), (#"{"substr":["ab",9]}"#, #""""#),
        (#"{"a":1,"b":2}"#, #"{"a":1,"b":2}"#), (#"{}"#, "{}"),
    ])
    func `texts and lists are read`(condition: String, result: String) throws {
        #expect(try evaluate(condition) == (try JSON(parsing: result)))
    }

    private static let facts = #"{"user":{"name":"Ada","tags":["a","b"],"none":null},"n":[1,2,3],"empty":""}"#

    @Test(arguments: [
        (#"{"var":"user.name"}"#, #""Ada""#), (#"{"var":["user.age",41]}"#, "41"), (#"{"var":"user.tags.1"}"#, #""b""#),
        (#"{"var":"user.tags.7"}"#, "null"), (#"{"var":["user.none",1]}"#, "null"),
        (#"{"var":{"cat":["user.","name"]}}"#, #""Ada""#),
        (#"{"missing":["user.name","x","empty"]}"#, #"["x","empty"]"#),
        (#"{"missing":[["user.name"]]}"#, "[]"), (#"{"missing_some":[1,["user.name","x"]]}"#, "[]"),
        (#"{"missing_some":[2,["user.name","x"]]}"#, #"["x"]"#),
        (#"{"map":[{"var":"n"},{"*":[{"var":""},2]}]}"#, "[2,4,6]"),
        (#"{"filter":[{"var":"n"},{">":[{"var":""},1]}]}"#, "[2,3]"),
        (#"{"reduce":[{"var":"n"},{"+":[{"var":"current"},{"var":"accumulator"}]},10]}"#, "16"),
        (#"{"all":[{"var":"n"},{">":[{"var":""},0]}]}"#, "true"), (#"{"all":[[],true]}"#, "false"),
        (#"{"none":[{"var":"n"},{">":[{"var":""},2]}]}"#, "false"), (#"{"none":[[],true]}"#, "true"),
        (#"{"some":[{"var":"n"},{">":[{"var":""},2]}]}"#, "true"),
    ])
    func `facts are looked up`(condition: String, result: String) throws {
        #expect(try evaluate(condition, Self.facts) == (try JSON(parsing: result)))
    }

    @Test(arguments: [
        ("10.1.2.3", true), ("11.1.2.3", false), ("2001:db8:1::1", true), ("2001:db9::1", false),
        ("::ffff:10.0.0.1", true),
        ("10.1", false), ("", false),
    ])
    func `addresses lie in ranges`(address: String, isInside: Bool) throws {
        let condition = #"{"cidr":[{"var":"ip"},["10.0.0.0/8","2001:db8::/32","nonsense"]]}"#
        #expect(try evaluate(condition, #"{"ip":"\#(address)"}"#) == .bool(isInside))
        let other = condition.replacingName("cidr", "ipInRange")
        #expect(try evaluate(other, #"{"ip":"\#(address)"}"#) == .bool(isInside))
    }

    @Test(arguments: [
        (#"{"and":[{"=>":[1,2]}]}"#, "and[0].=>: not an operator"), (#"{"==":[1]}"#, "==: takes 2 arguments, not 1"),
        (#"{"if":[true,{"!":[1,2]}]}"#, "if[1].!: takes 1 argument, not 2"),
        (#"{"and":[]}"#, "and: takes at least 1 arguments, not 0"),
    ])
    func `a mistake is told with its place`(condition: String, problem: String) throws {
        let json = try JSON(parsing: condition)
        #expect { try JSONLogic(json) } throws: { "\($0)" == problem }
    }

    @Test func `a condition is bounded in depth and size`() throws {
        var deep: JSON = true
        for _ in 0..<200 { deep = .object(object("!", deep)) }
        #expect(throws: JSONLogicError.self) { try JSONLogic(deep) }
        let wide = JSON.object(object("or", .array(Array(repeating: .object(object("!", .array([1]))), count: 900))))
        #expect(throws: Never.self) { try JSONLogic(wide) }
        let wider = JSON.object(object("or", .array(Array(repeating: wide, count: 9))))
        #expect(throws: JSONLogicError.self) { try JSONLogic(wider) }
    }

    private func object(_ name: String, _ value: JSON) -> JSON.Object {
        var object = JSON.Object()
        object[name] = value
        return object
    }

    @Test(arguments: [
        #"{"map":[{"var":"n"},{"map":[{"var":""},{"map":[{"var":""},{"var":""}]}]}]}"#,
        #"{"reduce":[{"var":"t"},{"cat":[{"var":"accumulator"},{"var":"accumulator"},"xx"]},"x"]}"#,
        #"{"reduce":[{"var":"t"},{"merge":[{"var":"accumulator"},{"var":"accumulator"}]},[1]]}"#,
        #"{"==":[{"reduce":[{"var":"t"},[{"var":"accumulator"},{"var":"accumulator"}],1]},"x"]}"#,
        #"{"reduce":[{"merge":[{"var":"t"},{"var":"t"},{"var":"t"},{"var":"t"},{"var":"t"}]},{"var":""},1]}"#,
    ])
    func `an evaluation is bounded`(condition: String) throws {
        let row = JSON.array(Array(repeating: 1, count: 100))
        let square = JSON.array(Array(repeating: row, count: 100))
        let facts: JSON = ["n": .array(Array(repeating: square, count: 10)), "t": row]
        var run = JSONLogicRun(over: facts)
        let logic = try JSONLogic(try JSON(parsing: condition))
        #expect(throws: JSONLogicRun.Exhausted()) { try run.value(of: logic) }
    }
}

extension String {
    fileprivate func replacingName(_ name: String, _ other: String) -> String {
        split(separator: name, omittingEmptySubsequences: false).joined(separator: other)
    }
}
