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
}
