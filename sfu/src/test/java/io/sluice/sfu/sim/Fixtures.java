package io.sluice.sfu.sim;

import com.sun.management.ThreadMXBean;
import io.sluice.rtp.HeaderExtensionType;
import io.sluice.rtp.RtpHeaderWriter;
import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.CodecParameters;
import io.sluice.sfu.api.EncodingParameters;
import io.sluice.sfu.api.HeaderExtension;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.RtcpFeedback;
import io.sluice.sfu.api.SendSection;
import io.sluice.sfu.api.SlotSection;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;

/// What unit tests of the road share: negotiated sections, packets in cells, and a count of what is
/// allocated.
public final class Fixtures {
    /// The smallest object is 16 bytes, so less than a byte per packet means none.
    public static final double NOTHING = 1.0;

    private static final int PACKETS = 100_000;
    private static final int NONE = CodecParameters.NONE;
    private static final Set<RtcpFeedback> FEEDBACK = Set.of(RtcpFeedback.NACK, RtcpFeedback.PLI);

    private Fixtures() {}

    public static CodecParameters codec(Codec codec, int payloadType, int rtx, int red) {
        return new CodecParameters(codec, payloadType, rtx, red, FEEDBACK);
    }

    /// Opus 111, RED 63, MID 4, level 1.
    public static SendSection microphone(String mid, long ssrc) {
        return new SendSection(
                mid,
                MediaKind.AUDIO,
                List.of(codec(Codec.OPUS, 111, NONE, 63)),
                List.of(
                        new HeaderExtension(HeaderExtensionType.MID, 4),
                        new HeaderExtension(HeaderExtensionType.AUDIO_LEVEL, 1)),
                List.of(new EncodingParameters("", ssrc, EncodingParameters.UNKNOWN)));
    }

    /// VP8 96 and 97, H.264 108 and 109; MID 4, RID 10, repaired RID 11.
    public static SendSection camera(String mid, List<EncodingParameters> encodings) {
        return new SendSection(
                mid,
                MediaKind.VIDEO,
                List.of(codec(Codec.VP8, 96, 97, NONE), codec(Codec.H264, 108, 109, NONE)),
                List.of(
                        new HeaderExtension(HeaderExtensionType.MID, 4),
                        new HeaderExtension(HeaderExtensionType.RID, 10),
                        new HeaderExtension(HeaderExtensionType.REPAIRED_RID, 11)),
                encodings);
    }

    /// VP8 120 and 121, no H.264.
    public static SlotSection videoSlot(int rtxPayloadType, List<HeaderExtension> extensions) {
        return new SlotSection(
                0,
                "s0",
                MediaKind.VIDEO,
                List.of(codec(Codec.VP8, 120, rtxPayloadType, NONE)),
                extensions);
    }

    /// Opus 100, RED as given.
    public static SlotSection audioSlot(int redPayloadType, List<HeaderExtension> extensions) {
        return new SlotSection(
                0,
                "s1",
                MediaKind.AUDIO,
                List.of(codec(Codec.OPUS, 100, NONE, redPayloadType)),
                extensions);
    }

    /// The packet in a large cell, as from the network.
    public static PacketCell cell(PacketSlab slab, byte[] packet) {
        PacketCell cell = slab.take(PacketSlab.LARGE_BYTES);
        if (cell == null) {
            throw new AssertionError("no memory");
        }
        MemorySegment.copy(packet, 0, cell.segment(), ValueLayout.JAVA_BYTE, 0, packet.length);
        cell.setRange(0, packet.length);
        return cell;
    }

    public static RtpPacket wrap(byte[] packet) {
        RtpPacket wrapped = new RtpPacket();
        if (!wrapped.wrap(MemorySegment.ofArray(packet), 0, packet.length)) {
            throw new AssertionError("malformed packet");
        }
        return wrapped;
    }

    /// An RTP packet without extensions.
    public static byte[] packet(
            int payloadType, int sequenceNumber, long timestamp, long ssrc, byte... payload) {
        byte[] bytes = new byte[RtpPacket.FIXED_HEADER_BYTES + payload.length];
        new RtpHeaderWriter()
                .begin(
                        MemorySegment.ofArray(bytes),
                        0,
                        payloadType,
                        false,
                        sequenceNumber,
                        timestamp,
                        ssrc)
                .finish();
        System.arraycopy(payload, 0, bytes, RtpPacket.FIXED_HEADER_BYTES, payload.length);
        return bytes;
    }

    /// Bytes allocated per call, once warm: the least of ten rounds, as compilers may be late.
    public static double allocatedPerCall(Runnable call) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        double least = Double.MAX_VALUE;
        for (int round = 0; round < 10 && least >= 1; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < PACKETS; i++) {
                call.run();
            }
            long spent = threads.getCurrentThreadAllocatedBytes() - before;
            least = Math.min(least, (double) spent / PACKETS);
        }
        return least;
    }
}
