package io.sluice.server.live;

import io.sluice.egress.output.DestinationUrl;
import io.sluice.server.live.DestinationVault.Destination;
import io.sluice.signaling.message.ProgramDestination;
import io.sluice.signaling.message.ProgramRequest;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Where a program is sent: keeps what the worker is told in step with the destinations of the room
/// and with whether it is live. Guarded by the program.
final class ProgramSending {
    private final Supplier<ProgramDestinations> source;
    private final LongSupplier nanos;
    private @Nullable ProgramDestinations destinations;
    private boolean live;

    /// @param source asked when destinations are first needed, as they stand in a file
    ProgramSending(Supplier<ProgramDestinations> source, LongSupplier nanos) {
        this.source = source;
        this.nanos = nanos;
    }

    /// The program that runs, and what is known of it.
    record On(ProgramRun run, ProgramStatus status) {}

    ProgramDestinations destinations() {
        if (destinations == null) {
            destinations = source.get();
        }
        return destinations;
    }

    List<ProgramDestination> shown(ProgramStatus status) {
        long now = nanos.getAsLong();
        return destinations().all().stream().map(one -> status.shown(one, now)).toList();
    }

    /// Whether the program is to be sent.
    boolean live() {
        return live;
    }

    /// The program ended, or begins.
    void reset() {
        live = false;
    }

    void begin(On on) {
        if (!live) {
            live = true;
            destinations().all().forEach(one -> send(on, one));
        }
    }

    void end(On on) {
        live = false;
        destinations().all().forEach(one -> sendNoLonger(on, one.id()));
    }

    /// @param on null while none runs
    void add(@Nullable On on, String name, DestinationUrl target) {
        Destination added = destinations().add(name, target);
        if (live && on != null) {
            send(on, added);
        }
    }

    /// @param on null while none runs
    void remove(@Nullable On on, String id) {
        destinations().remove(id);
        if (on != null) {
            sendNoLonger(on, id);
        }
    }

    /// @param on null while none runs
    void change(@Nullable On on, ProgramRequest.ChangeDestination wanted) {
        Destination before = destinations().find(wanted.destination());
        Destination after = destinations().change(wanted);
        if (on == null || !live) {
            return;
        }
        boolean anew = before.enabled() != after.enabled() || !before.key().equals(after.key());
        if (anew) {
            sendNoLonger(on, after.id());
            send(on, after);
        } else if (Boolean.TRUE.equals(wanted.confirmed())) {
            on.run.confirm(after.id());
        }
    }

    private void send(On on, Destination destination) {
        if (destination.enabled()) {
            on.run.add(destinations().command(destination));
            on.status.onDestination(destination.id(), true, nanos.getAsLong());
        }
    }

    private void sendNoLonger(On on, String id) {
        on.run.removeDestination(id);
        on.status.onDestination(id, false, nanos.getAsLong());
    }
}
