package io.sluice.bench.load;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Where the generator receives one datagram after the other, with the time the kernel got it.
final class ArrivalBuffer {
    private static final int DATAGRAM_BYTES = 2048;
    private static final int MESSAGE_BYTES = 56;
    private static final int CONTROL_BYTES = 64;
    private static final int CONTROL_DATA = 16;
    private static final int BUFFERS = 16;
    private static final int BUFFER_COUNT = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;
    private static final int SCM_TIMESTAMPNS = 35;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final MemorySegment bytes;
    private final MemorySegment message;
    private final MemorySegment control;

    ArrivalBuffer(Arena arena) {
        bytes = arena.allocate(DATAGRAM_BYTES, Long.BYTES);
        control = arena.allocate(CONTROL_BYTES, Long.BYTES);
        MemorySegment vector = arena.allocate(2 * Long.BYTES, Long.BYTES);
        vector.set(ValueLayout.JAVA_LONG, 0, bytes.address());
        vector.set(ValueLayout.JAVA_LONG, Long.BYTES, DATAGRAM_BYTES);
        message = arena.allocate(MESSAGE_BYTES, Long.BYTES);
        message.set(ValueLayout.JAVA_LONG, BUFFERS, vector.address());
        message.set(ValueLayout.JAVA_LONG, BUFFER_COUNT, 1);
        message.set(ValueLayout.JAVA_LONG, CONTROL, control.address());
    }

    MemorySegment bytes() {
        return bytes;
    }

    /// The next datagram's length, or less than 0 when there is none.
    int receive(int fd) {
        message.set(ValueLayout.JAVA_LONG, CONTROL_LENGTH, CONTROL_BYTES);
        return Kernel.receive(fd, message.address());
    }

    /// When the kernel got it, on the wall's clock; 0 when the socket was not asked to stamp.
    long arrivalNanos() {
        boolean stamped =
                message.get(ValueLayout.JAVA_LONG, CONTROL_LENGTH) >= CONTROL_DATA
                        && control.get(ValueLayout.JAVA_INT, Long.BYTES + Integer.BYTES)
                                == SCM_TIMESTAMPNS;
        return stamped
                ? control.get(ValueLayout.JAVA_LONG, CONTROL_DATA) * NANOS_PER_SECOND
                        + control.get(ValueLayout.JAVA_LONG, CONTROL_DATA + Long.BYTES)
                : 0;
    }

    /// A copy, for those who keep it.
    byte[] copy(int length) {
        return bytes.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }
}
