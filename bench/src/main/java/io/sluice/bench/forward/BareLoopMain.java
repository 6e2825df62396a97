package io.sluice.bench.forward;

import io.sluice.bench.load.HelperProcess;
import io.sluice.rtp.RtpHeaderWriter;
import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.rtp.srtp.SrtpFactory;
import io.sluice.rtp.srtp.SrtpKeys;
import io.sluice.rtp.srtp.SrtpProfile;
import io.sluice.rtp.srtp.SrtpSender;
import io.sluice.sfu.net.NetworkPath;
import io.sluice.sfu.net.UdpSocket;
import io.sluice.sfu.net.UdpSocketProvider;
import io.sluice.sfu.observe.Counters;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/// The least that a server must do, for [BareLoop]: for each packet of each burst and each receiver
/// of it, write a header with its extensions, encrypt, send. It knows no connections, streams,
/// rooms or feedback, and receives nothing. Keys are distinct, so that caches are as cold as in a
/// server.
///
/// Arguments: address, speakers, cameras, receivers of each, and the receivers' ports. For each
/// order of milliseconds it sends for so long.
final class BareLoopMain {
    static final int AUDIO_TYPE = 111;
    static final int VIDEO_TYPE = 96;

    private static final int AUDIO_BYTES = 80;
    private static final long AUDIO_NANOS = 20_000_000;
    private static final long VIDEO_NANOS = 33_333_333;
    private static final long FIRST_INDEX = 1_000;
    private static final int FRAME_PACKETS = 6;
    private static final int VIDEO_BYTES = 1042;
    private static final long SLAB_BYTES = 64L << 20;

    private final Arena arena = Arena.ofShared();
    private final PacketSlab slab = new PacketSlab(arena, SLAB_BYTES);
    private final UdpSocket socket;
    private final SrtpSender[] senders;
    private final NetworkPath[] paths;
    private final long[] indexes;
    private final int audience;
    private final MemorySegment payload = arena.allocate(2048, 64);
    private final RtpHeaderWriter writer = new RtpHeaderWriter();
    private final byte[] mid = {'v', '0'};
    private int transportSequence;

    private BareLoopMain(InetAddress address, int audience, List<Integer> ports)
            throws IOException {
        this.audience = audience;
        socket = UdpSocketProvider.choose().bind(List.of(address), 0, slab, new Counters());
        senders = new SrtpSender[ports.size()];
        paths = new NetworkPath[ports.size()];
        indexes = new long[ports.size()];
        Random random = new Random(1);
        for (int i = 0; i < senders.length; i++) {
            byte[] material = new byte[SrtpProfile.AEAD_AES_128_GCM.keyingMaterialBytes()];
            random.nextBytes(material);
            SrtpKeys keys = SrtpKeys.fromExporter(SrtpProfile.AEAD_AES_128_GCM, material, true);
            senders[i] = SrtpFactory.sender(keys);
            paths[i] = NetworkPath.of(0, new InetSocketAddress(address, ports.get(i)));
            indexes[i] = FIRST_INDEX;
        }
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<Integer> numbers =
                List.of(arguments).subList(1, arguments.length).stream()
                        .map(Integer::valueOf)
                        .toList();
        BareLoopMain loop =
                new BareLoopMain(
                        InetAddress.ofLiteral(arguments[0]),
                        numbers.get(2),
                        numbers.subList(3, numbers.size()));
        loop.send(numbers.get(0), numbers.get(1), 3_000);
        HelperProcess.serve(
                line -> loop.send(numbers.get(0), numbers.get(1), Long.parseLong(line)));
    }

    /// Each speaker and each camera has its own phase, as publishers do.
    private void send(int speakers, int cameras, long millis) {
        long start = System.nanoTime();
        long end = start + millis * 1_000_000;
        long[] due = new long[speakers + cameras];
        for (int i = 0; i < due.length; i++) {
            due[i] = start + (i < speakers ? AUDIO_NANOS : VIDEO_NANOS) * i / due.length;
        }
        while (true) {
            int next = 0;
            for (int i = 1; i < due.length; i++) {
                next = due[i] < due[next] ? i : next;
            }
            if (due[next] >= end) {
                return;
            }
            long wait = due[next] - System.nanoTime();
            if (wait > 0) {
                LockSupport.parkNanos(wait);
            }
            boolean audio = next < speakers;
            burst(audio ? next : next - speakers, audio);
            due[next] += audio ? AUDIO_NANOS : VIDEO_NANOS;
        }
    }

    private void burst(int publisher, boolean audio) {
        int packets = audio ? 1 : FRAME_PACKETS;
        for (int i = 0; i < audience; i++) {
            int receiver = (publisher * audience + i) % senders.length;
            for (int packet = 0; packet < packets; packet++) {
                forward(receiver, audio, audio ? AUDIO_BYTES : VIDEO_BYTES);
            }
        }
        socket.flush();
    }

    private void forward(int receiver, boolean audio, int length) {
        PacketCell cell = slab.take(PacketSlab.LARGE_BYTES);
        if (cell == null) {
            throw new IllegalStateException("no packet memory");
        }
        long index = indexes[receiver]++;
        writer.begin(
                cell.segment(),
                0,
                audio ? AUDIO_TYPE : VIDEO_TYPE,
                false,
                (int) index & 0xffff,
                index * 20,
                receiver + 1L);
        writer.extension(4, mid);
        writer.extension(2, index, 3);
        writer.extension(3, transportSequence++ & 0xffff, 2);
        int header = writer.finish();
        int total =
                senders[receiver].protectRtp(cell.segment(), 0, header, payload, 0, length, index);
        cell.setRange(0, total);
        socket.send(cell, paths[receiver]);
    }
}
