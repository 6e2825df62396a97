package io.sluice.sfu.send;

import io.sluice.sfu.congestion.ProbeCluster;
import io.sluice.sfu.time.Timed;
import org.jspecify.annotations.Nullable;

/// Sends at the rate the network takes: sound at once, then repetitions, then pictures, and padding
/// when a rate is to be tried out.
///
/// While nothing waits, what fits into a burst of 40 ms at the target rate leaves in the call it
/// came in, so that on an ample link a whole picture is one batch. What has waited for 200 ms is
/// dropped with the rest of its picture.
public final class PacketPacer implements Pacer {
    /// What may leave at once, in time at the target rate.
    private static final double BURST_SECONDS = 0.040;

    /// Longer is of no use to anybody.
    static final long MAX_WAIT_NANOS = 200_000_000;

    /// Between the packets of a probe; finer than the loop can be.
    private static final long PROBE_STEP_NANOS = 2_000_000;

    /// A probe that cannot be sent until then, for want of something to pad with, is given up.
    private static final long PROBE_NANOS = 300_000_000;

    /// Padding beside nothing else comes in steps.
    private static final long PADDING_STEP_NANOS = 5_000_000;

    /// So much more than the rate of padding is remembered.
    private static final double PADDING_BURST_SECONDS = 0.5;

    /// The largest packet there is.
    private static final int MAX_DEBT_BYTES = 1500;

    private static final int MAX_PADDING_BYTES = 1100;
    private static final int MIN_PADDING_BYTES = 50;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double BITS_PER_BYTE = 8;
    private static final long NONE = Long.MIN_VALUE;

    /// Where padding comes from, and who knows the next probe.
    public interface Probing {
        /// The next cluster to be sent, or null.
        @Nullable ProbeCluster takeProbe();

        /// Sends padding of about this size on whatever stream can.
        ///
        /// @return the bytes sent
        int pad(int bytes, long nowNanos);
    }

    private final Probing probing;
    private final PacketQueue repetitions = new PacketQueue();
    private final PacketQueue pictures = new PacketQueue();
    private double bytesPerSecond;
    private double burstBytes;
    private double paddingPerSecond;
    private double allowance;
    private double paddingDebt;
    private long refillNanos = NONE;
    private @Nullable ProbeCluster cluster;
    private long clusterStartNanos;
    private long clusterBytes;
    private int clusterPackets;
    private boolean onSchedule; // the last packet was part of the probe
    private long stepNanos; // of the probe or the padding, the next one
    private long deadlineNanos = Timed.NEVER;
    private long droppedPackets;

    /// A pacer that lets everything through until it knows a rate.
    public PacketPacer(Probing probing) {
        this.probing = probing;
        bytesPerSecond = Double.MAX_VALUE;
        burstBytes = Double.MAX_VALUE;
    }

    /// The rates from now on, in bits per second.
    ///
    /// @param targetBps what the network takes
    /// @param pacingBps how fast packets that wait may follow each other
    /// @param paddingBps up to which rate padding is added
    public void rates(long targetBps, long pacingBps, long paddingBps, long nowNanos) {
        refill(nowNanos);
        bytesPerSecond = pacingBps / BITS_PER_BYTE;
        burstBytes = targetBps / BITS_PER_BYTE * BURST_SECONDS;
        paddingPerSecond = paddingBps / BITS_PER_BYTE;
        allowance = Math.min(allowance, burstBytes);
        updateDeadline(nowNanos);
    }

    @Override
    public boolean isLimited() {
        return bytesPerSecond < Double.MAX_VALUE;
    }

    /// There may be a probe to send.
    public void onProbe(long nowNanos) {
        if (cluster == null) {
            takeCluster(nowNanos);
            updateDeadline(nowNanos);
        }
    }

    /// The probe that the packet which leaves now is part of, or [ProbeCluster#NONE].
    public int probe() {
        return cluster == null || !onSchedule ? ProbeCluster.NONE : cluster.id();
    }

    /// Packets that waited too long, so far.
    public long droppedPackets() {
        return droppedPackets;
    }

    /// How long what comes now would wait, at the pacing rate.
    public long queueNanos() {
        return (long)
                ((repetitions.bytes() + pictures.bytes()) / bytesPerSecond * NANOS_PER_SECOND);
    }

    @Override
    public void enqueue(
            Stream stream, Priority priority, long index, int bytes, int timestamp, long nowNanos) {
        refill(nowNanos);
        switch (priority) {
            case AUDIO -> {
                spend(bytes);
                stream.transmit(index, nowNanos);
            }
            case AUDIO_RETRANSMISSION -> {
                spend(bytes);
                stream.repeat(index, nowNanos);
            }
            case RETRANSMISSION -> enqueueRepetition(stream, index, bytes, nowNanos);
            case VIDEO -> enqueuePicture(stream, index, bytes, timestamp, nowNanos);
        }
    }

    @Override
    public int forget(Stream stream) {
        droppedPackets += repetitions.remove(stream);
        int forgotten = pictures.remove(stream);
        droppedPackets += forgotten;
        return forgotten;
    }

    private void enqueueRepetition(Stream stream, long index, int bytes, long nowNanos) {
        if (allowance > 0 && repetitions.isEmpty()) {
            spend(bytes);
            stream.repeat(index, nowNanos);
        } else if (!repetitions.isFull()) {
            // Otherwise it will be asked for again.
            repetitions.add(stream, index, bytes, 0, nowNanos);
            updateDeadline(nowNanos);
        }
    }

    private void enqueuePicture(
            Stream stream, long index, int bytes, int timestamp, long nowNanos) {
        if (allowance > 0 && repetitions.isEmpty() && pictures.isEmpty()) {
            spend(bytes);
            stream.transmit(index, nowNanos);
            return;
        }
        if (pictures.isFull()) {
            dropPicture(nowNanos);
        }
        pictures.add(stream, index, bytes, timestamp, nowNanos);
        updateDeadline(nowNanos);
    }

    /// When [#onDeadline] wants to be called.
    public long deadlineNanos() {
        return deadlineNanos;
    }

    /// Lets go what may go by now.
    public void onDeadline(long nowNanos) {
        refill(nowNanos);
        dropLate(nowNanos);
        sendWaiting(nowNanos);
        if (nowNanos >= stepNanos) {
            stepNanos = nowNanos + (cluster == null ? PADDING_STEP_NANOS : PROBE_STEP_NANOS);
            probe(nowNanos);
            fill(nowNanos);
        }
        updateDeadline(nowNanos);
    }

    private void dropLate(long nowNanos) {
        while (!repetitions.isEmpty() && nowNanos - repetitions.headSince() > MAX_WAIT_NANOS) {
            repetitions.removeHead();
            droppedPackets++;
        }
        while (!pictures.isEmpty() && nowNanos - pictures.headSince() > MAX_WAIT_NANOS) {
            dropPicture(nowNanos);
        }
    }

    /// The first packet that waits and those of the same picture, which stand behind it.
    @SuppressWarnings("ReferenceEquality") // the same stream is meant, not one like it
    private void dropPicture(long nowNanos) {
        Stream stream = pictures.headStream();
        int timestamp = pictures.headTimestamp();
        int waiting = pictures.count();
        for (int i = 0; i < waiting; i++) {
            Stream owner = pictures.headStream();
            long index = pictures.headIndex();
            if (owner == stream && pictures.headTimestamp() == timestamp) {
                pictures.removeHead();
                droppedPackets++;
                owner.drop(index, nowNanos);
            } else {
                pictures.moveHeadToEnd();
            }
        }
    }

    private void sendWaiting(long nowNanos) {
        while (allowance > 0 && !repetitions.isEmpty()) {
            Stream stream = repetitions.headStream();
            long index = repetitions.headIndex();
            spend(repetitions.headSize());
            repetitions.removeHead();
            stream.repeat(index, nowNanos);
        }
        while (allowance > 0 && !pictures.isEmpty()) {
            Stream stream = pictures.headStream();
            long index = pictures.headIndex();
            spend(pictures.headSize());
            pictures.removeHead();
            stream.transmit(index, nowNanos);
        }
    }

    private void takeCluster(long nowNanos) {
        cluster = probing.takeProbe();
        onSchedule = true;
        clusterStartNanos = nowNanos;
        stepNanos = nowNanos;
        clusterBytes = 0;
        clusterPackets = 0;
    }

    /// Keeps up with the rate of the probe, first with what waits.
    private void probe(long nowNanos) {
        ProbeCluster now = cluster;
        if (now == null) {
            return;
        }
        if (nowNanos - clusterStartNanos > PROBE_NANOS) {
            takeCluster(nowNanos);
            return;
        }
        int packet = packetBytes(now);
        double due = due(now);
        while (clusterBytes < due && !isDone(now)) {
            if (!pictures.isEmpty()) {
                Stream stream = pictures.headStream();
                long index = pictures.headIndex();
                spend(pictures.headSize());
                pictures.removeHead();
                stream.transmit(index, nowNanos);
            } else {
                onSchedule = true;
                int sent = probing.pad(packet, nowNanos);
                if (sent == 0) {
                    break;
                }
                spend(sent);
            }
        }
        if (isDone(now)) {
            takeCluster(nowNanos);
        }
    }

    private static int packetBytes(ProbeCluster now) {
        return Math.clamp(now.bytes() / now.packets(), MIN_PADDING_BYTES, MAX_PADDING_BYTES);
    }

    /// What should have been sent of a probe by now, and the packet that is to begin.
    private double due(ProbeCluster now) {
        double elapsed = Math.max(0, refillNanos - clusterStartNanos) / NANOS_PER_SECOND;
        return elapsed * now.bps() / BITS_PER_BYTE + packetBytes(now);
    }

    private boolean isDone(ProbeCluster now) {
        return clusterBytes >= now.bytes() && clusterPackets >= now.packets();
    }

    /// Padding up to the wanted rate.
    private void fill(long nowNanos) {
        while (cluster == null && pictures.isEmpty() && paddingDebt >= MIN_PADDING_BYTES) {
            int sent = probing.pad((int) Math.min(paddingDebt, MAX_PADDING_BYTES), nowNanos);
            if (sent == 0) {
                paddingDebt = 0;
                return;
            }
            spend(sent);
        }
    }

    private void spend(int bytes) {
        // More than a burst or a packet is not owed: sound is never held back, pictures so long.
        allowance = Math.max(allowance - bytes, -Math.max(burstBytes, MAX_DEBT_BYTES));
        // More is made up for, so that padding and all else together keep to the rate.
        paddingDebt = Math.max(paddingDebt - bytes, -paddingPerSecond * PADDING_BURST_SECONDS);
        // A picture that leaves at once shows nothing: a probe of no duration has no rate.
        onSchedule = cluster != null && clusterBytes < due(cluster);
        if (onSchedule) {
            clusterBytes += bytes;
            clusterPackets++;
        }
    }

    private void refill(long nowNanos) {
        if (refillNanos == NONE) {
            refillNanos = nowNanos;
            allowance = burstBytes;
            return;
        }
        double seconds = (nowNanos - refillNanos) / NANOS_PER_SECOND;
        refillNanos = nowNanos;
        allowance = Math.min(burstBytes, allowance + seconds * bytesPerSecond);
        paddingDebt =
                Math.min(
                        paddingPerSecond * BURST_SECONDS, paddingDebt + seconds * paddingPerSecond);
    }

    private void updateDeadline(long nowNanos) {
        deadlineNanos = cluster != null || paddingPerSecond > 0 ? stepNanos : Timed.NEVER;
        if (!repetitions.isEmpty() || !pictures.isEmpty()) {
            double wait = Math.max(0, 1 - allowance) / bytesPerSecond * NANOS_PER_SECOND;
            long letGo = nowNanos + (long) Math.ceil(Math.min(wait, MAX_WAIT_NANOS));
            deadlineNanos = Math.min(deadlineNanos, Math.min(letGo, tooLateNanos()));
        }
    }

    /// When the first packet has waited too long.
    private long tooLateNanos() {
        long oldest =
                Math.min(
                        repetitions.isEmpty() ? Long.MAX_VALUE : repetitions.headSince(),
                        pictures.isEmpty() ? Long.MAX_VALUE : pictures.headSince());
        return oldest + MAX_WAIT_NANOS + 1;
    }
}
