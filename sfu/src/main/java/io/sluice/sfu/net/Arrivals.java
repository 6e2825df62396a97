package io.sluice.sfu.net;

import io.sluice.sfu.observe.Count;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.observe.DropReason;

/// What every socket does with a datagram before anybody looks into it.
final class Arrivals {
    private Arrivals() {}

    /// Counts a datagram.
    ///
    /// @return whether it may join the batch
    static boolean countAndCheck(Counters counters, int length, int remotePort) {
        count(counters, length);
        if (length > DatagramBatch.MAX_DATAGRAM_BYTES) {
            counters.drop(DropReason.TOO_LARGE);
        } else if (remotePort == 0) {
            counters.drop(DropReason.UNKNOWN_SOURCE); // nobody can be answered there
        } else if (length == 0) {
            counters.drop(DropReason.UNKNOWN_PROTOCOL);
        } else {
            return true;
        }
        return false;
    }

    /// Counts a datagram there was no cell for.
    static void countUnstored(Counters counters, int length) {
        count(counters, length);
        counters.drop(DropReason.NO_BUFFER);
    }

    private static void count(Counters counters, int length) {
        counters.add(Count.DATAGRAMS_RECEIVED, 1);
        counters.add(Count.BYTES_RECEIVED, length);
    }
}
