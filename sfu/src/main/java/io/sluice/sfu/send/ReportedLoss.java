package io.sluice.sfu.send;

import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.rtcp.ReportBlocks;

/// What report blocks say about one stream (RFC 3550 §6.4.1): packets expected and lost since the
/// block before.
///
/// A packet repeated under its own number makes up for the one that was lost in the receiver's
/// count, and is added again here: what matters is what the network does, not what was repaired.
public final class ReportedLoss {
    private static final long NONE = -1;

    private long highest = NONE;
    private int cumulative;
    private long repeatedBefore;
    private long expected;
    private long lost;

    /// Takes the block the cursor stands at.
    ///
    /// @param highestSent the highest index that was sent
    /// @param repeated packets sent again under their own numbers, so far
    void onBlock(ReportBlocks block, long highestSent, long repeated) {
        // Nobody received what was not sent, so the highest of the numbers that fit is meant.
        long behind =
                (highestSent - block.extendedHighestSequence()) & RtpPacket.MAX_SEQUENCE_NUMBER;
        long now = highestSent - behind;
        boolean first = highest == NONE;
        expected = first ? 0 : Math.max(0, now - highest);
        long missing = (long) block.cumulativeLost() - cumulative + repeated - repeatedBefore;
        lost = Math.clamp(missing, 0, expected);
        highest = now;
        cumulative = block.cumulativeLost();
        repeatedBefore = repeated;
    }

    /// Packets between the last two blocks.
    public long expected() {
        return expected;
    }

    /// How many of them did not arrive, 0 to [#expected].
    public long lost() {
        return lost;
    }
}
