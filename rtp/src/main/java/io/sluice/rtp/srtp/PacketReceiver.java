package io.sluice.rtp.srtp;

import io.sluice.rtp.Bytes;
import io.sluice.rtp.RtpPacket;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// [SrtpReceiver] on any cryptography: replay protection, roll-over counters, and where things
/// stand in a packet.
final class PacketReceiver implements SrtpReceiver {
    /// More than any datagram on a media port.
    static final int MAX_PACKET_BYTES = 2048;

    /// The part of an RTCP packet that is never encrypted.
    static final int RTCP_HEADER_BYTES = 8;

    /// SRTCP's index has 31 bits; the bit above says "encrypted".
    static final int RTCP_INDEX_MASK = 0x7fff_ffff;

    private static final int HALF = 1 << 15;

    private final SrtpProfile profile;
    private final SrtpTransform rtp;
    private final SrtpTransform rtcp;
    private final StreamTable rtpStreams = new StreamTable();
    private final StreamTable rtcpStreams = new StreamTable();
    private boolean closed;

    PacketReceiver(SrtpProfile profile, SrtpTransform rtp, SrtpTransform rtcp) {
        this.profile = profile;
        this.rtp = rtp;
        this.rtcp = rtcp;
    }

    @Override
    public int unprotectRtp(MemorySegment s, long offset, int length) {
        int end = length - profile.tagBytes();
        int header = RtpPacket.headerLength(s, offset, end);
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
        int rollOver = (int) (index >>> 16);
        if (!rtp.open(ssrc, index, rollOver, s, offset, header, end - header, offset + end)) {
            return SrtpError.AUTHENTICATION_FAILED;
        }
        accept(rtpStreams, window, ssrc, index);
        return end;
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
        int encrypted = plain - header;
        if (!rtcp.open(ssrc, index, trailer, s, offset, header, encrypted, offset + tagAt)) {
            return SrtpError.AUTHENTICATION_FAILED;
        }
        accept(rtcpStreams, window, ssrc, index);
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
        if (!closed) {
            closed = true;
            rtp.close();
            rtcp.close();
        }
    }
}
