package io.sluice.rtp;

/// Makes 64-bit times of the 32-bit timestamps on the wire.
///
/// The first one stays what it is; each other one is taken as the nearest to the one before.
public final class TimestampUnwrapper {
    private long last;
    private boolean started;

    public long unwrap(long timestamp) {
        if (!started) {
            started = true;
            last = timestamp & 0xffff_ffffL;
            return last;
        }
        last += (int) (timestamp - last);
        return last;
    }

    /// Forgets the past: the next timestamp is a first one.
    public void reset() {
        started = false;
    }
}
