package io.sluice.server.live;

import io.sluice.egress.control.Scene;
import io.sluice.egress.control.WorkerCommand;
import io.sluice.egress.control.WorkerCommand.Start;
import io.sluice.egress.control.WorkerEvent;
import io.sluice.egress.supervise.ProgramListener;
import io.sluice.sfu.api.RoomEvent;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Programs without workers: they remember what they were told, and tell what a test says.
final class FakeRuns implements ProgramRun.Factory {
    final List<Fake> runs = new CopyOnWriteArrayList<>();

    /// Why none can be started.
    volatile @Nullable String missing;

    Fake last() {
        return runs.getLast();
    }

    @Override
    public ProgramRun start(
            ProgramRun.Place place, String id, Start start, ProgramListener listener)
            throws WorkerUnavailableException {
        String words = missing;
        if (words != null) {
            throw new WorkerUnavailableException(words);
        }
        Fake run = new Fake(start, listener);
        runs.add(run);
        return run;
    }

    static final class Fake implements ProgramRun {
        final Start start;
        final ProgramListener listener;
        final List<String> told = new CopyOnWriteArrayList<>();
        volatile String words = "";
        final CompletableFuture<Void> entered = new CompletableFuture<>();

        /// Keeps [#close] until done.
        final CompletableFuture<Void> mayEnd = new CompletableFuture<>();

        Fake(Start start, ProgramListener listener) {
            this.start = start;
            this.listener = listener;
        }

        void runs() {
            listener.onEvent(new WorkerEvent.Status(1, 1, 0, 1, 1, 0.1, 1, 1, 1, 0));
        }

        void outputs(String state) {
            listener.onEvent(
                    new WorkerEvent.Outputs(
                            told.stream()
                                    .filter(word -> word.startsWith("add "))
                                    .map(word ->
                                            new WorkerEvent.Outputs.Destination(
                                                    word.substring(4),
                                                    state,
                                                    0,
                                                    0,
                                                    "NONE",
                                                    "",
                                                    0,
                                                    0,
                                                    0))
                                    .toList(),
                            null));
        }

        @Override
        public CompletableFuture<Void> enter() {
            return entered;
        }

        @Override
        public void show(Scene scene) {
            told.add("show " + scene.layout() + " " + scene.logoPng());
        }

        @Override
        public void add(WorkerCommand.AddDestination destination) {
            told.add("add " + destination.id());
        }

        @Override
        public void removeDestination(String id) {
            told.add("remove " + id);
        }

        @Override
        public void confirm(String id) {
            told.add("confirm " + id);
        }

        @Override
        public void startRecording(WorkerCommand.StartRecording wanted) {
            told.add("record " + wanted.name());
        }

        @Override
        public void stopRecording() {
            told.add("stopRecording");
        }

        @Override
        public void onRoomEvent(RoomEvent event) {
            told.add("event");
        }

        @Override
        public void onPeopleChanged() {
            told.add("people");
        }

        @Override
        public int viewers() {
            return 0;
        }

        @Override
        public int restarts() {
            return 0;
        }

        @Override
        public String words() {
            return words;
        }

        @Override
        public @Nullable String watch() {
            return "/hls/room/index.m3u8";
        }

        @Override
        public void close() {
            mayEnd.join();
        }
    }
}
