package io.sluice.server.live;

import io.sluice.egress.control.Scene;
import io.sluice.egress.control.WorkerCommand;
import io.sluice.egress.control.WorkerCommand.Start;
import io.sluice.egress.room.Directory;
import io.sluice.egress.room.RoomProgram;
import io.sluice.egress.supervise.ProgramListener;
import io.sluice.sfu.api.RoomEvent;
import io.sluice.signaling.program.People;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Runs programs in workers of their own.
final class WorkerRuns implements ProgramRun.Factory {
    private final WorkerSource workers;
    private final ProgramViewing viewing;

    WorkerRuns(WorkerSource workers, ProgramViewing viewing) {
        this.workers = workers;
        this.viewing = viewing;
    }

    @Override
    public ProgramRun start(
            ProgramRun.Place place, String id, Start start, ProgramListener listener)
            throws WorkerUnavailableException {
        var line = workers.line();
        ProgramViewing.Screen screen = viewing.open(place.room());
        return new Run(
                new RoomProgram(
                        place.media(),
                        id,
                        new Names(place.people()),
                        line,
                        start,
                        listener,
                        screen.frames()),
                screen);
    }

    private record Names(People people) implements Directory {
        @Override
        public String nameOf(String participantId) {
            return people.nameOf(participantId);
        }

        @Override
        public boolean isScreen(String publicationId) {
            return people.isScreen(publicationId);
        }
    }

    private record Run(RoomProgram program, ProgramViewing.Screen screen) implements ProgramRun {
        @Override
        public CompletableFuture<Void> enter() {
            return program.enter();
        }

        @Override
        public void show(Scene scene) {
            program.show(scene);
        }

        @Override
        public void add(WorkerCommand.AddDestination destination) {
            program.worker().add(destination);
        }

        @Override
        public void removeDestination(String id) {
            program.worker().removeDestination(id);
        }

        @Override
        public void confirm(String id) {
            program.worker().confirm(id);
        }

        @Override
        public void startRecording(WorkerCommand.StartRecording wanted) {
            program.worker().startRecording(wanted);
        }

        @Override
        public void stopRecording() {
            program.worker().stopRecording();
        }

        @Override
        public void onRoomEvent(RoomEvent event) {
            program.onRoomEvent(event);
        }

        @Override
        public void onPeopleChanged() {
            program.onPeopleChanged();
        }

        @Override
        public int restarts() {
            return program.worker().restartCount();
        }

        @Override
        public int viewers() {
            return screen.viewers();
        }

        @Override
        public String words() {
            return program.words();
        }

        @Override
        public @Nullable String watch() {
            return screen.watch();
        }

        @Override
        public void close() {
            program.close();
            screen.close();
        }
    }
}
