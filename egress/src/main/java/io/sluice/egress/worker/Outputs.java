package io.sluice.egress.worker;

import io.sluice.egress.control.WorkerCommand.AddDestination;
import io.sluice.egress.control.WorkerCommand.StartRecording;
import io.sluice.egress.control.WorkerEvent;
import io.sluice.egress.control.WorkerEvent.Outputs.File;
import io.sluice.egress.output.AddressRules;
import io.sluice.egress.output.Caller;
import io.sluice.egress.output.Destination;
import io.sluice.egress.output.DestinationStatus;
import io.sluice.egress.output.DestinationUrl;
import io.sluice.egress.output.OutputNetwork;
import io.sluice.egress.output.Recording;
import io.sluice.egress.output.RecordingStatus;
import io.sluice.egress.output.RtmpCaller;
import io.sluice.egress.srt.SrtCaller;
import io.sluice.rtmp.MediaCodec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where a program goes: its destinations and its recording, each with threads of its own.
final class Outputs implements AutoCloseable {
    private final FramePublisher publisher;
    private final Runnable keyframeWanted;
    private final long reservedBytes;
    private final Map<String, Destination> destinations = new LinkedHashMap<>();
    private final List<Thread> goodbyes = new ArrayList<>();
    private List<String> fourCcs = List.of();
    private @Nullable Recording recording;

    /// @param keyframeWanted called from any thread
    Outputs(FramePublisher publisher, Runnable keyframeWanted) {
        this(publisher, keyframeWanted, Recording.RESERVED_BYTES);
    }

    Outputs(FramePublisher publisher, Runnable keyframeWanted, long reservedBytes) {
        this.publisher = publisher;
        this.keyframeWanted = keyframeWanted;
        this.reservedBytes = reservedBytes;
    }

    /// Adds a destination; false when this worker cannot send there.
    boolean add(AddDestination wanted) {
        DestinationUrl url = DestinationUrl.parse(wanted.url(), wanted.key()).orElse(null);
        if (url == null || destinations.containsKey(wanted.id())) {
            return false;
        }
        AddressRules rules = AddressRules.allowing(wanted.allowedNetworks());
        Destination destination = new Destination(caller(url, rules), keyframeWanted);
        destinations.put(wanted.id(), destination);
        publisher.add(destination);
        return true;
    }

    /// Tells RTMP servers of a codec that is not in the old numbers.
    void announce(MediaCodec codec) {
        fourCcs = List.of(codec.fourCc());
    }

    private Caller caller(DestinationUrl url, AddressRules rules) {
        return switch (url) {
            case DestinationUrl.Rtmp(var target) ->
                    new RtmpCaller(target, fourCcs, OutputNetwork.trustingTheJdk(rules));
            case DestinationUrl.Srt(var target) -> new SrtCaller(target, rules);
        };
    }

    /// The goodbye to a slow server takes a second, which the program does not have.
    void remove(String id) {
        Destination destination = destinations.remove(id);
        if (destination != null) {
            publisher.remove(destination);
            goodbyes.removeIf(goodbye -> !goodbye.isAlive());
            goodbyes.add(Thread.ofVirtual().start(destination::close));
        }
    }

    void confirm(String id) {
        Destination destination = destinations.get(id);
        if (destination != null) {
            destination.confirm();
        }
    }

    void record(StartRecording wanted) {
        if (recording == null) {
            recording =
                    new Recording(
                            Path.of(wanted.directory()),
                            wanted.name(),
                            keyframeWanted,
                            reservedBytes);
            publisher.add(recording);
        }
    }

    /// Finishes the file in the background.
    void stopRecording() {
        Recording ending = recording;
        if (ending != null) {
            recording = null;
            publisher.remove(ending);
            Thread _ = Thread.ofPlatform().name("recording-end").start(ending::close);
        }
    }

    List<WorkerEvent.Outputs.Destination> destinations() {
        List<WorkerEvent.Outputs.Destination> told = new ArrayList<>();
        destinations.forEach((id, destination) -> {
            DestinationStatus status = destination.status();
            told.add(
                    new WorkerEvent.Outputs.Destination(
                            id,
                            status.state().name(),
                            status.retry(),
                            status.nextMillis(),
                            status.reason().code().name(),
                            status.reason().words(),
                            status.sentBytes(),
                            status.droppedFrames(),
                            status.queuedMillis()));
        });
        return told;
    }

    @Nullable File file() {
        if (recording == null) {
            return null;
        }
        RecordingStatus status = recording.status();
        return new File(
                status.state().name(),
                status.files().stream().map(Path::toString).toList(),
                status.bytes(),
                status.millis(),
                status.problem().name(),
                status.problem().words());
    }

    /// Says goodbye everywhere and finishes the file.
    @Override
    public void close() {
        for (Destination destination : destinations.values()) {
            goodbyes.add(Thread.ofVirtual().start(destination::close));
        }
        destinations.clear();
        if (recording != null) {
            recording.close();
            recording = null;
        }
        try {
            for (Thread goodbye : goodbyes) {
                goodbye.join();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
