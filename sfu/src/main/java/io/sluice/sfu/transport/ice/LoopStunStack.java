package io.sluice.sfu.transport.ice;

import io.sluice.sfu.api.IceCredentials;
import io.sluice.sfu.net.NetworkPath;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.ice4j.ResponseCollector;
import org.ice4j.StunMessageEvent;
import org.ice4j.TransportAddress;
import org.ice4j.attribute.Attribute;
import org.ice4j.message.Indication;
import org.ice4j.message.Request;
import org.ice4j.message.Response;
import org.ice4j.stack.RequestListener;
import org.ice4j.stack.StunClientTransaction;
import org.ice4j.stack.StunServerTransaction;
import org.ice4j.stack.StunStack;
import org.ice4j.stack.TransactionID;
import org.jspecify.annotations.Nullable;

/// The network side of an ice4j agent, without a network: what the agent wants to send waits in a
/// queue for the loop, which keeps the time and signs and verifies. Of its own, ice4j would open
/// sockets and threads, and believe answers nobody signed.
///
/// ice4j calls it on threads of its own.
final class LoopStunStack extends StunStack {
    private final List<TransportAddress> locals;
    private final IceCredentials remote;
    private final Runnable wakeUp;
    private final Queue<AgentCheck> wanted = new ConcurrentLinkedQueue<>();
    private final Map<TransactionID, AgentCheck> open = new ConcurrentHashMap<>();
    private volatile @Nullable RequestListener listener;

    /// A stack for one generation.
    ///
    /// @param locals in the order of [NetworkPath#local]
    /// @param wakeUp called by any thread when something waits in the queue
    LoopStunStack(List<TransportAddress> locals, IceCredentials remote, Runnable wakeUp) {
        this.locals = locals;
        this.remote = remote;
        this.wakeUp = wakeUp;
    }

    /// The next check the agent wants to send; null when there is none.
    @Nullable AgentCheck poll() {
        return wanted.poll();
    }

    /// A check has its answer, or will get none.
    void done(AgentCheck check) {
        open.remove(check.id);
    }

    /// Tells the agent of a request that is authentic and already answered.
    void deliver(StunMessageEvent request) {
        RequestListener told = listener;
        if (told != null) {
            told.processRequest(request);
        }
    }

    @Override
    public TransactionID sendRequest(
            Request request,
            TransportAddress to,
            TransportAddress through,
            ResponseCollector collector,
            TransactionID id,
            int firstWait,
            int longestWait,
            int retransmissions) {
        request.removeAttribute(Attribute.MESSAGE_INTEGRITY);
        byte[] datagram = StunFrame.sign(StunCodec.encode(request, id.getBytes()), remote);
        NetworkPath path =
                NetworkPath.of(
                        locals.indexOf(through),
                        new InetSocketAddress(to.getAddress(), to.getPort()));
        AgentCheck check = new AgentCheck(id, request, datagram, through, path, collector);
        open.put(id, check);
        wanted.add(check);
        wakeUp.run();
        return id;
    }

    @Override
    public void cancelTransaction(TransactionID id) {
        AgentCheck check = open.get(id);
        if (check != null) {
            check.cancel();
        }
    }

    /// The loop has answered already, by the same rules in both modes.
    @Override
    public void sendResponse(
            byte[] id, Response response, TransportAddress through, TransportAddress to) {}

    /// Keep-alives of pairs: media and the peer's checks are enough.
    @Override
    public void sendIndication(
            Indication indication, TransportAddress to, TransportAddress through) {}

    @Override
    public void addRequestListener(RequestListener added) {
        listener = added;
    }

    @Override
    public void removeRequestListener(RequestListener removed) {
        listener = null;
    }

    @Override
    public void removeSocket(TransportAddress local) {}

    @Override
    public void removeSocket(TransportAddress local, TransportAddress to) {}

    @Override
    protected @Nullable StunClientTransaction getClientTransaction(byte[] id) {
        return null;
    }

    @Override
    protected @Nullable StunServerTransaction getServerTransaction(byte[] id) {
        return null;
    }

    @Override
    protected @Nullable StunServerTransaction getServerTransaction(TransactionID id) {
        return null;
    }

    @Override
    public void shutDown() {
        listener = null;
        wanted.clear();
        open.clear();
    }
}
