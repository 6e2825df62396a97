package io.sluice.rtp.srtp;

import io.sluice.rtp.Bytes;
import io.sluice.rtp.RtpPacket;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// [SrtpSender] on the JDK's own cryptography.
final class JceSender implements SrtpSender {
    private static final long MAX_INDEX = (1L << 48) - 1;
    private static final int ENCRYPTED_BIT = 0x8000_0000;

    private final SrtpProfile profile;
    private final JceTransform rtp;
    private final JceTransform rtcp;
    private final byte[] in = new byte[JceReceiver.MAX_PACKET_BYTES];
    private final byte[] out = new byte[JceReceiver.MAX_PACKET_BYTES];
    private long rtcpIndex;
    private boolean closed;

    JceSender(SrtpProfile profile, SessionKeys rtpKeys, SessionKeys rtcpKeys) {
        this.profile = profile;
        rtp = JceTransform.rtp(profile, rtpKeys);
        rtcp = JceTransform.rtcp(profile, rtcpKeys);
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
                || plain + profile.tagBytes() > in.length) {
            return SrtpError.MALFORMED;
        }
        if (index < 0 || index > MAX_INDEX) {
            return SrtpError.KEY_EXHAUSTED;
        }
        assert (index & RtpPacket.MAX_SEQUENCE_NUMBER) == Bytes.unsigned16(dst, dstOffset + 2)
                : "the index is not that of the header";
        MemorySegment.copy(dst, ValueLayout.JAVA_BYTE, dstOffset, in, 0, headerLength);
        MemorySegment.copy(src, ValueLayout.JAVA_BYTE, srcOffset, in, headerLength, srcLength);
        int ssrc = Bytes.signed32(dst, dstOffset + 8);
        int sealed = rtp.seal(ssrc, index, (int) (index >>> 16), in, headerLength, plain, out);
        MemorySegment.copy(out, 0, dst, ValueLayout.JAVA_BYTE, dstOffset + headerLength, sealed);
        return headerLength + sealed;
    }

    @Override
    public int protectRtcp(MemorySegment s, long offset, int length) {
        int tag = profile.tagBytes();
        if (closed
                || length < JceReceiver.RTCP_HEADER_BYTES
                || length + tag + SRTCP_INDEX_BYTES > in.length) {
            return SrtpError.MALFORMED;
        }
        if (rtcpIndex > JceReceiver.RTCP_INDEX_MASK) {
            return SrtpError.KEY_EXHAUSTED;
        }
        int index = (int) rtcpIndex++;
        int trailer = index | ENCRYPTED_BIT;
        int header = JceReceiver.RTCP_HEADER_BYTES;
        MemorySegment.copy(s, ValueLayout.JAVA_BYTE, offset, in, 0, length);
        int ssrc = Bytes.signed32(s, offset + 4);
        int sealed = rtcp.seal(ssrc, index, trailer, in, header, length, out);
        int encrypted = sealed - tag;
        MemorySegment.copy(out, 0, s, ValueLayout.JAVA_BYTE, offset + header, encrypted);
        // With GCM the index stands behind the tag, else before it.
        long tagAt = offset + length + (profile.isAead() ? 0 : SRTCP_INDEX_BYTES);
        long trailerAt = offset + length + (profile.isAead() ? tag : 0);
        MemorySegment.copy(out, encrypted, s, ValueLayout.JAVA_BYTE, tagAt, tag);
        Bytes.put32(s, trailerAt, trailer);
        return length + tag + SRTCP_INDEX_BYTES;
    }

    @Override
    public void close() {
        closed = true;
    }
}
