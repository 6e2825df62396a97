package io.sluice.egress.supervise;

import io.sluice.egress.output.EncodedFrame;
import io.sluice.egress.output.FrameSink;
import java.util.function.LongSupplier;

/// Makes one program of what several workers encoded one after the other: each begins its times
/// anew, here they go on as time itself did.
final class FrameSplice {
    private final FrameSink out;
    private boolean began;
    private long originNanos;
    private long lastNanos;
    private int current;

    FrameSplice(FrameSink out) {
        this.out = out;
    }

    /// Where the frames of the next worker go; those of the one before are ignored from now on.
    ///
    /// @param clock as `System.nanoTime`
    FrameSink next(LongSupplier clock) {
        synchronized (this) {
            current++;
            return new Part(current, clock);
        }
    }

    private final class Part implements FrameSink {
        private final int number;
        private final LongSupplier clock;
        private boolean placed;
        private long shiftNanos;

        private Part(int number, LongSupplier clock) {
            this.number = number;
            this.clock = clock;
        }

        @Override
        public void onFrame(EncodedFrame frame) {
            synchronized (FrameSplice.this) {
                if (number == current) {
                    out.onFrame(shifted(frame));
                }
            }
        }

        private EncodedFrame shifted(EncodedFrame frame) {
            if (!placed) {
                placed = true;
                place(frame.dtsNanos());
            }
            lastNanos = Math.max(lastNanos, frame.dtsNanos() + shiftNanos);
            return shiftNanos == 0 ? frame : frame.later(shiftNanos);
        }

        private void place(long firstNanos) {
            long now = clock.getAsLong();
            if (!began) {
                began = true;
                originNanos = now - firstNanos;
                return;
            }
            shiftNanos = Math.max(now - originNanos, lastNanos + 1) - firstNanos;
        }
    }
}
