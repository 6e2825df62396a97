package io.sluice.bench.load;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// The calls of Linux that the generator makes. Addresses are those of native memory that the
/// caller keeps.
final class Kernel {
    private static final MethodHandle SOCKET = handle("socket", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle CONNECT = handle("connect", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle BIND = handle("bind", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle NAME = handle("getsockname", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SET =
            handle("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle GET =
            handle("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SEND =
            handle("send", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle RECEIVE = handle("recvmsg", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle CLOSE = handle("close", JAVA_INT);
    private static final MethodHandle EPOLL = handle("epoll_create1", JAVA_INT);
    private static final MethodHandle CONTROL =
            handle("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle WAIT =
            handle("epoll_wait", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
    private static final MethodHandle EVENT = handle("eventfd", JAVA_INT, JAVA_INT);
    private static final MethodHandle WRITE = handle("write", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle READ = handle("read", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle TIME = handle("clock_gettime", JAVA_INT, JAVA_LONG);

    private static final MemorySegment NUMBER = Arena.global().allocate(JAVA_LONG);
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int CLOCK_REALTIME = 0;

    private Kernel() {}

    private static MethodHandle handle(String name, MemoryLayout... parameters) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(JAVA_INT, parameters));
    }

    private static IllegalStateException failed(Throwable failure) {
        return new IllegalStateException("a call of the kernel failed", failure);
    }

    static int check(int result, String what) throws IOException {
        if (result < 0) {
            throw new IOException("cannot " + what);
        }
        return result;
    }

    static int socket(int family, int type) {
        try {
            return (int) SOCKET.invokeExact(family, type, 0);
        } catch (Throwable failure) {
            throw failed(failure);
        }
    }

    static int connect(int fd, long address, int length) {
        try {
            return (int) CONNECT.invokeExact(fd, address, length);
        } catch (Throwable failure) {
            throw failed(failure);
        }
    }

    static int bind(int fd, long address, int length) {
        try {
            return (int) BIND.invokeExact(fd, address, length);
        } catch (Throwable failure) {
            throw failed(failure);
        }
    }

    static int name(int fd, long address, long length) {
        try {
            return (int) NAME.invokeExact(fd, address, length);
        } catch (Throwable failure) {
            throw failed(failure);
        }
    }

    static int setOption(int fd, int level, int option, long value, int length) {
        try {
            return (int) SET.invokeExact(fd, level, option, value, length);
        } catch (Throwable failure) {
            throw failed(failure);
        }
    }

    static int option(int fd, int level, int option, long value, long length) {
        try {
            return (int) GET.invokeExact(fd, level, option, value, length);
        } catch (Throwable failure) {
            throw failed(failure);
        }
    }

    static int send(int fd, long bytes, long length) {
        try {
            return (int) SEND.invokeExact(fd, bytes, length, 0);
        } catch (Throwable failure) {
            throw failed(failure);
        }
    }

    /// One `msghdr`.
    static int receive(int fd, long message) {
        try {
            return (int) RECEIVE.invokeExact(fd, message, 0);
        } catch (Throwable failure) {
            throw failed(failure);
        }
    }

    static void close(int fd) {
        try {
            int _ = (int) CLOSE.invokeExact(fd);
        } catch (Throwable failure) {
            throw failed(failure);
        }
    }

    static int epoll() {
        try {
            return (int) EPOLL.invokeExact(0);
        } catch (Throwable failure) {
            throw failed(failure);
        }
    }

    static int control(int epoll, int operation, int fd, long event) {
        try {
            return (int) CONTROL.invokeExact(epoll, operation, fd, event);
        } catch (Throwable failure) {
            throw failed(failure);
        }
    }

    static int await(int epoll, long events, int count, int millis) {
        try {
            return (int) WAIT.invokeExact(epoll, events, count, millis);
        } catch (Throwable failure) {
            throw failed(failure);
        }
    }

    static int event() {
        try {
            return (int) EVENT.invokeExact(0, 0x800); // EFD_NONBLOCK
        } catch (Throwable failure) {
            throw failed(failure);
        }
    }

    static void raise(int event) {
        try (Arena arena = Arena.ofConfined()) {
            long one = arena.allocateFrom(JAVA_LONG, 1).address();
            int _ = (int) WRITE.invokeExact(event, one, (long) Long.BYTES);
        } catch (Throwable failure) {
            throw failed(failure);
        }
    }

    static void lower(int event) {
        try {
            int _ = (int) READ.invokeExact(event, NUMBER.address(), (long) Long.BYTES);
        } catch (Throwable failure) {
            throw failed(failure);
        }
    }

    /// The time on the wall, which the kernel stamps received packets with.
    static long wallNanos(MemorySegment scratch) {
        return time(CLOCK_REALTIME, scratch);
    }

    /// What a process has used of the processor, user and system.
    static long processNanos(long pid) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            // MAKE_PROCESS_CPUCLOCK(pid, CPUCLOCK_SCHED)
            int clock = (int) (~pid << 3) | 2;
            long nanos = time(clock, arena.allocate(2 * Long.BYTES, Long.BYTES));
            if (nanos < 0) {
                throw new IOException("there is no process " + pid);
            }
            return nanos;
        }
    }

    private static long time(int clock, MemorySegment scratch) {
        try {
            if ((int) TIME.invokeExact(clock, scratch.address()) != 0) {
                return -1;
            }
            return scratch.get(ValueLayout.JAVA_LONG, 0) * NANOS_PER_SECOND
                    + scratch.get(ValueLayout.JAVA_LONG, Long.BYTES);
        } catch (Throwable failure) {
            throw failed(failure);
        }
    }
}
