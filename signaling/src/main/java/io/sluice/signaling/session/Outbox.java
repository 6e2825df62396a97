package io.sluice.signaling.session;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Keeps the messages to one client in order, one under way at a time. A client that does not read
/// is cut off rather than kept in memory. Safe to use from any thread; nothing is locked while it
/// sends.
final class Outbox {
    /// A room of hundreds where everybody joins at once stays below.
    static final int MAX_MESSAGES = 2_000;

    /// Some snapshots of the largest room.
    static final int MAX_CHARACTERS = 8 << 20;

    private static final int NORMAL_CLOSURE = 1000;
    private static final int POLICY_VIOLATION = 1008;

    private enum State {
        OPEN,
        /// Closes when everything before has gone out.
        CLOSING,
        CLOSED
    }

    private final Connection connection;
    private final Deque<String> waiting = new ArrayDeque<>();
    private State state = State.OPEN;
    private String reason = "";
    private long characters;
    private boolean underWay;
    private boolean pumping;

    Outbox(Connection connection) {
        this.connection = connection;
    }

    void send(String text) {
        boolean full;
        synchronized (waiting) {
            if (state != State.OPEN) {
                return;
            }
            full = waiting.size() >= MAX_MESSAGES || characters + text.length() > MAX_CHARACTERS;
            if (full) {
                clear();
            } else {
                waiting.add(text);
                characters += text.length();
            }
        }
        if (full) {
            connection.close(POLICY_VIOLATION, "does not read");
            return;
        }
        pump();
    }

    void close(String why) {
        synchronized (waiting) {
            if (state != State.OPEN) {
                return;
            }
            state = State.CLOSING;
            reason = why;
        }
        pump();
    }

    /// Ends the connection without waiting for what it may never send.
    void abandon() {
        discard();
        connection.close(NORMAL_CLOSURE, "");
    }

    /// Drops what waits: the connection is gone.
    void discard() {
        synchronized (waiting) {
            clear();
        }
    }

    private void clear() {
        state = State.CLOSED;
        waiting.clear();
        characters = 0;
    }

    private void onSent() {
        synchronized (waiting) {
            underWay = false;
        }
        pump();
    }

    /// A loop and not a recursion: a connection may report `sent` before `send` returns.
    private void pump() {
        synchronized (waiting) {
            if (pumping) {
                return;
            }
            pumping = true;
        }
        while (true) {
            String text;
            synchronized (waiting) {
                text = take();
                if (text == null) {
                    pumping = false;
                    if (underWay || state != State.CLOSING) {
                        return;
                    }
                    clear();
                }
            }
            if (text == null) {
                connection.close(NORMAL_CLOSURE, reason);
                return;
            }
            connection.send(text, this::onSent);
        }
    }

    private @Nullable String take() {
        String text = underWay ? null : waiting.poll();
        if (text != null) {
            characters -= text.length();
            underWay = true;
        }
        return text;
    }
}
