package io.sluice.sfu.net;

import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.sfu.observe.Counters;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/// Which sockets there are, the fastest first.
public enum UdpSocketProvider {
    /// The kernel's own calls; Linux only.
    NATIVE {
        @Override
        public boolean isAvailable() {
            try {
                return LinuxSyscalls.isAvailable();
            } catch (LinkageError _) {
                return false; // no such calls here, or this JVM may not call native code
            }
        }

        @Override
        public UdpSocket bind(
                List<InetAddress> addresses, int port, PacketSlab slab, Counters counters)
                throws IOException {
            return NativeUdpSocket.bind(new LinuxSyscalls(), addresses, port, slab, counters);
        }
    },

    /// The JDK's, there on every machine.
    NIO {
        @Override
        public boolean isAvailable() {
            return true;
        }

        @Override
        public UdpSocket bind(
                List<InetAddress> addresses, int port, PacketSlab slab, Counters counters)
                throws IOException {
            return NioUdpSocket.bind(addresses, port, slab, counters);
        }
    };

    /// Names a provider, for an operator who has a reason not to use the fastest.
    public static final String PROPERTY = "sluice.sockets";

    /// The one the operator asked for where it can be had, else the first that can.
    public static UdpSocketProvider choose() {
        return choose(System.getProperty(PROPERTY, ""));
    }

    static UdpSocketProvider choose(String wanted) {
        return wanted.equalsIgnoreCase(NIO.name()) || !NATIVE.isAvailable() ? NIO : NATIVE;
    }

    /// Whether this machine has it.
    public abstract boolean isAvailable();

    /// Binds the same port on each address: answers must leave from the address that was asked, so
    /// no address may be the wildcard.
    ///
    /// @param port 0 for any free port, then of each address by itself
    public abstract UdpSocket bind(
            List<InetAddress> addresses, int port, PacketSlab slab, Counters counters)
            throws IOException;
}
