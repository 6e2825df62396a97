package io.sluice.signaling.program;

import io.sluice.sfu.api.RoomEvent;
import io.sluice.signaling.message.ProgramRequest;
import io.sluice.signaling.message.ServerMessage;
import java.util.concurrent.CompletableFuture;

/// The program of one meeting, whether it runs or not. No method blocks.
public interface MeetingProgram {
    /// The program as it is now, from any thread.
    ServerMessage.Program state();

    /// Does what somebody with the right to it asks, from any thread.
    ///
    /// @return the program after it; fails with a `RejectedException`
    CompletableFuture<ServerMessage.Program> request(ProgramRequest request);

    /// What the media plane tells of the room, in its order, after [People] knows of it.
    void onRoomEvent(RoomEvent event);

    /// Somebody came, left or has another name.
    void onPeopleChanged();

    /// The meeting is over: the program ends, its files are finished.
    void close();
}
