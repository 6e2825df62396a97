package io.sluice.sfu.sim;

import io.sluice.rtp.RtpPacket;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a synthetic packet really is, written at the end of its payload, where no codec header and
/// no rewriting reaches.
///
/// @param frame counts from 0 in its source
/// @param packet counts from 0 in its frame
/// @param picture counts from 0 in its source; its spatial layers are a frame each
/// @param references the frames it refers to; of audio none
public record Truth(
        long source,
        int frame,
        int picture,
        int packet,
        int packets,
        boolean keyframe,
        int spatialLayer,
        int temporalLayer,
        List<Integer> references) {
    public static final int BYTES = 38;

    private static final int MAGIC = 0x5472_7574;
    private static final int MAX_REFERENCES = 3;
    private static final int NO_REFERENCE = -1;

    public Truth {
        references = List.copyOf(references);
    }

    void write(byte[] payload) {
        ByteBuffer out = ByteBuffer.wrap(payload, payload.length - BYTES, BYTES);
        out.putInt(MAGIC).putInt((int) source).putInt(frame).putInt(picture);
        out.putShort((short) packet).putShort((short) packets);
        out.putShort((short) (keyframe ? 1 : 0));
        out.putShort((short) spatialLayer).putShort((short) temporalLayer);
        for (int i = 0; i < MAX_REFERENCES; i++) {
            out.putInt(i < references.size() ? references.get(i) : NO_REFERENCE);
        }
    }

    /// Reads it back; empty for a packet without media.
    public static Optional<Truth> of(RtpPacket packet) {
        return of(packet.segment(), packet.payloadOffset(), packet.payloadLength());
    }

    /// Reads it from a part of a payload.
    static Optional<Truth> of(MemorySegment s, long offset, int length) {
        if (length < BYTES) {
            return Optional.empty();
        }
        ByteBuffer in = s.asSlice(offset + length - BYTES, BYTES).asByteBuffer();
        if (in.getInt() != MAGIC) {
            return Optional.empty();
        }
        long source = in.getInt() & 0xffff_ffffL;
        int frame = in.getInt();
        int picture = in.getInt();
        int number = in.getShort();
        int packets = in.getShort();
        boolean keyframe = in.getShort() != 0;
        int spatialLayer = in.getShort();
        int temporalLayer = in.getShort();
        List<Integer> references = new ArrayList<>();
        for (int i = 0; i < MAX_REFERENCES; i++) {
            int reference = in.getInt();
            if (reference != NO_REFERENCE) {
                references.add(reference);
            }
        }
        return Optional.of(
                new Truth(
                        source,
                        frame,
                        picture,
                        number,
                        packets,
                        keyframe,
                        spatialLayer,
                        temporalLayer,
                        references));
    }
}
