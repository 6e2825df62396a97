package io.sluice.sfu.transport.ice;

import io.sluice.sfu.net.NetworkPath;
import io.sluice.sfu.observe.DropReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ice4j.message.Message;

/// Keeps what an ICE session asks for.
final class IceRecorder implements IceTransport.Output {
    static final class Sent {
        private final byte[] datagram;
        private final NetworkPath path;

        Sent(byte[] datagram, NetworkPath path) {
            this.datagram = datagram;
            this.path = path;
        }

        byte[] datagram() {
            return datagram;
        }

        NetworkPath path() {
            return path;
        }

        int type() {
            return datagram[0] << 8 | datagram[1];
        }
    }

    final List<Sent> sent = new ArrayList<>();
    final List<NetworkPath> admitted = new ArrayList<>();
    final List<NetworkPath> released = new ArrayList<>();
    final List<NetworkPath> selected = new ArrayList<>();
    final List<String> retired = new ArrayList<>();
    final List<DropReason> dropped = new ArrayList<>();
    boolean admits = true;

    @Override
    public void send(byte[] datagram, NetworkPath path) {
        sent.add(new Sent(datagram, path));
    }

    @Override
    public boolean admit(NetworkPath path) {
        admitted.add(path);
        return admits;
    }

    @Override
    public void release(NetworkPath path) {
        released.add(path);
    }

    @Override
    public void select(NetworkPath path) {
        selected.add(path);
    }

    @Override
    public void retire(String ufrag) {
        retired.add(ufrag);
    }

    @Override
    public void drop(DropReason reason) {
        dropped.add(reason);
    }

    List<Sent> sent(int type) {
        return sent.stream().filter(message -> message.type() == type).toList();
    }

    long bytesTo(NetworkPath path) {
        return sent.stream()
                .filter(message -> message.path().equals(path))
                .mapToLong(message -> message.datagram().length)
                .sum();
    }

    /// Checks to this address.
    List<Sent> requestsTo(NetworkPath path) {
        return sent(Message.BINDING_REQUEST).stream()
                .filter(message -> message.path().equals(path))
                .toList();
    }

    /// How often this has been sent.
    long repeats(Sent original) {
        return sent.stream()
                .filter(message -> Arrays.equals(message.datagram(), original.datagram()))
                .count();
    }
}
