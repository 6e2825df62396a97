package io.sluice.signaling.testing;

import io.sluice.sfu.api.RoomEvent;
import io.sluice.sfu.api.RoomHandle;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.LampState;
import io.sluice.signaling.message.ProgramCause;
import io.sluice.signaling.message.ProgramDestination;
import io.sluice.signaling.message.ProgramPhase;
import io.sluice.signaling.message.ProgramRecording;
import io.sluice.signaling.message.ProgramRequest;
import io.sluice.signaling.message.RejectedException;
import io.sluice.signaling.message.ServerMessage;
import io.sluice.signaling.program.MeetingProgram;
import io.sluice.signaling.program.People;
import io.sluice.signaling.program.ProgramControl;
import io.sluice.signaling.program.ProgramWatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Programs without pictures: they remember what they were asked.
public final class FakePrograms implements ProgramControl {
    public final List<FakeProgram> programs = new CopyOnWriteArrayList<>();

    @Override
    public MeetingProgram open(
            String room, RoomHandle media, People people, ProgramWatcher watcher) {
        FakeProgram program = new FakeProgram(people, watcher);
        programs.add(program);
        return program;
    }

    /// Of the newest room.
    public FakeProgram program() {
        return programs.getLast();
    }

    /// One of them.
    public static final class FakeProgram implements MeetingProgram {
        public final List<ProgramRequest> requests = new CopyOnWriteArrayList<>();
        public final List<RoomEvent> events = new CopyOnWriteArrayList<>();
        public final People people;
        public volatile boolean closed;
        public final AtomicInteger changes = new AtomicInteger();

        /// Refuses the next request so.
        public volatile @Nullable ErrorCode refuse;

        private final ProgramWatcher watcher;
        private volatile ServerMessage.Program now = ServerMessage.Program.none();

        FakeProgram(People people, ProgramWatcher watcher) {
            this.people = people;
            this.watcher = watcher;
        }

        @Override
        public ServerMessage.Program state() {
            return now;
        }

        @Override
        public CompletableFuture<ServerMessage.Program> request(ProgramRequest request) {
            requests.add(request);
            ErrorCode code = refuse;
            if (code != null) {
                refuse = null;
                return CompletableFuture.failedFuture(new RejectedException(code, "refused"));
            }
            switch (request) {
                case ProgramRequest.StartProgram _ -> become(ProgramPhase.RUNNING, false, false);
                case ProgramRequest.GoLive _ -> become(ProgramPhase.RUNNING, true, false);
                case ProgramRequest.StartRecording _ -> become(ProgramPhase.RUNNING, false, true);
                case ProgramRequest.StopProgram _ -> become(ProgramPhase.NONE, false, false);
                case ProgramRequest.AddDestination add -> add(add);
                case ProgramRequest.ShowProgram _,
                        ProgramRequest.EndLive _,
                        ProgramRequest.ChangeDestination _,
                        ProgramRequest.RemoveDestination _,
                        ProgramRequest.StopRecording _ -> {
                    // Remembered, and nothing else.
                }
            }
            return CompletableFuture.completedFuture(now);
        }

        private void become(ProgramPhase state, boolean live, boolean recording) {
            ProgramRecording file =
                    recording
                            ? new ProgramRecording(
                                    ProgramRecording.State.RECORDING,
                                    "r-1",
                                    1,
                                    1,
                                    ProgramRecording.Problem.NONE,
                                    "")
                            : ProgramRecording.OFF;
            tell(state, live, now.destinations(), file);
        }

        private void add(ProgramRequest.AddDestination add) {
            List<ProgramDestination> all = new ArrayList<>(now.destinations());
            all.add(
                    new ProgramDestination(
                            "d" + all.size(),
                            add.name(),
                            add.url(),
                            "••••",
                            true,
                            ProgramDestination.State.IDLE,
                            0,
                            0,
                            ProgramDestination.Reason.NONE,
                            "",
                            0,
                            0,
                            0,
                            0,
                            0));
            tell(now.state(), now.live(), all, now.recording());
        }

        private void tell(
                ProgramPhase state,
                boolean live,
                List<ProgramDestination> destinations,
                ProgramRecording recording) {
            now =
                    new ServerMessage.Program(
                            state,
                            ProgramCause.NONE,
                            "",
                            live,
                            false,
                            now.video(),
                            now.scene(),
                            destinations,
                            recording,
                            null,
                            null,
                            "/api/recordings?room=r&t=right");
            watcher.onProgram(now);
        }

        public void light(LampState lamps) {
            watcher.onLamps(lamps);
        }

        @Override
        public void onRoomEvent(RoomEvent event) {
            events.add(event);
        }

        @Override
        public void onPeopleChanged() {
            changes.incrementAndGet();
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
