package io.sluice.rtp.srtp;

import io.sluice.rtp.Bytes;
import io.sluice.rtp.RtpPacket;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// [SrtpReceiver] on the JDK's own cryptography.
final class JceReceiver implements SrtpReceiver {
    /// More than any datagram on a media port.
    static final int MAX_PACKET_BYTES = 2048;

    /// The part of an RTCP packet that is never encrypted.
    static final int RTCP_HEADER_BYTES = 8;

    /// SRTCP's index has 31 bits; the bit above says "encrypted".
    static final int RTCP_INDEX_MASK = 0x7fff_ffff;

    private static final int HALF = 1 << 15;

    private final SrtpProfile profile;
    private final JceTransform rtp;
    private final JceTransform rtcp;
    private final StreamTable rtpStreams = new StreamTable();
    private final StreamTable rtcpStreams = new StreamTable();
    private final byte[] in = new byte[MAX_PACKET_BYTES];
    private final byte[] out = new byte[MAX_PACKET_BYTES];
    private boolean closed;

    JceReceiver(SrtpProfile profile, SessionKeys rtpKeys, SessionKeys rtcpKeys) {
        this.profile = profile;
        rtp = JceTransform.rtp(profile, rtpKeys);
        rtcp = JceTransform.rtcp(profile, rtcpKeys);
    }

    @Override
    public int unprotectRtp(MemorySegment s, long offset, int length) {
        int header = RtpPacket.headerLength(s, offset, length - profile.tagBytes());
        if (header < 0 || length > MAX_PACKET_BYTES || closed) {
            return SrtpError.MALFORMED;
        }
        int ssrc = Bytes.signed32(s, offset + 8);
        ReplayWindow window = rtpStreams.find(ssrc);
        if (window == null && rtpStreams.isFull()) {
            return SrtpError.TOO_MANY_STREAMS;
        }
        long highest = window == null ? -1 : window.highest();
        long index = guessIndex(highest, Bytes.unsigned16(s, offset + 2));
        int check = check(window, index);
        if (check != ReplayWindow.FRESH) {
            return check;
        }
        MemorySegment.copy(s, ValueLayout.JAVA_BYTE, offset, in, 0, length);
        int opened = rtp.open(ssrc, index, (int) (index >>> 16), in, header, length, out);
        if (opened < 0) {
            return SrtpError.AUTHENTICATION_FAILED;
        }
        accept(rtpStreams, window, ssrc, index);
        MemorySegment.copy(out, 0, s, ValueLayout.JAVA_BYTE, offset + header, opened);
        return header + opened;
    }

    @Override
    public int unprotectRtcp(MemorySegment s, long offset, int length) {
        int tag = profile.tagBytes();
        int plain = length - tag - SrtpSender.SRTCP_INDEX_BYTES;
        if (plain < RTCP_HEADER_BYTES || length > MAX_PACKET_BYTES || closed) {
            return SrtpError.MALFORMED;
        }
        // With GCM the index stands behind the tag, else before it.
        int tagAt = profile.isAead() ? plain : plain + SrtpSender.SRTCP_INDEX_BYTES;
        int trailer = Bytes.signed32(s, offset + (profile.isAead() ? plain + tag : plain));
        int ssrc = Bytes.signed32(s, offset + 4);
        ReplayWindow window = rtcpStreams.find(ssrc);
        if (window == null && rtcpStreams.isFull()) {
            return SrtpError.TOO_MANY_STREAMS;
        }
        int index = trailer & RTCP_INDEX_MASK;
        int check = check(window, index);
        if (check != ReplayWindow.FRESH) {
            return check;
        }
        int header = trailer < 0 ? RTCP_HEADER_BYTES : plain;
        MemorySegment.copy(s, ValueLayout.JAVA_BYTE, offset, in, 0, plain);
        MemorySegment.copy(s, ValueLayout.JAVA_BYTE, offset + tagAt, in, plain, tag);
        int opened = rtcp.open(ssrc, index, trailer, in, header, plain + tag, out);
        if (opened < 0) {
            return SrtpError.AUTHENTICATION_FAILED;
        }
        accept(rtcpStreams, window, ssrc, index);
        MemorySegment.copy(out, 0, s, ValueLayout.JAVA_BYTE, offset + header, opened);
        return plain;
    }

    /// The 48-bit index nearest to the highest one so far (RFC 3711 §3.3.1, appendix A); below zero
    /// for a packet from before the stream's first roll-over counter.
    static long guessIndex(long highest, int sequenceNumber) {
        if (highest < 0) {
            return sequenceNumber;
        }
        long rollOver = highest >>> 16;
        int last = (int) (highest & RtpPacket.MAX_SEQUENCE_NUMBER);
        if (last < HALF && sequenceNumber - last > HALF) {
            rollOver--;
        } else if (last >= HALF && last - HALF > sequenceNumber) {
            rollOver++;
        }
        return (rollOver << 16) | sequenceNumber;
    }

    private static int check(@Nullable ReplayWindow window, long index) {
        if (index < 0) {
            return SrtpError.TOO_OLD;
        }
        return window == null ? ReplayWindow.FRESH : window.check(index);
    }

    private static void accept(
            StreamTable streams, @Nullable ReplayWindow window, int ssrc, long index) {
        ReplayWindow known = window == null ? streams.add(ssrc) : window;
        known.accept(index);
    }

    @Override
    public void close() {
        closed = true;
    }
}
