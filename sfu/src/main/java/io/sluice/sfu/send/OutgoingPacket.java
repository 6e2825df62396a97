package io.sluice.sfu.send;

import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.receive.PacketHistory;
import org.jspecify.annotations.Nullable;

/// One packet on its way into a slot: which stored packet it is and which numbers it gets. Reused
/// for every packet, filled by the forwarder.
public final class OutgoingPacket {
    /// Of a number that stays as it is.
    public static final int UNCHANGED = -1;

    @Nullable PacketHistory history;
    @Nullable RtpPacket source; // the same packet, while somebody looks at it
    long sourceSequence;
    Codec codec = Codec.OPUS;
    boolean redundant;
    int redundancy; // what of the past goes along, by SoundBlocks
    boolean padded;
    long index;
    int timestamp;
    boolean marker;
    int pictureId = UNCHANGED;
    int tl0PictureIndex = UNCHANGED;
    int frameNumber = UNCHANGED;
    long captureOffset;
    boolean captureTimeKnown;

    /// The packet at this place of this history. All rewriting starts at "unchanged".
    public OutgoingPacket of(PacketHistory history, long sourceSequence, Codec codec) {
        start(history, sourceSequence, codec);
        return this;
    }

    /// A packet without media, so that a number that turned out not to be needed is no gap.
    public OutgoingPacket filler(Codec codec) {
        start(null, 0, codec);
        return this;
    }

    /// A look at the stored packet, good until the packet has been sent.
    public OutgoingPacket lookingAt(RtpPacket stored) {
        source = stored;
        return this;
    }

    /// The stored payload is RED (RFC 2198), whatever leaves.
    public OutgoingPacket redundant(boolean redundant) {
        this.redundant = redundant;
        return this;
    }

    /// A byte of padding goes behind the payload (RFC 3550 §5.1).
    public OutgoingPacket padded(boolean padded) {
        this.padded = padded;
        return this;
    }

    /// Where it stands in the slot's stream: roll-over count and sequence number (RFC 3711 §3.3.1).
    public OutgoingPacket index(long index) {
        this.index = index;
        return this;
    }

    public OutgoingPacket timestamp(int timestamp) {
        this.timestamp = timestamp;
        return this;
    }

    public OutgoingPacket marker(boolean marker) {
        this.marker = marker;
        return this;
    }

    /// The picture id and TL0PICIDX of VP8 or VP9, or [#UNCHANGED].
    public OutgoingPacket picture(int pictureId, int tl0PictureIndex) {
        this.pictureId = pictureId;
        this.tl0PictureIndex = tl0PictureIndex;
        return this;
    }

    /// The dependency descriptor's frame number, or [#UNCHANGED].
    public OutgoingPacket frameNumber(int frameNumber) {
        this.frameNumber = frameNumber;
        return this;
    }

    /// What to add to absolute capture times, in NTP units, to move them to the server's clock.
    /// Without it they are left out.
    public OutgoingPacket captureOffset(long ntpOffset) {
        captureOffset = ntpOffset;
        captureTimeKnown = true;
        return this;
    }

    /// On the wire, roughly; 0 when the packet is no longer there.
    int bytes() {
        if (source != null) {
            return source.length();
        }
        PacketCell cell = history == null ? null : history.cell(sourceSequence);
        return cell == null ? 0 : cell.length();
    }

    public long index() {
        return index;
    }

    public int timestamp() {
        return timestamp;
    }

    private void start(@Nullable PacketHistory history, long sourceSequence, Codec codec) {
        this.history = history;
        this.sourceSequence = sourceSequence;
        this.codec = codec;
        source = null;
        redundant = false;
        redundancy = SoundBlocks.NOTHING;
        padded = false;
        marker = false;
        pictureId = UNCHANGED;
        tl0PictureIndex = UNCHANGED;
        frameNumber = UNCHANGED;
        captureTimeKnown = false;
    }
}
