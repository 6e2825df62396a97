package io.sluice.sfu.send;

import io.sluice.rtp.Bytes;
import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.codec.Codec;
import io.sluice.rtp.codec.RedPayload;
import io.sluice.rtp.codec.Vp8Descriptor;
import io.sluice.rtp.codec.Vp9Descriptor;
import io.sluice.sfu.api.CodecParameters;
import io.sluice.sfu.receive.PacketHistory;
import java.lang.foreign.MemorySegment;

/// The payload of the packet that leaves next: where it lies in the history of its source, or a
/// copy rewritten for the receiver. Valid until the next one is prepared by any stream of the loop.
final class OutgoingPayload {
    private final MemorySegment buffer;
    private final RtpPacket stored = new RtpPacket();
    private final RedPayload red = new RedPayload();
    private final SoundBlocks blocks = new SoundBlocks();
    private RtpPacket source = stored;
    private MemorySegment segment = MemorySegment.NULL;
    private long offset;
    private int length;
    private int padding;
    private int redundantBytes;
    private boolean inBuffer;

    /// @param buffer for what is rewritten
    OutgoingPayload(MemorySegment buffer) {
        this.buffer = buffer;
    }

    /// Chooses what of the past goes along with a packet of sound.
    SoundBlocks blocks() {
        return blocks;
    }

    /// The packet it was found in; of no meaning after filler and padding.
    RtpPacket source() {
        return source;
    }

    MemorySegment segment() {
        return segment;
    }

    long offset() {
        return offset;
    }

    int length() {
        return length;
    }

    /// How many bytes at its end are padding.
    int padding() {
        return padding;
    }

    /// How many bytes are there for safety only.
    int redundantBytes() {
        return redundantBytes;
    }

    /// So many bytes of padding, roughly, and nothing else.
    void preparePadding(int bytes) {
        padding = 0;
        length = PaddingPacket.prepare(buffer, bytes);
        useBuffer(0);
    }

    /// Finds the segment, rewritten where needed, behind so much room; false when it is gone.
    ///
    /// @param format of the slot it leaves through
    boolean prepare(OutgoingPacket packet, SlotFormat format, int room) {
        padding = 0;
        redundantBytes = 0;
        inBuffer = false;
        PacketHistory history = packet.history;
        if (history == null) {
            return prepareFiller(room);
        }
        PacketCell cell = history.cell(packet.sourceSequence);
        if (cell == null || !look(packet, cell) || !rewrite(packet, format, room)) {
            return false;
        }
        if (packet.padded && room == 0) {
            pad();
        }
        return true;
    }

    private boolean rewrite(OutgoingPacket packet, SlotFormat format, int room) {
        segment = source.segment();
        offset = source.payloadOffset();
        length = source.payloadLength();
        boolean renumber =
                packet.pictureId != OutgoingPacket.UNCHANGED
                        || packet.tl0PictureIndex != OutgoingPacket.UNCHANGED;
        if (packet.redundancy != SoundBlocks.NOTHING
                && format.redPayloadType(packet.codec) != CodecParameters.NONE) {
            return prepareRedundant(packet, format, room);
        }
        if (packet.redundant) {
            return prepareStripped(room);
        }
        if (packet.codec == Codec.VP8 && renumber) {
            length =
                    Vp8Descriptor.copyRewritten(
                            segment,
                            offset,
                            length,
                            buffer,
                            room,
                            packet.pictureId,
                            packet.tl0PictureIndex,
                            OutgoingPacket.UNCHANGED);
            useBuffer(room);
        } else if (packet.codec == Codec.VP9 && renumber) {
            length =
                    Vp9Descriptor.copyRewritten(
                            segment,
                            offset,
                            length,
                            buffer,
                            room,
                            packet.pictureId,
                            packet.tl0PictureIndex);
            useBuffer(room);
        } else {
            leave(room);
        }
        return true;
    }

    private boolean look(OutgoingPacket packet, PacketCell cell) {
        RtpPacket seen = packet.source;
        if (seen != null) {
            source = seen;
            return true;
        }
        source = stored;
        return stored.wrap(cell.segment(), cell.offset(), cell.length());
    }

    /// Every block goes by the receiver's name for the codec.
    private boolean prepareRedundant(OutgoingPacket packet, SlotFormat format, int room) {
        int payloadType = format.payloadType(packet.codec);
        if (packet.redundancy == SoundBlocks.AS_IT_CAME) {
            RedPayload.copyWithPayloadType(segment, offset, length, buffer, room, payloadType);
        } else {
            length = blocks.write(packet, payloadType, buffer, room);
            if (length < 0) {
                return false;
            }
            redundantBytes = length - blocks.primaryBytes();
        }
        useBuffer(room);
        return true;
    }

    /// Of RED the newest block alone.
    private boolean prepareStripped(int room) {
        if (!red.wrap(segment, offset, length)) {
            return false;
        }
        offset = red.primaryOffset();
        length = red.primaryLength();
        leave(room);
        return true;
    }

    /// One byte of padding, which says of itself that it is one; behind an RTX header nothing.
    private boolean prepareFiller(int room) {
        length = room > 0 ? 0 : 1;
        Bytes.put8(buffer, 0, 1);
        useBuffer(room);
        return true;
    }

    /// Copies what was found only if something is to go in front of it.
    private void leave(int room) {
        if (room > 0) {
            MemorySegment.copy(segment, offset, buffer, room, length);
            useBuffer(room);
        }
    }

    private void pad() {
        if (!inBuffer) {
            MemorySegment.copy(segment, offset, buffer, 0, length);
            useBuffer(0);
        }
        Bytes.put8(segment, length, 1);
        padding = 1;
        length++;
    }

    private void useBuffer(int room) {
        segment = buffer;
        offset = 0;
        length += room;
        inBuffer = true;
    }
}
