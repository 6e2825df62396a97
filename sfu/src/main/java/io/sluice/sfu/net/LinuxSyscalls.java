package io.sluice.sfu.net;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Set;

/// Linux on 64 bits, by the C library. Belongs to one thread but for [#raise].
///
/// None of these is a *critical* call: they may take long, and a critical call keeps the garbage
/// collector waiting. Those made per packet do not ask for `errno`: a call that does allocates
/// until, and unless, the compiler finds that it need not.
final class LinuxSyscalls implements Syscalls {
    /// Where structures and numbers are those written down here.
    private static final Set<String> PROCESSORS = Set.of("amd64", "aarch64", "riscv64");

    private static final int SOCK_DGRAM_NONBLOCK_CLOEXEC = 2 | 0x800 | 0x80000;
    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int EPOLL_ADD = 1;
    private static final int EPOLL_IN = 1;
    private static final int EPOLL_EDGE = 1 << 31;
    private static final int EVENTFD_NONBLOCK_CLOEXEC = 0x800 | 0x80000;

    /// Room for one event; which one it is does not matter.
    private static final int EVENT_BYTES = 16;

    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MemorySegment ONE = one();

    private static final MethodHandle SOCKET = handle("socket", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle BIND = handle("bind", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle NAME = handle("getsockname", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle OPTION =
            handle("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle CLOSE = handle("close", JAVA_INT);
    private static final MethodHandle RECEIVE =
            plain(
                    "recvmmsg",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final FunctionDescriptor SENDING =
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
    private static final MethodHandle SEND = plain("sendmmsg", SENDING);
    private static final MethodHandle SEND_AND_SAY_WHY = handle("sendmmsg", SENDING);
    private static final MethodHandle EPOLL_CREATE = handle("epoll_create1", JAVA_INT);
    private static final MethodHandle EPOLL_CONTROL =
            handle("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle EPOLL_WAIT =
            plain(
                    "epoll_wait",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT));
    private static final MethodHandle EVENTFD = handle("eventfd", JAVA_INT, JAVA_INT);
    private static final MethodHandle WRITE =
            plain("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG));

    // Automatic: a call need not count the users of this memory.
    private final MemorySegment state = Arena.ofAuto().allocate(STATE);
    private final MemorySegment scratch = Arena.ofAuto().allocate(EVENT_BYTES, Long.BYTES);

    /// Whether these calls can be made here. Where the JVM may not call native code, or there are
    /// no such functions, this class cannot even be initialised.
    static boolean isAvailable() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (!system.equals("linux")
                || !PROCESSORS.contains(System.getProperty("os.arch", ""))
                || ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            return false;
        }
        try {
            return new LinuxSyscalls().works();
        } catch (IOException _) {
            return false; // a sandbox forbids a call
        }
    }

    private boolean works() throws IOException {
        new Waiter(this).close();
        int four = socket(SocketAddresses.INET);
        int fd = four >= 0 ? four : socket(SocketAddresses.INET6);
        if (fd < 0) {
            return false;
        }
        boolean works =
                receive(fd, scratch.address(), 0) == 0 && send(fd, scratch.address(), 0) == 0;
        close(fd);
        return works;
    }

    private static MethodHandle handle(String name, MemoryLayout... parameters) {
        return handle(name, FunctionDescriptor.of(JAVA_INT, parameters));
    }

    private static MethodHandle handle(String name, FunctionDescriptor type) {
        return Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().findOrThrow(name),
                        type,
                        Linker.Option.captureCallState("errno"));
    }

    private static MethodHandle plain(String name, FunctionDescriptor type) {
        return Linker.nativeLinker()
                .downcallHandle(Linker.nativeLinker().defaultLookup().findOrThrow(name), type);
    }

    private static MemorySegment one() {
        MemorySegment one = Arena.global().allocate(JAVA_LONG);
        one.set(JAVA_LONG, 0, 1);
        return one;
    }

    private int result(int returned) {
        return returned >= 0 ? returned : -(int) ERRNO.get(state, 0L);
    }

    private static IllegalStateException failed(Throwable failure) {
        return new IllegalStateException("a call of the kernel failed", failure);
    }

    @Override
    public int socket(int family) {
        try {
            return result((int) SOCKET.invokeExact(state, family, SOCK_DGRAM_NONBLOCK_CLOEXEC, 0));
        } catch (Throwable failure) {
            throw failed(failure);
        }
    }

    @Override
    public int bind(int fd, long address, int length) {
        try {
            return result((int) BIND.invokeExact(state, fd, address, length));
        } catch (Throwable failure) {
            throw failed(failure);
        }
    }

    @Override
    public int localAddress(int fd, long address, long length) {
        try {
            return result((int) NAME.invokeExact(state, fd, address, length));
        } catch (Throwable failure) {
            throw failed(failure);
        }
    }

    @Override
    public int setOption(int fd, int level, int option, int value) {
        try {
            scratch.set(JAVA_INT, 0, value);
            return result(
                    (int)
                            OPTION.invokeExact(
                                    state, fd, level, option, scratch.address(), Integer.BYTES));
        } catch (Throwable failure) {
            throw failed(failure);
        }
    }

    @Override
    public int close(int fd) {
        try {
            return result((int) CLOSE.invokeExact(state, fd));
        } catch (Throwable failure) {
            throw failed(failure);
        }
    }

    @Override
    public int receive(int fd, long messages, int count) {
        try {
            int received = (int) RECEIVE.invokeExact(fd, messages, count, 0, 0L);
            return received >= 0 ? received : -EAGAIN;
        } catch (Throwable failure) {
            throw failed(failure);
        }
    }

    @Override
    public int send(int fd, long messages, int count) {
        try {
            int sent = (int) SEND.invokeExact(fd, messages, count, 0);
            // Nothing was sent then, so asking again why sends nothing twice.
            return sent >= 0
                    ? sent
                    : result((int) SEND_AND_SAY_WHY.invokeExact(state, fd, messages, count, 0));
        } catch (Throwable failure) {
            throw failed(failure);
        }
    }

    @Override
    public int waiter() {
        try {
            return result((int) EPOLL_CREATE.invokeExact(state, EPOLL_CLOEXEC));
        } catch (Throwable failure) {
            throw failed(failure);
        }
    }

    @Override
    public int watch(int waiter, int fd, boolean once) {
        try {
            scratch.fill((byte) 0).set(JAVA_INT, 0, once ? EPOLL_IN | EPOLL_EDGE : EPOLL_IN);
            return result(
                    (int)
                            EPOLL_CONTROL.invokeExact(
                                    state, waiter, EPOLL_ADD, fd, scratch.address()));
        } catch (Throwable failure) {
            throw failed(failure);
        }
    }

    @Override
    public int await(int waiter, int millis) {
        try {
            int ready = (int) EPOLL_WAIT.invokeExact(waiter, scratch.address(), 1, millis);
            return ready >= 0 ? ready : -EINTR;
        } catch (Throwable failure) {
            throw failed(failure);
        }
    }

    @Override
    public int signal() {
        try {
            return result((int) EVENTFD.invokeExact(state, 0, EVENTFD_NONBLOCK_CLOEXEC));
        } catch (Throwable failure) {
            throw failed(failure);
        }
    }

    @Override
    public void raise(int signal) {
        try {
            long _ = (long) WRITE.invokeExact(signal, ONE.address(), (long) Long.BYTES);
        } catch (Throwable failure) {
            throw failed(failure);
        }
    }
}
