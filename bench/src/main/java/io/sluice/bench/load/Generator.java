package io.sluice.bench.load;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The thread that all generated peers live on. What comes from other threads is executed here.
public final class Generator implements Executor, AutoCloseable {
    /// As the time of what is never due.
    public static final long NEVER = Long.MAX_VALUE;

    private static final int EVENTS = 256;
    private static final int EPOLL_ADD = 1;
    private static final int EPOLL_DELETE = 2;
    private static final int EPOLL_IN = 1;

    /// x86-64 packs the structure, others align its second member.
    private static final boolean PACKED = System.getProperty("os.arch", "").equals("amd64");

    private static final int EVENT_BYTES = PACKED ? 12 : 16;
    private static final int EVENT_DATA = PACKED ? 4 : 8;
    private static final int MAX_WAIT_MILLIS = 100;

    /// Takes what came to a socket.
    interface Reader {
        void onReadable();
    }

    /// Something to be done at a time.
    public interface Task {
        /// Does it.
        ///
        /// @return when it wants to be done next, or [#NEVER]
        long run(long nowNanos);
    }

    private record Due(long nanos, Task task) {}

    private final Arena arena = Arena.ofShared();
    private final MemorySegment events = arena.allocate((long) EVENTS * EVENT_BYTES, Long.BYTES);
    private final MemorySegment event = arena.allocate(EVENT_BYTES, Long.BYTES);
    private final ArrivalBuffer arrivals = new ArrivalBuffer(arena);
    private final MemorySegment scratch = arena.allocate(4096, Long.BYTES);
    private final MemorySegment time = arena.allocate(2 * Long.BYTES, Long.BYTES);
    private final PriorityQueue<Due> timers =
            new PriorityQueue<>((a, b) -> Long.compare(a.nanos, b.nanos));
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final int epoll;
    private final int wakeUp;
    private final Thread thread;
    private @Nullable Reader[] readers = new Reader[64];
    private volatile boolean stopping;
    private long lateNanos;

    private Generator(int epoll, int wakeUp) {
        this.epoll = epoll;
        this.wakeUp = wakeUp;
        thread = Thread.ofPlatform().daemon().name("generator").unstarted(this::run);
    }

    public static Generator start() throws IOException {
        int epoll = Kernel.check(Kernel.epoll(), "wait for sockets");
        int wakeUp = Kernel.check(Kernel.event(), "wake a thread");
        Generator generator = new Generator(epoll, wakeUp);
        generator.watch(wakeUp, () -> Kernel.lower(wakeUp));
        generator.thread.start();
        return generator;
    }

    /// Any thread may call it.
    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        Kernel.raise(wakeUp);
    }

    /// Runs a task on the thread of the generator and waits for it.
    public void await(Runnable task) throws IOException, InterruptedException {
        CompletableFuture<Void> done = new CompletableFuture<>();
        execute(() -> {
            try {
                task.run();
                done.complete(null);
            } catch (RuntimeException | Error failure) {
                done.completeExceptionally(failure);
            }
        });
        try {
            done.get(30, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException
                | java.util.concurrent.TimeoutException e) {
            throw new IOException("the generator failed", e);
        }
    }

    /// Lets a task run at a time of [System#nanoTime()]; called on the generator's thread.
    public void schedule(long nanos, Task task) {
        timers.add(new Due(nanos, task));
    }

    void watch(int fd, Reader reader) throws IOException {
        if (fd >= readers.length) {
            readers = Arrays.copyOf(readers, 2 * fd);
        }
        readers[fd] = reader;
        event.set(ValueLayout.JAVA_INT, 0, EPOLL_IN);
        event.set(ValueLayout.JAVA_INT_UNALIGNED, EVENT_DATA, fd);
        Kernel.check(Kernel.control(epoll, EPOLL_ADD, fd, event.address()), "watch a socket");
    }

    void forget(int fd) {
        readers[fd] = null;
        int _ = Kernel.control(epoll, EPOLL_DELETE, fd, event.address());
    }

    /// Where datagrams are received, by whoever is called as a reader.
    ArrivalBuffer arrivals() {
        return arrivals;
    }

    /// Where a packet is built.
    public MemorySegment scratch() {
        return scratch;
    }

    /// Memory that lasts as long as the generator.
    public Arena arena() {
        return arena;
    }

    /// The time on the wall, which arrivals are stamped with.
    public long wallNanos() {
        return Kernel.wallNanos(time);
    }

    /// By how much a task was late at most since this was asked last: more than a few milliseconds
    /// say that the generator cannot keep up.
    public long takeLateNanos() {
        long late = lateNanos;
        lateNanos = 0;
        return late;
    }

    private void run() {
        while (!stopping) {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
            long now = System.nanoTime();
            runDue(now);
            await(now);
        }
    }

    private void runDue(long now) {
        for (Due due = timers.peek(); due != null && due.nanos <= now; due = timers.peek()) {
            timers.remove();
            lateNanos = Math.max(lateNanos, now - due.nanos);
            long next = due.task.run(now);
            if (next != NEVER) {
                timers.add(new Due(next, due.task));
            }
        }
    }

    private void await(long now) {
        Due first = timers.peek();
        long untilDue = first == null ? Long.MAX_VALUE : first.nanos - now;
        // Rounded up: late by less than a millisecond costs less than to spin until then.
        int millis =
                (int) Math.min(MAX_WAIT_MILLIS, Math.ceilDiv(Math.max(0, untilDue), 1_000_000));
        int ready = Kernel.await(epoll, events.address(), EVENTS, millis);
        for (int i = 0; i < ready; i++) {
            int fd =
                    events.get(ValueLayout.JAVA_INT_UNALIGNED, (long) i * EVENT_BYTES + EVENT_DATA);
            Reader reader = readers[fd];
            if (reader != null) {
                reader.onReadable();
            }
        }
    }

    @Override
    public void close() {
        stopping = true;
        Kernel.raise(wakeUp);
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        Kernel.close(epoll);
        Kernel.close(wakeUp);
        arena.close();
    }
}
