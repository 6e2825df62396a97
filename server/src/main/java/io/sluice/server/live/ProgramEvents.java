package io.sluice.server.live;

import io.sluice.egress.control.WorkerEvent;
import io.sluice.egress.supervise.ProgramListener;

/// Hands on what the workers of one run tell.
///
/// @param number of the run, so that a late word of a former one is known
record ProgramEvents(LiveProgram program, long number) implements ProgramListener {
    @Override
    public void onStarted(int part) {
        // Its first status says more.
    }

    @Override
    public void onEvent(WorkerEvent event) {
        program.onEvent(number, event);
    }

    @Override
    public void onLost(String why) {
        program.onLost(number, why);
    }

    @Override
    public void onEnded() {
        // Whoever ended it knows.
    }
}
