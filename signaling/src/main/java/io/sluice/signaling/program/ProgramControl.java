package io.sluice.signaling.program;

import io.sluice.sfu.api.RoomEvent;
import io.sluice.sfu.api.RoomHandle;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.ProgramRequest;
import io.sluice.signaling.message.RejectedException;
import io.sluice.signaling.message.ServerMessage;
import java.util.concurrent.CompletableFuture;

/// Makes programs: a meeting composed into one picture and sound, sent to destinations and
/// recorded.
@FunctionalInterface
public interface ProgramControl {
    /// A meeting began. Nothing runs until somebody asks for it.
    MeetingProgram open(String room, RoomHandle media, People people, ProgramWatcher watcher);

    /// Of a server that makes no programs.
    static ProgramControl none() {
        return (_, _, _, _) -> new NoProgram();
    }

    /// Refuses everything.
    final class NoProgram implements MeetingProgram {
        @Override
        public ServerMessage.Program state() {
            return ServerMessage.Program.none();
        }

        @Override
        public CompletableFuture<ServerMessage.Program> request(ProgramRequest request) {
            return CompletableFuture.failedFuture(
                    new RejectedException(
                            ErrorCode.PROGRAM_FAILED, "This server makes no programs."));
        }

        @Override
        public void onRoomEvent(RoomEvent event) {}

        @Override
        public void onPeopleChanged() {}

        @Override
        public void close() {}
    }
}
