package io.sluice.egress.supervise;

import java.io.File;
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

    /// The same with more classes behind its own.
    public WorkerCommandLine withClasses(String more) {
        return new WorkerCommandLine(
                java, classPath + File.pathSeparator + more, libraryCache, extraOptions);
    }

    /// Another program with a worker's flags and libraries.
    public List<String> arguments(String main, List<String> arguments) {
        List<String> line = new ArrayList<>(machine());
        line.addAll(extraOptions);
        line.add("-cp");
        line.add(classPath);
        line.add(main);
        line.addAll(arguments);
        return line;
    }

    List<String> arguments(Path socket, Path crashLog) {
        return with(List.of("-XX:ErrorFile=" + crashLog))
                .arguments(MAIN, List.of(socket.toString()));
    }

    private List<String> machine() {
        List<String> line = new ArrayList<>();
        line.add(java.toString());
        // Jobs of minutes: the second compiler costs more than it gives.
        line.add("-XX:TieredStopAtLevel=1");
        line.add("-XX:+UseSerialGC");
        line.add("-Xms24m");
        line.add("-Xmx128m");
        line.add("-Xss512k");
        // Where the archive of classes was made for: pages that are not moved are shared by
        // workers.
        line.add("-XX:+UnlockDiagnosticVMOptions");
        line.add("-XX:ArchiveRelocationMode=0");
        line.add("-XX:-UsePerfData"); // nobody reads it, and it wakes up 20 times a second
        line.add("-XX:+ExitOnOutOfMemoryError");
        line.add("-XX:-CreateCoredumpOnCrash");
        line.add("--enable-native-access=ALL-UNNAMED");
        line.add("-Djava.awt.headless=true");
        line.add("-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");
        line.add("-Dorg.bytedeco.javacpp.cachedir=" + libraryCache);
        return line;
    }
}
