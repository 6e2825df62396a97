package io.sluice.sfu.receive;

import java.util.ArrayList;
import java.util.List;

/// The bytes that all packet histories of one loop may hold together.
///
/// When they run out, whoever holds more than an even share gives up its oldest packets first, so a
/// stream that floods costs itself its past and not the others theirs.
public final class HistoryBudget {
    private final long limitBytes;
    private final List<PacketHistory> histories = new ArrayList<>();
    private long usedBytes;
    private int cursor;

    public HistoryBudget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    public long limitBytes() {
        return limitBytes;
    }

    public long usedBytes() {
        return usedBytes;
    }

    void join(PacketHistory history) {
        histories.add(history);
    }

    void leave(PacketHistory history) {
        histories.remove(history);
    }

    void used(long bytes) {
        usedBytes += bytes;
    }

    /// Makes room for so many bytes; false when that is more than there is.
    boolean makeRoom(long bytes) {
        if (bytes > limitBytes) {
            return false;
        }
        while (usedBytes + bytes > limitBytes) {
            nextAboveAverage().dropOldest();
        }
        return true;
    }

    /// Somebody holds at least the average, so the search ends.
    private PacketHistory nextAboveAverage() {
        while (true) {
            cursor = (cursor + 1) % histories.size();
            PacketHistory history = histories.get(cursor);
            if (history.bytes() > 0 && history.bytes() * histories.size() >= usedBytes) {
                return history;
            }
        }
    }
}
