package io.sluice.rtp.pcap;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Reads the UDP datagrams of a classic pcap file of raw IP packets, as [PcapWriter] writes it or
/// `tcpdump -y RAW`. Records that are no UDP are passed over.
public final class PcapReader implements AutoCloseable {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final InputStream in;
    private final ByteOrder order;
    private final long fractionNanos;
    private byte[] payload = new byte[0];
    private long epochNanos;
    private int sourcePort;
    private int targetPort;

    /// Reads the file header; closing this closes `in`.
    public PcapReader(InputStream in) throws IOException {
        this.in = in;
        byte[] bytes = in.readNBytes(PcapFormat.FILE_HEADER_BYTES);
        if (bytes.length < PcapFormat.FILE_HEADER_BYTES) {
            throw new EOFException("no pcap file: too short");
        }
        ByteBuffer header = ByteBuffer.wrap(bytes);
        int magic = header.getInt(0);
        boolean big = isMagic(magic);
        order = big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        magic = big ? magic : Integer.reverseBytes(magic);
        if (!isMagic(magic)) {
            throw new IOException("no pcap file");
        }
        fractionNanos = magic == PcapFormat.MAGIC_NANOS ? 1 : 1000;
        if (header.order(order).getInt(20) != PcapFormat.LINK_RAW) {
            throw new IOException("a pcap file of another link type than raw IP");
        }
    }

    private static boolean isMagic(int magic) {
        return magic == PcapFormat.MAGIC_NANOS || magic == PcapFormat.MAGIC_MICROS;
    }

    /// Moves to the next datagram; false at the end of the file.
    public boolean next() throws IOException {
        while (true) {
            byte[] head = in.readNBytes(PcapFormat.RECORD_HEADER_BYTES);
            if (head.length == 0) {
                return false;
            }
            if (head.length < PcapFormat.RECORD_HEADER_BYTES) {
                throw new EOFException("the pcap file ends in a record");
            }
            ByteBuffer header = ByteBuffer.wrap(head).order(order);
            long seconds = header.getInt(0) & 0xffff_ffffL;
            long fraction = header.getInt(4) & 0xffff_ffffL;
            int length = header.getInt(8);
            if (length < 0 || length > PcapFormat.MAX_RECORD_BYTES) {
                throw new IOException("a pcap record longer than any packet");
            }
            byte[] packet = in.readNBytes(length);
            if (packet.length < length) {
                throw new EOFException("the pcap file ends in a record");
            }
            if (unwrap(ByteBuffer.wrap(packet))) {
                epochNanos = seconds * NANOS_PER_SECOND + fraction * fractionNanos;
                return true;
            }
        }
    }

    private boolean unwrap(ByteBuffer packet) {
        if (packet.limit() < PcapFormat.IPV4_HEADER_BYTES) {
            return false;
        }
        int version = (packet.get(0) & 0xff) >> 4;
        int udp;
        int protocol;
        if (version == 4) {
            udp = 4 * (packet.get(0) & 0xf);
            protocol = packet.get(9) & 0xff;
        } else {
            udp = PcapFormat.IPV6_HEADER_BYTES;
            protocol = packet.get(6) & 0xff;
        }
        int start = udp + PcapFormat.UDP_HEADER_BYTES;
        if (protocol != PcapFormat.UDP || packet.limit() < start) {
            return false;
        }
        int length = (packet.getShort(udp + 4) & 0xffff) - PcapFormat.UDP_HEADER_BYTES;
        if (length < 0 || start + length > packet.limit()) {
            return false;
        }
        sourcePort = packet.getShort(udp) & 0xffff;
        targetPort = packet.getShort(udp + 2) & 0xffff;
        payload = new byte[length];
        packet.get(start, payload);
        return true;
    }

    /// When the datagram was seen, since 1970.
    public long epochNanos() {
        return epochNanos;
    }

    public int sourcePort() {
        return sourcePort;
    }

    public int targetPort() {
        return targetPort;
    }

    /// The datagram itself, in heap memory of its own.
    public MemorySegment payload() {
        return MemorySegment.ofArray(payload);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
