package io.sluice.egress.supervise;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How a worker process is started. Nothing secret stands here: arguments can be read by everybody
/// on the machine.
///
/// @param java the program of the virtual machine
/// @param classPath with this module and the libraries it needs
/// @param libraryCache where the native libraries are unpacked once for all workers
/// @param extraOptions of the operator, for the virtual machine
public record WorkerCommandLine(
        Path java, String classPath, Path libraryCache, List<String> extraOptions) {
    private static final String MAIN = "io.sluice.egress.worker.WorkerMain";

    public WorkerCommandLine {
        extraOptions = List.copyOf(extraOptions);
    }

    /// A worker of the same Java and class path as this process.
    public static WorkerCommandLine ofThisProcess(Path libraryCache) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return new WorkerCommandLine(
                java, System.getProperty("java.class.path"), libraryCache, List.of());
    }

    /// The same with further options for the virtual machine.
    public WorkerCommandLine with(List<String> options) {
        List<String> all = new ArrayList<>(extraOptions);
        all.addAll(options);
        return new WorkerCommandLine(java, classPath, libraryCache, all);
    }

    List<String> arguments(Path socket, Path crashLog) {
        List<String> line = new ArrayList<>();
        line.add(java.toString());
        // Jobs of minutes: the second compiler costs more than it gives.
        line.add("-XX:TieredStopAtLevel=1");
        line.add("-XX:+UseSerialGC");
        line.add("-Xms24m");
        line.add("-Xmx128m");
        line.add("-Xss512k");
        line.add("-XX:-UsePerfData"); // nobody reads it, and it wakes up 20 times a second
        line.add("-XX:+ExitOnOutOfMemoryError");
        line.add("-XX:-CreateCoredumpOnCrash");
        line.add("-XX:ErrorFile=" + crashLog);
        line.add("--enable-native-access=ALL-UNNAMED");
        line.add("-Djava.awt.headless=true");
        line.add("-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");
        line.add("-Dorg.bytedeco.javacpp.cachedir=" + libraryCache);
        line.addAll(extraOptions);
        line.add("-cp");
        line.add(classPath);
        line.add(MAIN);
        line.add(socket.toString());
        return line;
    }
}
