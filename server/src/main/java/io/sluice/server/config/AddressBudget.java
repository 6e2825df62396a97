package io.sluice.server.config;

import java.net.InetAddress;

/// What all receivers of one network are sent together, an entry of `media.addressBudgets`.
///
/// @param address the first of the network, or the only one
/// @param prefix how many bits of it the network's addresses begin with, 0 to 32 or 128
/// @param kilobits per second, 100 to 100,000,000
public record AddressBudget(InetAddress address, int prefix, int kilobits) {
    /// 100 Gbit/s.
    static final int MAX_KILOBITS = 100_000_000;

    /// Two voices.
    private static final int MIN_KILOBITS = 100;

    /// Reads `192.0.2.7=10000` or `2001:db8:5::/48=20000`; names are not looked up.
    public static AddressBudget of(String text) {
        int equals = text.indexOf('=');
        int kilobits = equals < 0 ? -1 : number(text.substring(equals + 1).strip());
        if (kilobits < MIN_KILOBITS || kilobits > MAX_KILOBITS) {
            throw refusal(text, "from %d to %d kbit/s".formatted(MIN_KILOBITS, MAX_KILOBITS));
        }
        String network = text.substring(0, equals).strip();
        int slash = network.indexOf('/');
        try {
            InetAddress address =
                    InetAddress.ofLiteral(slash < 0 ? network : network.substring(0, slash));
            int bits = address.getAddress().length * Byte.SIZE;
            int prefix = slash < 0 ? bits : number(network.substring(slash + 1));
            if (prefix >= 0 && prefix <= bits) {
                return new AddressBudget(address, prefix, kilobits);
            }
        } catch (IllegalArgumentException _) {
            // A name, or nothing at all: refused below.
        }
        throw refusal(text, "an address or a network before the =");
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
