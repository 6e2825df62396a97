package io.sluice.server.config;

import java.net.InetAddress;

/// What all receivers of one network are sent together, an entry of `media.addressBudgets`.
///
/// @param network an address or a network; names are not looked up
/// @param kilobits per second, 100 to 100,000,000
public record AddressBudget(String network, int kilobits) {
    /// 100 Gbit/s.
    static final int MAX_KILOBITS = 100_000_000;

    /// Two voices.
    private static final int MIN_KILOBITS = 100;

    /// Reads `192.0.2.7=10000` or `2001:db8:5::/48=20000`.
    public static AddressBudget of(String text) {
        int equals = text.indexOf('=');
        int kilobits = equals < 0 ? -1 : number(text.substring(equals + 1).strip());
        if (kilobits < MIN_KILOBITS || kilobits > MAX_KILOBITS) {
            throw refusal(text, "from %d to %d kbit/s".formatted(MIN_KILOBITS, MAX_KILOBITS));
        }
        String network = text.substring(0, equals).strip();
        if (!isNetwork(network)) {
            throw refusal(text, "an address or a network before the =");
        }
        return new AddressBudget(network, kilobits);
    }

    private static boolean isNetwork(String text) {
        int slash = text.indexOf('/');
        try {
            String literal = slash < 0 ? text : text.substring(0, slash);
            int bits = InetAddress.ofLiteral(literal).getAddress().length * Byte.SIZE;
            int prefix = slash < 0 ? bits : number(text.substring(slash + 1));
            return prefix >= 0 && prefix <= bits;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException _) {
            return -1;
        }
    }

    private static ConfigException refusal(String text, String wanted) {
        return new ConfigException(
                "media.addressBudgets holds '"
                        + text
                        + "', which is not network=kilobits, as 192.0.2.0/24=10000: "
                        + wanted);
    }
}
