package io.sluice.sfu.sim;

import io.sluice.rtp.HeaderExtensionType;
import io.sluice.rtp.RtpHeaderWriter;
import io.sluice.rtp.rtcp.SenderReport;
import io.sluice.sfu.api.HeaderExtension;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// Writes the packets of one synthetic stream: header, the extensions its connection negotiated,
/// and a payload.
public final class PacketWriter {
    private static final int MAX_BYTES = 1500;
    private static final int LEVEL_BYTES = 1;
    private static final int TRANSPORT_SEQUENCE_BYTES = 2;

    private final RtpHeaderWriter header = new RtpHeaderWriter();
    private final long ssrc;
    private final int payloadType;
    private final String mid;
    private final List<HeaderExtension> extensions;
    private final IntSupplier transportSequence;
    private String rid = "";
    private int sequenceNumber;
    private long packets;
    private long octets;

    /// @param transportSequence the next transport-wide number of the sender's connection
    public PacketWriter(
            long ssrc,
            int payloadType,
            int firstSequenceNumber,
            String mid,
            List<HeaderExtension> extensions,
            IntSupplier transportSequence) {
        this.ssrc = ssrc;
        this.payloadType = payloadType;
        this.sequenceNumber = firstSequenceNumber;
        this.mid = mid;
        this.extensions = List.copyOf(extensions);
        this.transportSequence = transportSequence;
    }

    public long ssrc() {
        return ssrc;
    }

    /// Names the encoding in each packet (RFC 8852).
    PacketWriter rid(String name) {
        rid = name;
        return this;
    }

    /// @param level of audio, or -1
    /// @param descriptor the dependency descriptor, or null
    byte[] packet(
            boolean marker,
            long timestamp,
            int level,
            byte @Nullable [] descriptor,
            byte[] payload) {
        byte[] bytes = new byte[MAX_BYTES];
        MemorySegment memory = MemorySegment.ofArray(bytes);
        header.begin(memory, 0, payloadType, marker, sequenceNumber, timestamp, ssrc);
        for (HeaderExtension extension : extensions) {
            write(extension, level, descriptor);
        }
        int length = header.finish();
        System.arraycopy(payload, 0, bytes, length, payload.length);
        sequenceNumber = (sequenceNumber + 1) & 0xffff;
        packets++;
        octets += payload.length;
        return Arrays.copyOf(bytes, length + payload.length);
    }

    private void write(HeaderExtension extension, int level, byte @Nullable [] descriptor) {
        HeaderExtensionType type = extension.type();
        if (type == HeaderExtensionType.RID && !rid.isEmpty()) {
            header.extension(extension.id(), rid.getBytes(StandardCharsets.UTF_8));
        } else if (type == HeaderExtensionType.MID) {
            header.extension(extension.id(), mid.getBytes(StandardCharsets.UTF_8));
        } else if (type == HeaderExtensionType.TRANSPORT_WIDE_CC) {
            header.extension(
                    extension.id(), transportSequence.getAsInt(), TRANSPORT_SEQUENCE_BYTES);
        } else if (type == HeaderExtensionType.AUDIO_LEVEL && level >= 0) {
            header.extension(extension.id(), level, LEVEL_BYTES);
        } else if (type == HeaderExtensionType.DEPENDENCY_DESCRIPTOR && descriptor != null) {
            header.extension(extension.id(), descriptor);
        }
    }

    /// A sender report of this stream.
    byte[] senderReport(long ntp, long timestamp) {
        byte[] bytes = new byte[SenderReport.BYTES];
        SenderReport.write(
                MemorySegment.ofArray(bytes), 0, ssrc, ntp, timestamp, packets, octets, 0);
        return bytes;
    }
}
