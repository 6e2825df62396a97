package io.sluice.sfu.send;

import io.sluice.rtp.Bytes;
import io.sluice.rtp.HeaderExtensionType;
import io.sluice.rtp.RtpHeaderWriter;
import io.sluice.rtp.RtpPacket;
import io.sluice.sfu.receive.HeaderExtensionIds;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// The header of a slot's packets with the extensions that are ours to fill in (MID, send time,
/// transport-wide number), laid out once: for each packet it is copied and its numbers are put in.
///
/// Most packets need no more; those whose source carries something over are written in full by
/// [HeaderBuilder].
final class HeaderTemplate {
    private static final int MAX_BYTES = 320;
    private static final int MARKER_BIT = 0x80;
    private static final int PAYLOAD_TYPE_BITS = 0x7f;
    private static final int NONE = -1;

    private final byte[] bytes;
    private final long sendTimeOffset;
    private final long transportOffset;

    /// @param ids what the receiver calls the extensions
    /// @param mid of its section
    HeaderTemplate(HeaderExtensionIds ids, byte[] mid) {
        byte[] room = new byte[MAX_BYTES];
        MemorySegment memory = MemorySegment.ofArray(room);
        RtpHeaderWriter writer = new RtpHeaderWriter();
        writer.begin(memory, 0, 0, false, 0, 0, 0);
        int midId = ids.of(HeaderExtensionType.MID);
        int sendTimeId = ids.of(HeaderExtensionType.ABS_SEND_TIME);
        int transportId = ids.of(HeaderExtensionType.TRANSPORT_WIDE_CC);
        if (midId != HeaderExtensionIds.NONE) {
            writer.extension(midId, mid);
        }
        if (sendTimeId != HeaderExtensionIds.NONE) {
            writer.extension(sendTimeId, 0, HeaderBuilder.ABS_SEND_TIME_BYTES);
        }
        if (transportId != HeaderExtensionIds.NONE) {
            writer.extension(transportId, 0, HeaderBuilder.TRANSPORT_SEQUENCE_BYTES);
        }
        int length = writer.finish();
        bytes = Arrays.copyOf(room, length);
        RtpPacket written = new RtpPacket();
        boolean readable = written.wrap(memory, 0, length);
        sendTimeOffset = readable ? offset(written, sendTimeId) : NONE;
        transportOffset = readable ? offset(written, transportId) : NONE;
    }

    private static long offset(RtpPacket written, int id) {
        return id == HeaderExtensionIds.NONE ? NONE : written.extension(id);
    }

    /// Writes the header at the start of `to` and returns its length.
    int write(
            MemorySegment to,
            RtpTransmitter transmitter,
            OutgoingPacket packet,
            long ssrc,
            int payloadType,
            int sequenceNumber,
            long nowNanos) {
        MemorySegment.copy(bytes, 0, to, ValueLayout.JAVA_BYTE, 0, bytes.length);
        int type = (payloadType & PAYLOAD_TYPE_BITS) | (packet.marker ? MARKER_BIT : 0);
        Bytes.put8(to, 1, type);
        Bytes.put16(to, 2, sequenceNumber);
        Bytes.put32(to, 4, packet.timestamp);
        Bytes.put32(to, 8, ssrc);
        if (sendTimeOffset != NONE) {
            Bytes.put24(to, sendTimeOffset, HeaderBuilder.sendTime(nowNanos));
        }
        if (transportOffset != NONE) {
            Bytes.put16(to, transportOffset, transmitter.nextTransportSequence());
        }
        return bytes.length;
    }
}
