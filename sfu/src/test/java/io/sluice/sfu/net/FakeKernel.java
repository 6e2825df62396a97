package io.sluice.sfu.net;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// A kernel that takes every message but those it is told to refuse.
final class FakeKernel implements Syscalls {
    /// What is wrong with a message, asked each time it is offered.
    @FunctionalInterface
    interface Fate {
        /// What is wrong with this message.
        ///
        /// @param first byte of the message
        /// @param segmentBytes 0 without segmentation
        /// @return an error number, or 0
        int of(int first, int segmentBytes);
    }

    /// A datagram as it would have left.
    record Sent(int fd, int port, int first, int length) {}

    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    final List<Sent> sent = new ArrayList<>();
    Fate fate = (_, _) -> 0;
    boolean knowsSegments = true;
    int bindError;
    final List<Integer> closed = new ArrayList<>();
    int sendCalls;
    int messages;
    private int files = 100;

    @Override
    public int socket(int family) {
        return files++;
    }

    @Override
    public int bind(int fd, long address, int length) {
        return -bindError;
    }

    @Override
    public int localAddress(int fd, long address, long length) {
        return 0;
    }

    @Override
    public int setOption(int fd, int level, int option, int value) {
        return option == 103 && !knowsSegments ? -92 : 0;
    }

    @Override
    public int close(int fd) {
        closed.add(fd);
        return 0;
    }

    @Override
    public int receive(int fd, long address, int count) {
        return -EAGAIN;
    }

    @Override
    public int send(int fd, long address, int count) {
        sendCalls++;
        for (int i = 0; i < count; i++) {
            long message = address + i * 64L;
            long buffers = longAt(message + 16);
            long control = longAt(message + 32);
            int segment = control == 0 ? 0 : shortAt(control + 16);
            int error = fate.of(MEMORY.get(ValueLayout.JAVA_BYTE, longAt(buffers)), segment);
            if (error != 0) {
                return i == 0 ? -error : i;
            }
            take(fd, message, buffers, segment);
        }
        return count;
    }

    /// Cuts the bytes of all buffers into segments, as the real one does.
    private void take(int fd, long message, long buffers, int segment) {
        messages++;
        int port = Short.toUnsignedInt(Short.reverseBytes((short) shortAt(longAt(message) + 2)));
        List<Integer> firsts = new ArrayList<>();
        int total = 0;
        for (int i = 0; i < longAt(message + 24); i++) {
            if (segment != 0 && total % segment != 0) {
                throw new AssertionError("only the last datagram may be shorter");
            }
            firsts.add((int) MEMORY.get(ValueLayout.JAVA_BYTE, longAt(buffers + i * 16L)));
            total += (int) longAt(buffers + i * 16L + 8);
        }
        if (total > 65_507 || firsts.size() > 64) {
            throw new AssertionError("too much for one message");
        }
        for (int i = 0; i < firsts.size(); i++) {
            int length = segment == 0 ? total : Math.min(segment, total - i * segment);
            sent.add(new Sent(fd, port, firsts.get(i), length));
        }
    }

    private static long longAt(long address) {
        return MEMORY.get(ValueLayout.JAVA_LONG_UNALIGNED, address);
    }

    private static int shortAt(long address) {
        return MEMORY.get(ValueLayout.JAVA_SHORT_UNALIGNED, address);
    }

    @Override
    public int waiter() {
        return files++;
    }

    @Override
    public int watch(int waiter, int fd, boolean once) {
        return 0;
    }

    @Override
    public int await(int waiter, int millis) {
        return 0;
    }

    @Override
    public int signal() {
        return files++;
    }

    @Override
    public void raise(int signal) {}
}
