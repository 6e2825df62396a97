package io.sluice.rtp.srtp;

import io.sluice.rtp.Bytes;
import io.sluice.rtp.RtpPacket;
import java.lang.foreign.MemorySegment;

/// [SrtpSender] on any cryptography: indexes, and where things stand in a packet.
final class PacketSender implements SrtpSender {
    private static final long MAX_INDEX = (1L << 48) - 1;
    private static final int ENCRYPTED_BIT = 0x8000_0000;

    private final SrtpProfile profile;
    private final SrtpTransform rtp;
    private final SrtpTransform rtcp;
    private long rtcpIndex;
    private boolean closed;

    PacketSender(SrtpProfile profile, SrtpTransform rtp, SrtpTransform rtcp) {
        this.profile = profile;
        this.rtp = rtp;
        this.rtcp = rtcp;
    }

    @Override
    public int protectRtp(
            MemorySegment dst,
            long dstOffset,
            int headerLength,
            MemorySegment src,
            long srcOffset,
            int srcLength,
            long index) {
        int plain = headerLength + srcLength;
        if (closed
                || headerLength < RtpPacket.FIXED_HEADER_BYTES
                || plain + profile.tagBytes() > PacketReceiver.MAX_PACKET_BYTES) {
            return SrtpError.MALFORMED;
        }
        if (index < 0 || index > MAX_INDEX) {
            return SrtpError.KEY_EXHAUSTED;
        }
        assert (index & RtpPacket.MAX_SEQUENCE_NUMBER) == Bytes.unsigned16(dst, dstOffset + 2)
                : "the index is not that of the header";
        int ssrc = Bytes.signed32(dst, dstOffset + 8);
        int rollOver = (int) (index >>> 16);
        rtp.seal(
                ssrc,
                index,
                rollOver,
                dst,
                dstOffset,
                headerLength,
                src,
                srcOffset,
                srcLength,
                dstOffset + plain);
        return plain + profile.tagBytes();
    }

    @Override
    public int protectRtcp(MemorySegment s, long offset, int length) {
        int tag = profile.tagBytes();
        if (closed
                || length < PacketReceiver.RTCP_HEADER_BYTES
                || length + tag + SRTCP_INDEX_BYTES > PacketReceiver.MAX_PACKET_BYTES) {
            return SrtpError.MALFORMED;
        }
        if (rtcpIndex > PacketReceiver.RTCP_INDEX_MASK) {
            return SrtpError.KEY_EXHAUSTED;
        }
        int index = (int) rtcpIndex++;
        int trailer = index | ENCRYPTED_BIT;
        int header = PacketReceiver.RTCP_HEADER_BYTES;
        int ssrc = Bytes.signed32(s, offset + 4);
        // With GCM the index stands behind the tag, else before it.
        long tagAt = offset + length + (profile.isAead() ? 0 : SRTCP_INDEX_BYTES);
        long trailerAt = offset + length + (profile.isAead() ? tag : 0);
        long payload = offset + header;
        rtcp.seal(ssrc, index, trailer, s, offset, header, s, payload, length - header, tagAt);
        Bytes.put32(s, trailerAt, trailer);
        return length + tag + SRTCP_INDEX_BYTES;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            rtp.close();
            rtcp.close();
        }
    }
}
