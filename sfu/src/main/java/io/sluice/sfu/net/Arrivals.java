package io.sluice.sfu.net;

import io.sluice.sfu.observe.Count;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.observe.DropReason;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// What every socket does with a datagram before anybody looks into it.
final class Arrivals {
    private Arrivals() {}

    /// Counts a datagram and copies it into the batch.
    ///
    /// @return its path, for the caller to set; null when it is dropped, which is counted
    static @Nullable NetworkPath add(
            Counters counters,
            DatagramBatch batch,
            MemorySegment from,
            long offset,
            int length,
            int remotePort,
            long nowNanos) {
        counters.add(Count.DATAGRAMS_RECEIVED, 1);
        counters.add(Count.BYTES_RECEIVED, length);
        if (length > DatagramBatch.MAX_DATAGRAM_BYTES) {
            counters.drop(DropReason.TOO_LARGE);
        } else if (remotePort == 0) {
            counters.drop(DropReason.UNKNOWN_SOURCE); // nobody can be answered there
        } else if (length == 0) {
            counters.drop(DropReason.UNKNOWN_PROTOCOL);
        } else {
            NetworkPath path = batch.add(from, offset, length, nowNanos);
            if (path == null) {
                counters.drop(DropReason.NO_BUFFER);
            }
            return path;
        }
        return null;
    }
}
