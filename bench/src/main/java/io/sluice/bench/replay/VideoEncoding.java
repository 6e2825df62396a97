package io.sluice.bench.replay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.bench.load.FrameSplitter;
import io.sluice.rtp.Bytes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// One encoding of a replayed camera: cuts frames into packets (RFC 7741), sends them little by
/// little, and again (RFC 4588) when they are missed.
final class VideoEncoding {
    static final int CLOCK_RATE = 90_000;

    /// As libwebrtc cuts them.
    private static final int MAX_PAYLOAD_BYTES = 1_180;

    /// `X R N S R PID | I L T K | M PictureID | TL0PICIDX | TID Y KEYIDX`, as libwebrtc writes it
    /// when there could be temporal layers.
    private static final int DESCRIPTOR_BYTES = 6;

    /// The number that a packet had, in front of one that repeats it.
    private static final int OSN_BYTES = 2;

    /// The temporal layers of a file, picture by picture from each keyframe on: libvpx's pattern of
    /// three (`ts_layering_mode=3`), in which the first picture of each upper layer needs nothing
    /// but the base layer.
    private static final int[] TEMPORAL_LAYERS = {0, 2, 1, 2};

    private static final int LAST_TO_NEED_THE_BASE_ALONE = 2;

    /// Half a second at the highest rate, and the largest keyframe; a power of two.
    private static final int HISTORY = 512;

    private static final int CELL_BYTES = OSN_BYTES + MAX_PAYLOAD_BYTES;
    private static final byte[] MID = PacketWriter.ascii(ReplayOffer.CAMERA_MID);

    private final String rid;
    private final byte[] ridBytes;
    private final IvfFile file;
    private final PacketWriter writer;
    private final long ssrc;
    private final long rtxSsrc;
    private final MemorySegment cells;
    private final int[] lengths = new int[HISTORY];
    private final long[] timestamps = new long[HISTORY];
    private final boolean[] markers = new boolean[HISTORY];
    private boolean active = true;
    private boolean keyframeDue = true;
    private int frame;
    private int position; // of the next frame within the pattern
    private int pictureId;
    private int tl0;
    private final long first;
    private long next;
    private long unsent;
    private long rtxIndex = 2_000;
    private long octets;
    private long keyframes;
    private long asked;
    private long repaired;

    VideoEncoding(Arena arena, String rid, IvfFile file, PacketWriter writer, long ssrc, long rtx) {
        this.rid = rid;
        ridBytes = PacketWriter.ascii(rid);
        this.file = file;
        this.writer = writer;
        this.ssrc = ssrc;
        rtxSsrc = rtx;
        cells = arena.allocate((long) HISTORY * CELL_BYTES, Long.BYTES);
        pictureId = (int) (ssrc * 17 & 0x7fff); // libvpx begins anywhere
        first = 1_000 + (ssrc & 0xff);
        next = first;
        unsent = first;
    }

    String rid() {
        return rid;
    }

    long ssrc() {
        return ssrc;
    }

    /// Somebody needs it from now on, or nobody.
    void active(boolean now) {
        keyframeDue |= now && !active;
        active = now;
    }

    void askForKeyframe() {
        asked++;
        keyframeDue = true;
    }

    /// The next frame is due; its packets wait for [#sendSome].
    void onFrameDue(long timestamp) {
        if (!active) {
            return;
        }
        frame = keyframeDue ? file.keyframeFrom(frame) : frame;
        keyframeDue = false;
        if (file.isKeyframe(frame)) {
            keyframes++;
            position = 0;
        }
        pictureId = (pictureId + 1) & 0x7fff;
        tl0 = (tl0 + (position == 0 ? 1 : 0)) & 0xff;
        int[] sizes = FrameSplitter.split(file.length(frame), MAX_PAYLOAD_BYTES - DESCRIPTOR_BYTES);
        int from = 0;
        for (int i = 0; i < sizes.length; i++) {
            prepare(i == 0, i == sizes.length - 1, from, sizes[i], timestamp);
            from += sizes[i];
        }
        frame = (frame + 1) % file.frames();
        position = (position + 1) % TEMPORAL_LAYERS.length;
    }

    private void prepare(boolean start, boolean end, int from, int bytes, long timestamp) {
        int slot = slot(next++);
        long at = cell(slot) + OSN_BYTES;
        Bytes.put8(cells, at, start ? 0x90 : 0x80);
        Bytes.put8(cells, at + 1, 0xe0);
        Bytes.put16(cells, at + 2, 0x8000 | pictureId);
        Bytes.put8(cells, at + 4, tl0);
        boolean sync = position > 0 && position <= LAST_TO_NEED_THE_BASE_ALONE;
        Bytes.put8(cells, at + 5, TEMPORAL_LAYERS[position] << 6 | (sync ? 0x20 : 0));
        file.copy(frame, from, bytes, cells, at + DESCRIPTOR_BYTES);
        lengths[slot] = DESCRIPTOR_BYTES + bytes;
        timestamps[slot] = timestamp;
        markers[slot] = end;
        unsent = Math.max(unsent, next - HISTORY); // what was written over cannot be sent any more
    }

    /// Sends so many packets at most of those that wait.
    ///
    /// @return whether none is left
    boolean sendSome(int most) {
        for (int i = 0; i < most && unsent < next; i++) {
            long index = unsent++;
            int slot = slot(index);
            writer.begin(ReplayOffer.VP8, markers[slot], index, timestamps[slot], ssrc, MID)
                    .extension(ReplayOffer.RID, ridBytes);
            writer.send(cells, cell(slot) + OSN_BYTES, lengths[slot], index);
            octets += lengths[slot];
        }
        return unsent == next;
    }

    /// A packet with these 16 bits of its number was missed.
    void repair(int sequenceNumber) {
        long index = unsent - 1 - ((unsent - 1 - sequenceNumber) & 0xffff);
        if (index < first || index < next - HISTORY) {
            return; // never sent, or too long ago
        }
        int slot = slot(index);
        Bytes.put16(cells, cell(slot), sequenceNumber);
        writer.begin(ReplayOffer.RTX, markers[slot], rtxIndex, timestamps[slot], rtxSsrc, MID)
                .extension(ReplayOffer.REPAIRED_RID, ridBytes);
        writer.send(cells, cell(slot), OSN_BYTES + lengths[slot], rtxIndex++);
        repaired++;
    }

    void report(long timestamp) {
        if (active) {
            writer.report(ssrc, timestamp, unsent - first, octets);
        }
    }

    void describe(ObjectNode into) {
        into.put("active", active)
                .put("packets", unsent - first)
                .put("bytes", octets)
                .put("keyframes", keyframes)
                .put("asked", asked)
                .put("repaired", repaired);
    }

    private static int slot(long index) {
        return (int) (index & (HISTORY - 1));
    }

    private static long cell(int slot) {
        return (long) slot * CELL_BYTES;
    }
}
