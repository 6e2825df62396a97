package io.sluice.rtp;

/// Makes 64-bit sequences of the 16-bit sequence numbers on the wire.
///
/// The first one stays what it is; each other one is taken as the nearest to the highest so far, so
/// a packet overtaken at the very start can come out below zero.
public final class SequenceUnwrapper {
    private long highest;
    private boolean started;

    public long unwrap(int sequenceNumber) {
        if (!started) {
            started = true;
            highest = sequenceNumber & RtpPacket.MAX_SEQUENCE_NUMBER;
            return highest;
        }
        long sequence = highest + (short) (sequenceNumber - (int) highest);
        highest = Math.max(highest, sequence);
        return sequence;
    }

    /// Forgets the past: the next number is a first one.
    public void reset() {
        started = false;
    }
}
