package io.sluice.bench.replay;

import io.sluice.rtp.RtpHeaderWriter;
import io.sluice.rtp.rtcp.SenderReport;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

/// Sends the packets of one publisher with the header extensions that a browser's have.
final class PacketWriter {
    /// From 1900 to 1970.
    private static final long NTP_EPOCH_SECONDS = 2_208_988_800L;

    private static final long SECOND = 1_000_000_000L;
    private static final int ABS_SEND_TIME_BYTES = 3;
    private static final long ABS_SEND_TIME_NANOS = 64 * SECOND;

    /// Takes packets: the header in the scratch memory, then the payload.
    interface Output {
        /// Sends one; false when the kernel took none.
        ///
        /// @param index sequence number with its roll-overs
        boolean rtp(int header, MemorySegment payload, long offset, int length, long index);

        /// Sends the compound in the scratch memory.
        void rtcp(int length);
    }

    private final MemorySegment scratch;
    private final LongSupplier wallNanos;
    private final Output out;
    private final RtpHeaderWriter header = new RtpHeaderWriter();
    private int transportSequence;

    PacketWriter(MemorySegment scratch, LongSupplier wallNanos, Output out) {
        this.scratch = scratch;
        this.wallNanos = wallNanos;
        this.out = out;
    }

    /// Begins a packet; elements of its own may follow, then [#send].
    ///
    /// @param index sequence number with its roll-overs
    RtpHeaderWriter begin(
            int payloadType, boolean marker, long index, long timestamp, long ssrc, byte[] mid) {
        header.begin(
                scratch,
                0,
                payloadType,
                marker,
                (int) index & 0xffff,
                timestamp & 0xffff_ffffL,
                ssrc);
        return header.extension(ReplayOffer.MID, mid);
    }

    /// Adds what all packets say, and sends the one that was begun; false when the kernel took
    /// none.
    boolean send(MemorySegment payload, long offset, int length, long index) {
        long now = Math.floorMod(wallNanos.getAsLong(), ABS_SEND_TIME_NANOS);
        header.extension(ReplayOffer.ABS_SEND_TIME, now * (1 << 18) / SECOND, ABS_SEND_TIME_BYTES);
        header.extension(ReplayOffer.TRANSPORT_CC, transportSequence, Short.BYTES);
        transportSequence = (transportSequence + 1) & 0xffff;
        return out.rtp(header.finish(), payload, offset, length, index);
    }

    /// Says which time of a stream is now.
    void report(long ssrc, long timestamp, long packets, long octets) {
        long wall = wallNanos.getAsLong();
        long ntp = (wall / SECOND + NTP_EPOCH_SECONDS) << 32 | (wall % SECOND << 32) / SECOND;
        int length =
                SenderReport.write(
                        scratch,
                        0,
                        ssrc,
                        ntp,
                        timestamp & 0xffff_ffffL,
                        packets & 0xffff_ffffL,
                        octets & 0xffff_ffffL,
                        0);
        out.rtcp(length);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
