package io.sluice.server.live;

import io.sluice.egress.control.Scene;
import io.sluice.egress.control.WorkerCommand;
import io.sluice.egress.control.WorkerCommand.Start;
import io.sluice.egress.supervise.ProgramListener;
import io.sluice.sfu.api.RoomEvent;
import io.sluice.sfu.api.RoomHandle;
import io.sluice.signaling.program.People;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A program that runs, as [LiveProgram] sees it. Only [#close] blocks.
interface ProgramRun extends AutoCloseable {
    /// Starts programs.
    @FunctionalInterface
    interface Factory {
        /// Starts one.
        ///
        /// @param id of its hidden participant, unique in the room
        /// @throws WorkerUnavailableException when something is missing on this machine
        ProgramRun start(Place place, String id, Start start, ProgramListener listener)
                throws WorkerUnavailableException;
    }

    /// Where a program is made.
    record Place(String room, RoomHandle media, People people) {}

    /// Takes it into the room; done when it is there.
    CompletableFuture<Void> enter();

    void show(Scene scene);

    void add(WorkerCommand.AddDestination destination);

    void removeDestination(String id);

    void confirm(String id);

    void startRecording(WorkerCommand.StartRecording wanted);

    void stopRecording();

    void onRoomEvent(RoomEvent event);

    /// Somebody has another name.
    void onPeopleChanged();

    /// How often the worker was replaced.
    int restarts();

    /// How many watch it from this server now.
    int viewers();

    /// What keeps its picture from going out, for people; empty when nothing does.
    String words();

    /// Path where it can be watched; null when it cannot.
    @Nullable String watch();

    /// Ends it and waits until its files are finished, at most ten seconds.
    @Override
    void close();
}
