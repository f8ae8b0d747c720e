import HTTP
import Testing

struct ClientNetworkTests {
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("::ffff:192.0.2.1", "192.0.2.1"), ("2001:db8::1", "20010db800000000/64"),
        ("2001:db8:0:0:1::", "20010db800000000/64"), ("2001:DB8:0:1::", "20010db800000001/64"),
        ("fe80::1%eth0", "fe80000000000000/64"), ("::1", "0000000000000000/64"), ("", ""), ("unix", "unix"),
        ("1.2.3.4.5", "1.2.3.4.5"),
    ])
    func `an address is counted with its network`(address: String, network: String) {
        #expect(ClientNetwork.name(of: address) == network)
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("10.1.2.3", true), ("172.16.0.1", true), ("172.31.255.255", true), ("172.32.0.1", false),
        ("172.15.0.1", false), ("192.168.0.1", true), ("192.169.0.1", false), ("100.64.0.1", true),
        ("100.128.0.1", false), ("169.254.1.1", true), ("192.0.2.1", false), ("8.8.8.8", false), ("::1", true),
        ("::2", false), ("fd00::1", true), ("fe80::1%eth0", true), ("2001:db8::1", false), ("::ffff:10.0.0.1", true),
        ("::ffff:192.0.2.1", false), ("", true), ("unix", true),
    ])
    func `an address that nobody on the Internet has may be everybody's`(address: String, isShared: Bool) {
        #expect(ClientNetwork.isShared(address) == isShared)
    }
}
