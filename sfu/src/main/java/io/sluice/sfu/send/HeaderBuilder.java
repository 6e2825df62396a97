package io.sluice.sfu.send;

import io.sluice.rtp.Bytes;
import io.sluice.rtp.HeaderExtensionType;
import io.sluice.rtp.RtpHeaderWriter;
import io.sluice.rtp.RtpPacket;
import io.sluice.sfu.receive.HeaderExtensionIds;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Writes the header of a forwarded packet: what the receiver negotiated, under the receiver's ids.
final class HeaderBuilder {
    /// Fields that this server must understand to pass on, and their lengths.
    static final int ABS_SEND_TIME_BYTES = 3;

    static final int TRANSPORT_SEQUENCE_BYTES = 2;
    private static final int NTP_BYTES = 8;

    /// Behind begin, end and template id (AV1 RTP payload format A.8.1).
    private static final int FRAME_NUMBER_OFFSET = 1;

    private static final int DESCRIPTOR_MIN_BYTES = 3;

    /// The send time counts 2^18ths of a second, modulo 64 s.
    private static final int ABS_SEND_TIME_UNITS = 1 << 18;

    private static final long ABS_SEND_TIME_PERIOD_NANOS = 64_000_000_000L;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /// What a packet may carry over from its source.
    private static final HeaderExtensionType[] CARRIED = {
        HeaderExtensionType.AUDIO_LEVEL,
        HeaderExtensionType.VIDEO_ORIENTATION,
        HeaderExtensionType.PLAYOUT_DELAY,
        HeaderExtensionType.ABS_CAPTURE_TIME,
        HeaderExtensionType.DEPENDENCY_DESCRIPTOR
    };

    private final RtpHeaderWriter writer = new RtpHeaderWriter();
    private final RtpPacket written = new RtpPacket();

    /// Writes the header at the start of `to` and returns its length.
    ///
    /// @param source the stored packet, null for one without media
    int write(
            MemorySegment to,
            SlotFormat format,
            RtpTransmitter transmitter,
            OutgoingPacket packet,
            @Nullable RtpPacket source,
            long ssrc,
            int payloadType,
            int sequenceNumber,
            long nowNanos) {
        HeaderExtensionIds ids = format.extensionIds();
        if (source == null
                || packet.history == null
                || !carries(ids, packet.history.extensionIds(), source)) {
            return format.template()
                    .write(to, transmitter, packet, ssrc, payloadType, sequenceNumber, nowNanos);
        }
        HeaderExtensionIds from = packet.history.extensionIds();
        writer.begin(to, 0, payloadType, packet.marker, sequenceNumber, packet.timestamp, ssrc);
        stamp(ids, format, transmitter, nowNanos);
        copy(HeaderExtensionType.AUDIO_LEVEL, ids, from, source);
        copy(HeaderExtensionType.VIDEO_ORIENTATION, ids, from, source);
        copy(HeaderExtensionType.PLAYOUT_DELAY, ids, from, source);
        copyCaptureTime(ids, from, source, packet);
        boolean described = copyDescriptor(ids, from, source);
        int length = writer.finish();
        if (described) {
            renumber(to, length, ids, packet);
        }
        return length;
    }

    private static boolean carries(
            HeaderExtensionIds ids, HeaderExtensionIds from, RtpPacket source) {
        for (HeaderExtensionType type : CARRIED) {
            if (find(type, ids, from, source) >= 0) {
                return true;
            }
        }
        return false;
    }

    private void stamp(
            HeaderExtensionIds ids, SlotFormat format, RtpTransmitter transmitter, long nowNanos) {
        int mid = ids.of(HeaderExtensionType.MID);
        if (mid != HeaderExtensionIds.NONE) {
            writer.extension(mid, format.mid());
        }
        int sendTime = ids.of(HeaderExtensionType.ABS_SEND_TIME);
        if (sendTime != HeaderExtensionIds.NONE) {
            writer.extension(sendTime, sendTime(nowNanos), ABS_SEND_TIME_BYTES);
        }
        int transport = ids.of(HeaderExtensionType.TRANSPORT_WIDE_CC);
        if (transport != HeaderExtensionIds.NONE) {
            writer.extension(
                    transport, transmitter.nextTransportSequence(), TRANSPORT_SEQUENCE_BYTES);
        }
    }

    /// The time for the extension of that name.
    static int sendTime(long nowNanos) {
        long inPeriod = Math.floorMod(nowNanos, ABS_SEND_TIME_PERIOD_NANOS);
        return (int) (inPeriod * ABS_SEND_TIME_UNITS / NANOS_PER_SECOND);
    }

    private void copy(
            HeaderExtensionType type,
            HeaderExtensionIds ids,
            HeaderExtensionIds from,
            RtpPacket source) {
        long at = find(type, ids, from, source);
        if (at >= 0) {
            writer.extension(ids.of(type), source.segment(), at, source.extensionLength());
        }
    }

    /// The sender's clock becomes the server's, like that of the reports.
    private void copyCaptureTime(
            HeaderExtensionIds ids,
            HeaderExtensionIds from,
            RtpPacket source,
            OutgoingPacket packet) {
        if (!packet.captureTimeKnown) {
            return;
        }
        long at = find(HeaderExtensionType.ABS_CAPTURE_TIME, ids, from, source);
        if (at >= 0 && source.extensionLength() >= NTP_BYTES) {
            long ntp = Bytes.signed64(source.segment(), at) + packet.captureOffset;
            writer.extension(ids.of(HeaderExtensionType.ABS_CAPTURE_TIME), ntp, NTP_BYTES);
        }
    }

    private boolean copyDescriptor(
            HeaderExtensionIds ids, HeaderExtensionIds from, RtpPacket source) {
        long at = find(HeaderExtensionType.DEPENDENCY_DESCRIPTOR, ids, from, source);
        if (at < 0 || source.extensionLength() < DESCRIPTOR_MIN_BYTES) {
            return false;
        }
        int id = ids.of(HeaderExtensionType.DEPENDENCY_DESCRIPTOR);
        writer.extension(id, source.segment(), at, source.extensionLength());
        return true;
    }

    private void renumber(
            MemorySegment to, int length, HeaderExtensionIds ids, OutgoingPacket packet) {
        if (packet.frameNumber == OutgoingPacket.UNCHANGED || !written.wrap(to, 0, length)) {
            return;
        }
        long at = written.extension(ids.of(HeaderExtensionType.DEPENDENCY_DESCRIPTOR));
        Bytes.put16(to, at + FRAME_NUMBER_OFFSET, packet.frameNumber);
    }

    private static long find(
            HeaderExtensionType type,
            HeaderExtensionIds ids,
            HeaderExtensionIds from,
            RtpPacket source) {
        if (ids.of(type) == HeaderExtensionIds.NONE || from.of(type) == HeaderExtensionIds.NONE) {
            return -1;
        }
        return source.extension(from.of(type));
    }
}
