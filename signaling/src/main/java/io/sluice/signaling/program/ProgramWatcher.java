package io.sluice.signaling.program;

import io.sluice.signaling.message.LampState;
import io.sluice.signaling.message.ServerMessage;

/// Told how the program of a meeting fares, from any thread.
public interface ProgramWatcher {
    /// On each change, and once a second while it runs.
    void onProgram(ServerMessage.Program program);

    /// When they change.
    void onLamps(LampState lamps);
}
