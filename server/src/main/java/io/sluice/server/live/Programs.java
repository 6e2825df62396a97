package io.sluice.server.live;

import com.sun.management.OperatingSystemMXBean;
import io.sluice.server.config.ServerConfig;
import io.sluice.server.data.DataDirectory;
import io.sluice.sfu.api.RoomHandle;
import io.sluice.signaling.program.MeetingProgram;
import io.sluice.signaling.program.People;
import io.sluice.signaling.program.ProgramControl;
import io.sluice.signaling.program.ProgramWatcher;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Makes the programs of this server's rooms.
public final class Programs implements ProgramControl, AutoCloseable {
    private final ProgramHouse house;
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().daemon().name("programs").factory());

    private Programs(ProgramHouse house, ServerLoad load) {
        this.house = house;
        ScheduledFuture<?> _ = timer.scheduleAtFixedRate(house::tick, 1, 1, TimeUnit.SECONDS);
        ScheduledFuture<?> _ =
                timer.scheduleAtFixedRate(
                        () -> load.sample(processorNanos(), System.nanoTime()),
                        1,
                        1,
                        TimeUnit.SECONDS);
    }

    /// Of this process; its workers are others.
    private static long processorNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static double encoderShare(ServerConfig.Egress config) {
        if (config.videoCodec().equals("hevc")) {
            return ProgramAdmission.HEVC_SHARE;
        }
        return config.encoder().equals("x264") ? ProgramAdmission.X264_SHARE : 1;
    }

    /// Starts what all programs share.
    ///
    /// @param workers how their workers are started
    /// @param viewing where they can be watched
    /// @param links to what they recorded
    public static Programs start(
            ServerConfig.Egress config,
            DataDirectory data,
            Map<String, String> environment,
            WorkerSource workers,
            ProgramViewing viewing,
            RecordingLinks links) {
        ServerLoad load = new ServerLoad();
        ProgramAdmission admission =
                new ProgramAdmission(
                        config.maxPrograms(),
                        config.maxCpuPercent(),
                        Runtime.getRuntime().availableProcessors(),
                        encoderShare(config),
                        load::percent);
        DestinationVault vault =
                new DestinationVault(
                        data.directory("destinations"),
                        SecretKeyFile.find(config.secretKeyFile(), environment, data.path()));
        return new Programs(
                new ProgramHouse(
                        config,
                        new WorkerRuns(workers, viewing),
                        admission,
                        vault,
                        new ProgramRecorder(recordings(config, data), InstantSource.system()),
                        links::path,
                        new SecureRandom(),
                        System::nanoTime),
                load);
    }

    /// Where recordings are kept.
    public static Path recordings(ServerConfig.Egress config, DataDirectory data) {
        return config.recordingDirectory().isEmpty()
                ? data.directory("recordings")
                : DataDirectory.open(config.recordingDirectory(), Map.of()).path();
    }

    @Override
    public MeetingProgram open(
            String room, RoomHandle media, People people, ProgramWatcher watcher) {
        return house.open(room, media, people, watcher);
    }

    /// Ends all programs and waits until their files are finished.
    @Override
    public void close() {
        timer.shutdownNow();
        house.close();
    }
}
