package io.sluice.sfu.loop;

import io.sluice.sfu.net.TcpAcceptor;
import io.sluice.sfu.net.TcpHandover;
import io.sluice.sfu.transport.ice.StunUfrag;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentHashMap;

/// On which loop the connection with a user name fragment lives: for TCP connections, which come in
/// on one port for all loops. Each loop enters its own; any thread may ask.
public final class UfragDirectory implements TcpAcceptor.Router {
    private final ConcurrentHashMap<String, MediaLoop> loops = new ConcurrentHashMap<>();

    void add(String ufrag, MediaLoop loop) {
        loops.put(ufrag, loop);
    }

    void remove(String ufrag, MediaLoop loop) {
        loops.remove(ufrag, loop);
    }

    @Override
    public boolean route(TcpHandover connection) {
        MemorySegment frame = connection.firstFrame();
        String ufrag = StunUfrag.of(frame, 0, (int) frame.byteSize());
        MediaLoop loop = ufrag == null ? null : loops.get(ufrag);
        return loop != null && loop.adopt(connection);
    }
}
