package io.sluice.sfu.net;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Waits for the TCP connections of one loop and wakes the loop when one of them can be used; the
/// loop itself waits for UDP.
///
/// The two take turns: while a loop looks at what is ready the watcher is parked, so that nothing
/// needs a lock. It never touches a connection's bytes.
final class TcpWatcher {
    private final Selector selector;
    private final Runnable wakeUp;
    private final Thread thread;
    private final Consumer<SelectionKey> note = this::note;
    private final List<TcpConnection> ready = new ArrayList<>();
    private volatile boolean loopsTurn;
    private boolean started;

    /// @param wakeUp ends the loop's wait
    TcpWatcher(String name, Runnable wakeUp) throws IOException {
        this.wakeUp = wakeUp;
        selector = Selector.open();
        thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    /// Looks after one more connection.
    void add(TcpConnection connection) throws ClosedChannelException {
        connection.registered(
                connection.channel.register(selector, SelectionKey.OP_READ, connection));
        if (!started) {
            started = true;
            thread.start();
        }
        selector.wakeup();
    }

    /// Takes changes into account that the loop made to the keys.
    void changed() {
        selector.wakeup();
    }

    /// Whether there is something for the loop to do; then [#ready] is the loop's until [#resume].
    boolean isLoopsTurn() {
        return loopsTurn;
    }

    List<TcpConnection> ready() {
        return ready;
    }

    void resume() {
        ready.clear();
        loopsTurn = false;
        LockSupport.unpark(thread);
    }

    private void run() {
        try {
            while (true) {
                selector.select(note);
                if (ready.isEmpty()) {
                    continue; // woken to see what has changed
                }
                loopsTurn = true;
                wakeUp.run();
                while (loopsTurn && selector.isOpen()) {
                    LockSupport.park(this);
                }
            }
        } catch (ClosedSelectorException | IOException _) {
            // the loop has ended
        }
    }

    private void note(SelectionKey key) {
        TcpConnection connection = (TcpConnection) key.attachment();
        try {
            connection.readable = key.isReadable();
            connection.writable = key.isWritable();
            ready.add(connection);
        } catch (CancelledKeyException _) {
            // closed by the loop meanwhile
        }
    }

    void close() {
        try {
            selector.close();
        } catch (IOException _) {
            // closing a selector fails only when it is closed
        }
        LockSupport.unpark(thread);
    }
}
