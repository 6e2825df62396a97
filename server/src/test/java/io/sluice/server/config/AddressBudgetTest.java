package io.sluice.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressBudgetTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.7=10000, 192.0.2.7, 32, 10000",
        "192.0.2.0/24 = 100, 192.0.2.0, 24, 100",
        "0.0.0.0/0=100000000, 0.0.0.0, 0, 100000000",
        "2001:db8:5::/48=20000, 2001:db8:5::, 48, 20000",
        "2001:db8::1=20000, 2001:db8::1, 128, 20000"
    })
    void readsAnAddressOrANetwork(String text, String address, int prefix, int kilobits) {
        assertEquals(
                new AddressBudget(InetAddress.ofLiteral(address), prefix, kilobits),
                AddressBudget.of(text));
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(
            strings = {
                "",
                "=",
                "=1000",
                "192.0.2.7",
                "192.0.2.7=",
                "192.0.2.7=99",
                "192.0.2.7=100000001",
                "192.0.2.7=1e3",
                "school=1000",
                "192.0.2.0/33=1000",
                "192.0.2.0/-1=1000",
                "192.0.2.0/=1000",
                "/24=1000",
                "2001:db8::/129=1000"
            })
    void whatIsNoneIsRefusedWithAnExample(String text) {
        String why = assertThrows(ConfigException.class, () -> AddressBudget.of(text)).getMessage();
        assertTrue(why.contains("'" + text + "'"), why);
        assertTrue(why.contains("192.0.2.0/24=10000"), why);
    }
}
