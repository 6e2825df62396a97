package io.sluice.rtp.srtp;

import io.sluice.rtp.Bytes;
import io.sluice.rtp.RtpHeaderWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Asks two implementations of the ciphers the same questions: a library that was built another way
/// than we think must be found out before a peer hears noise.
final class KnownAnswers {
    private static final int PAYLOAD_BYTES = 1_000;
    private static final int CELL_BYTES = 1_536;
    private static final int REPORT_BYTES = 64;

    /// Makes senders and receivers.
    interface Source {
        SrtpSender sender(SrtpKeys keys);

        SrtpReceiver receiver(SrtpKeys keys);
    }

    private KnownAnswers() {}

    static boolean agree(SrtpProvider one, SrtpProvider other) {
        return agree(of(one), of(other));
    }

    private static Source of(SrtpProvider provider) {
        return new Source() {
            @Override
            public SrtpSender sender(SrtpKeys keys) {
                return provider.sender(keys);
            }

            @Override
            public SrtpReceiver receiver(SrtpKeys keys) {
                return provider.receiver(keys);
            }
        };
    }

    /// Whether both protect packets of every profile in the same way and the first can read them.
    /// One that fails gives another answer, not a failure.
    static boolean agree(Source one, Source other) {
        for (SrtpProfile profile : SrtpProfile.values()) {
            try (Arena arena = Arena.ofConfined()) {
                if (!agree(profile, one, other, arena)) {
                    return false;
                }
            } catch (RuntimeException | LinkageError _) {
                return false;
            }
        }
        return true;
    }

    private static boolean agree(SrtpProfile profile, Source one, Source other, Arena arena) {
        byte[] material = new byte[profile.keyingMaterialBytes()];
        for (int i = 0; i < material.length; i++) {
            material[i] = (byte) (i * i + 1);
        }
        SrtpKeys sends = SrtpKeys.fromExporter(profile, material, false);
        SrtpKeys receives = SrtpKeys.fromExporter(profile, material, true);
        try (SrtpSender sender = one.sender(sends);
                SrtpSender reference = other.sender(sends);
                SrtpReceiver receiver = one.receiver(receives)) {
            for (int round = 1; round <= 2; round++) {
                if (!agreeOnRtp(round, sender, reference, receiver, arena)
                        || !agreeOnRtcp(sender, reference, receiver, arena)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean agreeOnRtp(
            int round,
            SrtpSender sender,
            SrtpSender reference,
            SrtpReceiver receiver,
            Arena arena) {
        MemorySegment plain = pattern(arena);
        MemorySegment packet = arena.allocate(CELL_BYTES);
        MemorySegment expected = arena.allocate(CELL_BYTES);
        RtpHeaderWriter writer = new RtpHeaderWriter();
        int header = writer.begin(plain, 0, 96, true, round, 2, 0xfedc_ba98L).finish();
        MemorySegment.copy(plain, 0, packet, 0, header);
        MemorySegment.copy(plain, 0, expected, 0, header);
        int length = sender.protectRtp(packet, 0, header, plain, header, PAYLOAD_BYTES, round);
        return length
                        == reference.protectRtp(
                                expected, 0, header, plain, header, PAYLOAD_BYTES, round)
                && packet.mismatch(expected) < 0
                && receiver.unprotectRtp(packet, 0, length) == header + PAYLOAD_BYTES
                && same(packet, plain, header + PAYLOAD_BYTES);
    }

    private static boolean agreeOnRtcp(
            SrtpSender sender, SrtpSender reference, SrtpReceiver receiver, Arena arena) {
        MemorySegment plain = pattern(arena);
        Bytes.put32(plain, 0, 0x81c8_000fL);
        MemorySegment packet = arena.allocate(CELL_BYTES).copyFrom(plain);
        MemorySegment expected = arena.allocate(CELL_BYTES).copyFrom(plain);
        int length = sender.protectRtcp(packet, 0, REPORT_BYTES);
        return length == reference.protectRtcp(expected, 0, REPORT_BYTES)
                && packet.mismatch(expected) < 0
                && receiver.unprotectRtcp(packet, 0, length) == REPORT_BYTES
                && same(packet, plain, REPORT_BYTES);
    }

    private static MemorySegment pattern(Arena arena) {
        MemorySegment s = arena.allocate(CELL_BYTES);
        for (int i = 0; i < CELL_BYTES; i++) {
            Bytes.put8(s, i, 7 * i);
        }
        return s;
    }

    private static boolean same(MemorySegment one, MemorySegment other, int length) {
        return MemorySegment.mismatch(one, 0, length, other, 0, length) < 0;
    }
}
