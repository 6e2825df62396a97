package io.sluice.signaling.session;

import io.sluice.signaling.message.ClientMessage;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.MessageCodec;
import io.sluice.signaling.message.ServerMessage;
import io.sluice.signaling.testing.FakePrograms;
import io.sluice.signaling.testing.FakeSfu;
import io.sluice.signaling.testing.Messages;
import io.sluice.signaling.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Meetings without threads, sockets or a clock that moves by itself.
final class TestHouse {
    final FakeSfu sfu = new FakeSfu();
    final FakePrograms programs = new FakePrograms();
    final Meetings meetings;
    private final List<Alarm> alarms = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-22T12:00:00Z");

    private record Alarm(Instant at, Runnable task) {}

    TestHouse() {
        this(SignalingConfig.defaults(TestServer.ADMIN_TOKEN));
    }

    TestHouse(SignalingConfig config) {
        meetings =
                new Meetings(
                        sfu,
                        config,
                        new Environment(Runnable::run, this::after, () -> now, new Random(1)),
                        programs);
    }

    Instant now() {
        return now;
    }

    private Timers.Pending after(Duration delay, Runnable task) {
        Alarm alarm = new Alarm(now.plus(delay), task);
        alarms.add(alarm);
        return () -> alarms.remove(alarm);
    }

    void pass(Duration time) {
        now = now.plus(time);
        for (Alarm alarm : List.copyOf(alarms)) {
            if (!alarm.at.isAfter(now) && alarms.remove(alarm)) {
                alarm.task.run();
            }
        }
    }

    /// Waits for another thread.
    void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it did not come to this");
            }
            Thread.onSpinWait();
        }
    }

    /// Somebody without a token in the room `room`.
    Guest guest(String name) {
        Guest guest = connect("room");
        guest.send(Messages.join(name, null));
        return guest;
    }

    Guest connect(@Nullable String room) {
        return connect(room, new Peer(true, true));
    }

    Guest connect(@Nullable String room, Peer peer) {
        Guest guest = new Guest();
        guest.session = meetings.connect(room, peer, guest);
        return guest;
    }

    /// A client.
    static final class Guest implements Connection {
        final List<ServerMessage> received = new CopyOnWriteArrayList<>();
        volatile int closeStatus;
        private final MessageCodec codec = new MessageCodec();
        private @Nullable Session session;

        @Override
        public void send(String text, Runnable sent) {
            received.add(codec.readServer(text));
            sent.run();
        }

        @Override
        public void close(int status, String reason) {
            closeStatus = status;
        }

        void send(ClientMessage message) {
            say(codec.write(message));
        }

        void say(String text) {
            if (session == null) {
                throw new AssertionError("not connected");
            }
            session.onMessage(text);
        }

        void disconnect(Ending how) {
            if (session != null) {
                session.onClosed(how);
            }
        }

        <M extends ServerMessage> M last(Class<M> type) {
            return received.reversed().stream()
                    .filter(type::isInstance)
                    .map(type::cast)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("only " + received));
        }

        long count(Class<? extends ServerMessage> type) {
            return received.stream().filter(type::isInstance).count();
        }

        /// Who left last, and how.
        ServerMessage.ParticipantLeft left() {
            var left = last(ServerMessage.ParticipantLeft.class);
            return new ServerMessage.ParticipantLeft(left.participant(), left.reason());
        }

        ServerMessage.Joined joined() {
            return last(ServerMessage.Joined.class);
        }

        String id() {
            return joined().participant();
        }

        ErrorCode refused() {
            return last(ServerMessage.Refused.class).code();
        }
    }
}
