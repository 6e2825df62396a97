package io.sluice.signaling.session;

import io.sluice.signaling.message.ChatEntry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// The last chat messages of a meeting, for those who come later.
final class ChatLog {
    static final int MAX_ENTRIES = 200;

    private final Deque<ChatEntry> entries = new ArrayDeque<>();
    private long count;

    ChatEntry add(Participant from, String text, long nowMillis) {
        ChatEntry entry = new ChatEntry("c-" + ++count, from.id(), from.name(), text, nowMillis);
        if (entries.size() == MAX_ENTRIES) {
            entries.removeFirst();
        }
        entries.add(entry);
        return entry;
    }

    List<ChatEntry> entries() {
        return List.copyOf(entries);
    }
}
