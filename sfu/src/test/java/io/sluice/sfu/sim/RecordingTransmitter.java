package io.sluice.sfu.sim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.sluice.rtp.Bytes;
import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.sfu.send.RtpTransmitter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A connection without encryption that hands on what it would send, and fails when an (SSRC,
/// index) is used for two different packets: that would give GCM's key away.
public final class RecordingTransmitter implements RtpTransmitter {
    private record Nonce(long ssrc, long index) {}

    private final PacketSlab slab;
    private final Consumer<byte[]> rtp;
    private final Consumer<byte[]> rtcp;
    private final Map<Nonce, byte[]> sent = new HashMap<>();
    private boolean writable = true;
    private boolean refusing;
    private int transportSequence;
    private int cellsOut;

    public RecordingTransmitter(PacketSlab slab, Consumer<byte[]> rtp, Consumer<byte[]> rtcp) {
        this.slab = slab;
        this.rtp = rtp;
        this.rtcp = rtcp;
    }

    public void writable(boolean writable) {
        this.writable = writable;
    }

    /// Whether the kernel takes nothing any more.
    public void refusing(boolean refusing) {
        this.refusing = refusing;
    }

    /// Cells taken and neither sent nor discarded.
    public int cellsOut() {
        return cellsOut;
    }

    @Override
    public boolean writable() {
        return writable;
    }

    @Override
    public @Nullable PacketCell transmitCell() {
        PacketCell cell = slab.take(PacketSlab.LARGE_BYTES);
        cellsOut += cell == null ? 0 : 1;
        return cell;
    }

    @Override
    public boolean sendRtp(
            PacketCell cell,
            int headerLength,
            MemorySegment payload,
            long payloadOffset,
            int payloadLength,
            long index) {
        byte[] bytes = Arrays.copyOf(bytes(cell, headerLength), headerLength + payloadLength);
        MemorySegment.copy(
                payload, ValueLayout.JAVA_BYTE, payloadOffset, bytes, headerLength, payloadLength);
        long ssrc = Bytes.unsigned32(cell.segment(), 8);
        if ((index & RtpPacket.MAX_SEQUENCE_NUMBER) != Bytes.unsigned16(cell.segment(), 2)) {
            throw new AssertionError("index " + index + " has another sequence number");
        }
        byte[] before = sent.putIfAbsent(new Nonce(ssrc, index), bytes);
        if (before != null) {
            assertArrayEquals(before, bytes, "nonce " + ssrc + "/" + index + " used twice");
        }
        if (refusing) {
            cell.unsent();
            discard(cell);
            return true;
        }
        discard(cell);
        rtp.accept(bytes);
        return true;
    }

    @Override
    public boolean sendRtcp(PacketCell cell, int length) {
        byte[] bytes = bytes(cell, length);
        discard(cell);
        rtcp.accept(bytes);
        return true;
    }

    @Override
    public void discard(PacketCell cell) {
        cellsOut--;
        slab.give(cell);
    }

    @Override
    public int nextTransportSequence() {
        int next = transportSequence;
        transportSequence = (transportSequence + 1) & 0xffff;
        return next;
    }

    private static byte[] bytes(PacketCell cell, int length) {
        byte[] bytes = new byte[length];
        MemorySegment.copy(cell.segment(), ValueLayout.JAVA_BYTE, 0, bytes, 0, length);
        return bytes;
    }
}
