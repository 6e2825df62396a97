package io.sluice.sfu.send;

import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.codec.FrameInfo;
import io.sluice.rtp.codec.OpusPayload;
import io.sluice.rtp.codec.RedPayload;
import io.sluice.sfu.receive.PacketHistory;
import java.lang.foreign.MemorySegment;

/// Makes RED (RFC 2198) of a packet of sound and of those before it, as they lie in the history of
/// their source. Whether the publisher sends RED does not matter.
///
/// What goes along is chosen once, when the packet leaves for the first time, and is a code of four
/// bits from then on: a repetition under the same index has to have the same bytes. A stored packet
/// never changes, so the code is enough; when a block is gone, so is the chance to repeat.
final class SoundBlocks {
    /// The packet goes alone.
    static final int NOTHING = 0;

    /// The most blocks that are ever added.
    static final int MOST = 2;

    /// The stored RED goes as it came: it holds what never came otherwise.
    static final int AS_IT_CAME = 3;

    private static final int COUNT_BITS = 3;

    /// Set when the packet before is stored as RED; the next bit is for the one before that.
    private static final int FIRST_IS_RED = 4;

    /// Of the whole payload: behind it a packet stays clear of the smallest path, whatever the
    /// bitrate of the sound.
    private static final int MAX_BYTES = 1000;

    private static final long TIMESTAMP_BITS = 0xffff_ffffL;

    private final RtpPacket stored = new RtpPacket();
    private final RedPayload red = new RedPayload();
    private final FrameInfo info = new FrameInfo();

    // The packet itself stands at 0, the one before it at 1.
    private final MemorySegment[] segments = new MemorySegment[MOST + 1];
    private final long[] offsets = new long[MOST + 1];
    private final int[] lengths = new int[MOST + 1];
    private final int[] timestamps = new int[MOST + 1];

    /// What goes along with a packet that leaves for the first time. A block is one that went out
    /// in the same stream right before, so that nothing is heard that was not to be heard, and that
    /// ends where the next one begins: what lies beyond a pause is of no use to anybody.
    ///
    /// @param wanted blocks at most, 0 to [#MOST]
    int choose(OutgoingPacket packet, SentPackets sent, int wanted) {
        PacketHistory history = packet.history;
        if (history == null || (wanted == 0 && !packet.redundant)) {
            return NOTHING;
        }
        if (!find(history, packet.sourceSequence, packet.redundant, 0)) {
            return NOTHING;
        }
        int code = NOTHING;
        int count = 0;
        int bytes = RedPayload.PRIMARY_HEADER_BYTES + lengths[0];
        while (count < wanted) {
            int next = count + 1;
            long index = packet.index - next;
            long sequence = packet.sourceSequence - next;
            if (!sent.holds(index, history, sequence)
                    || !find(history, sequence, sent.isRedundant(index), next)
                    || !fits(next, bytes)) {
                break;
            }
            bytes += RedPayload.REDUNDANT_HEADER_BYTES + lengths[next];
            code |= sent.isRedundant(index) ? FIRST_IS_RED << count : 0;
            count = next;
        }
        if (count == 0 && packet.redundant && holdsWhatIsMissing(packet, history, sent)) {
            return AS_IT_CAME;
        }
        return code | count;
    }

    /// Writes the payload that was chosen, and returns its length; -1 when something is gone.
    ///
    /// @param payloadType of each block, as the receiver calls it
    int write(OutgoingPacket packet, int payloadType, MemorySegment to, long at) {
        PacketHistory history = packet.history;
        int count = packet.redundancy & COUNT_BITS;
        if (history == null || !find(history, packet.sourceSequence, packet.redundant, 0)) {
            return -1;
        }
        for (int back = 1; back <= count; back++) {
            boolean isRed = (packet.redundancy & (FIRST_IS_RED << (back - 1))) != 0;
            if (!find(history, packet.sourceSequence - back, isRed, back)) {
                return -1;
            }
        }
        long header = at;
        for (int back = count; back > 0; back--) {
            int timestampOffset = timestamps[0] - timestamps[back];
            RedPayload.writeRedundantHeader(
                    to, header, payloadType, timestampOffset, lengths[back]);
            header += RedPayload.REDUNDANT_HEADER_BYTES;
        }
        RedPayload.writePrimaryHeader(to, header, payloadType);
        long data = header + RedPayload.PRIMARY_HEADER_BYTES;
        for (int back = count; back >= 0; back--) {
            MemorySegment.copy(segments[back], offsets[back], to, data, lengths[back]);
            data += lengths[back];
        }
        return (int) (data - at);
    }

    /// Of what was written last, the sound of the packet itself.
    int primaryBytes() {
        return lengths[0];
    }

    /// Finds the sound in a stored packet, the newest block where it is RED.
    private boolean find(PacketHistory history, long sequence, boolean isRed, int place) {
        PacketCell cell = history.cell(sequence);
        if (cell == null || !stored.wrap(cell.segment(), cell.offset(), cell.length())) {
            return false;
        }
        segments[place] = stored.segment();
        timestamps[place] = (int) stored.timestamp();
        if (!isRed) {
            offsets[place] = stored.payloadOffset();
            lengths[place] = stored.payloadLength();
            return true;
        }
        if (!red.wrap(stored.segment(), stored.payloadOffset(), stored.payloadLength())) {
            return false;
        }
        offsets[place] = red.primaryOffset();
        lengths[place] = red.primaryLength();
        return true;
    }

    /// Whether the block can be told by RFC 2198, and plays until the one behind it begins.
    private boolean fits(int place, int bytes) {
        long offset = (timestamps[0] - timestamps[place]) & TIMESTAMP_BITS;
        int whole = bytes + RedPayload.REDUNDANT_HEADER_BYTES + lengths[place];
        return offset <= RedPayload.MAX_TIMESTAMP_OFFSET
                && lengths[place] <= RedPayload.MAX_REDUNDANT_BYTES
                && whole <= MAX_BYTES
                && OpusPayload.parse(segments[place], offsets[place], lengths[place], info)
                && timestamps[place - 1] - timestamps[place] == info.durationSamples();
    }

    /// The packet before got lost on its way to this server, and the stream went on over the gap:
    /// the publisher's own redundancy is all there is of it.
    private boolean holdsWhatIsMissing(
            OutgoingPacket packet, PacketHistory history, SentPackets sent) {
        long before = packet.sourceSequence - 1;
        if (history.cell(before) != null
                || history.isEmpty(before)
                || stored.payloadLength() > MAX_BYTES) {
            return false;
        }
        for (int back = 2; back <= MOST + 1; back++) {
            if (sent.holds(packet.index - back, history, packet.sourceSequence - back)) {
                return true;
            }
        }
        return false;
    }
}
