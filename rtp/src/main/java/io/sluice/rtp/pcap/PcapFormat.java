package io.sluice.rtp.pcap;

/// Constants of the classic pcap format (draft-ietf-opsawg-pcap) and of the packets in it.
final class PcapFormat {
    /// Written in the byte order of the file; times have nanoseconds.
    static final int MAGIC_NANOS = 0xa1b23c4d;

    /// The same with microseconds.
    static final int MAGIC_MICROS = 0xa1b2c3d4;

    static final int FILE_HEADER_BYTES = 24;
    static final int RECORD_HEADER_BYTES = 16;

    /// LINKTYPE_RAW: a record is an IPv4 or IPv6 packet.
    static final int LINK_RAW = 101;

    static final int IPV4_HEADER_BYTES = 20;
    static final int IPV6_HEADER_BYTES = 40;
    static final int UDP_HEADER_BYTES = 8;
    static final int UDP = 17;
    static final int MAX_RECORD_BYTES = 65_535;

    private PcapFormat() {}
}
