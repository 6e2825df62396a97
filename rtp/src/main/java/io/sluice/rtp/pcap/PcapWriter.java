package io.sluice.rtp.pcap;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/// Writes datagrams into a classic pcap file, each with IP and UDP headers of its own, so that
/// Wireshark and tcpdump show them.
public final class PcapWriter implements AutoCloseable {
    private static final int NANOS_PER_SECOND = 1_000_000_000;
    private static final int HOP_LIMIT = 64;

    private final OutputStream out;
    private final byte[] bytes =
            new byte[PcapFormat.RECORD_HEADER_BYTES + PcapFormat.MAX_RECORD_BYTES];
    private final ByteBuffer record = ByteBuffer.wrap(bytes);

    /// Writes the file header; closing this closes `out`.
    public PcapWriter(OutputStream out) throws IOException {
        this.out = out;
        record.putInt(PcapFormat.MAGIC_NANOS).putShort((short) 2).putShort((short) 4);
        record.putInt(0).putInt(0).putInt(PcapFormat.MAX_RECORD_BYTES).putInt(PcapFormat.LINK_RAW);
        out.write(bytes, 0, record.position());
    }

    /// Writes the datagram in `[offset, offset + length)`, which was seen so long after 1970.
    public void write(
            long epochNanos,
            InetSocketAddress from,
            InetSocketAddress to,
            MemorySegment s,
            long offset,
            int length)
            throws IOException {
        byte[] source = addressBytes(from);
        byte[] target = addressBytes(to);
        if (source.length != target.length) {
            throw new IllegalArgumentException("addresses of two families");
        }
        boolean v4 = source.length == 4;
        int ipHeader = v4 ? PcapFormat.IPV4_HEADER_BYTES : PcapFormat.IPV6_HEADER_BYTES;
        int udp = PcapFormat.UDP_HEADER_BYTES + length;
        int total = ipHeader + udp;
        if (total > PcapFormat.MAX_RECORD_BYTES) {
            throw new IllegalArgumentException("too long for a datagram");
        }
        record.clear();
        record.putInt((int) (epochNanos / NANOS_PER_SECOND));
        record.putInt((int) (epochNanos % NANOS_PER_SECOND)).putInt(total).putInt(total);
        if (v4) {
            putIpv4(total, source, target);
        } else {
            putIpv6(udp, source, target);
        }
        record.putShort((short) from.getPort()).putShort((short) to.getPort());
        record.putShort((short) udp).putShort((short) 0);
        MemorySegment.copy(s, ValueLayout.JAVA_BYTE, offset, bytes, record.position(), length);
        out.write(bytes, 0, record.position() + length);
    }

    private void putIpv4(int total, byte[] source, byte[] target) {
        int start = record.position();
        record.putShort((short) 0x4500).putShort((short) total).putInt(0);
        record.put((byte) HOP_LIMIT).put((byte) PcapFormat.UDP).putShort((short) 0);
        record.put(source).put(target);
        int sum = 0;
        for (int i = 0; i < PcapFormat.IPV4_HEADER_BYTES; i += 2) {
            sum += record.getShort(start + i) & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >> 16);
        sum = (sum & 0xffff) + (sum >> 16);
        record.putShort(start + 10, (short) ~sum);
    }

    private void putIpv6(int payload, byte[] source, byte[] target) {
        record.putInt(0x6000_0000).putShort((short) payload);
        record.put((byte) PcapFormat.UDP).put((byte) HOP_LIMIT).put(source).put(target);
    }

    private static byte[] addressBytes(InetSocketAddress address) {
        InetAddress resolved = address.getAddress();
        if (resolved == null) {
            throw new IllegalArgumentException("an address without a number");
        }
        return resolved.getAddress();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
