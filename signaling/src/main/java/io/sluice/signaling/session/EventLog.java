package io.sluice.signaling.session;

import io.sluice.signaling.message.MessageCodec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Numbers the events to one participant and keeps the latest, for a client that comes back and has
/// missed some. It belongs to the meeting's tasks.
final class EventLog {
    /// More than happens in a meeting while a network changes; where more has happened, the state
    /// of the room is shorter to tell.
    static final int MAX_EVENTS = 256;

    /// The texts are shared by those who are told the same, so this is an upper bound.
    static final int MAX_CHARACTERS = 64 << 10;

    private final Deque<String> kept = new ArrayDeque<>();
    private long last;
    private long characters;

    /// Takes note of an event.
    ///
    /// @param written by the codec, not numbered
    /// @return the text with its number
    String add(String written) {
        last++;
        kept.add(written);
        characters += written.length();
        while (kept.size() > MAX_EVENTS || characters > MAX_CHARACTERS) {
            characters -= kept.remove().length();
        }
        return MessageCodec.number(written, last);
    }

    /// The number of the last event; 0 before the first.
    long last() {
        return last;
    }

    /// The events after this one, with their numbers; null when some of them are gone, or when
    /// there never was such an event.
    @Nullable List<String> after(long event) {
        long gone = last - kept.size();
        if (event < gone || event > last) {
            return null;
        }
        List<String> missed = new ArrayList<>();
        long number = gone;
        for (String written : kept) {
            number++;
            if (number > event) {
                missed.add(MessageCodec.number(written, number));
            }
        }
        return missed;
    }
}
