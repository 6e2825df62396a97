package io.sluice.server.live;

import io.sluice.egress.supervise.WorkerCommandLine;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// Finds what a worker is started from: this server's jar and, in a folder of their own, those of
/// the media libraries, which the server itself does not load.
public final class WorkerFiles implements WorkerSource {
    /// Beside the server's jar.
    private static final String FOLDER = "worker";

    private static final String ARCHIVE = "worker-";

    /// Silent about an archive that is not there yet or does not fit any more.
    private static final List<String> QUIET = List.of("-Xlog:cds=off", "-Xlog:aot=off");

    private static final List<String> TRUST =
            List.of("javax.net.ssl.trustStore", "javax.net.ssl.trustStoreType");

    private final @Nullable WorkerCommandLine line;
    private final Path archive;
    private final String words;

    private WorkerFiles(@Nullable WorkerCommandLine line, Path archive, String words) {
        this.line = line;
        this.archive = archive;
        this.words = words;
    }

    /// Looks for them.
    ///
    /// @param workerDirectory with the jars of the media libraries; empty: beside the server's jar
    /// @param libraryDirectory with jars of the operator's own build of them, which come first;
    ///   empty: none
    /// @param cache where native libraries are unpacked, for this user only
    public static WorkerFiles find(String workerDirectory, String libraryDirectory, Path cache) {
        return find(ownLocation(), workerDirectory, libraryDirectory, cache);
    }

    static WorkerFiles find(Path own, String workerDirectory, String libraryDirectory, Path cache) {
        List<Path> path = new ArrayList<>();
        try {
            if (!libraryDirectory.isEmpty()) {
                Path folder = Path.of(libraryDirectory).toAbsolutePath();
                path.addAll(jars(folder));
                if (path.isEmpty()) {
                    return missing("no jar in " + folder + " (egress.libraryDirectory)");
                }
            }
            path.add(own);
            if (!Files.isRegularFile(own) && workerDirectory.isEmpty()) {
                return fromClasses(path, cache);
            }
            Path folder = workerFolder(own, workerDirectory);
            List<Path> libraries = jars(folder);
            path.addAll(libraries);
            if (libraries.isEmpty()) {
                return missing("no jar in " + folder + " (egress.workerDirectory names another)");
            }
            if (path.stream().noneMatch(WorkerFiles::isForThisMachine)) {
                return missing("no library for " + platform() + " in " + folder);
            }
        } catch (IOException e) {
            return missing("cannot read " + e.getMessage());
        }
        return new WorkerFiles(line(text(path), cache), archive(path, cache), "");
    }

    private static Path workerFolder(Path own, String configured) {
        return configured.isEmpty()
                ? own.resolveSibling(FOLDER)
                : Path.of(configured).toAbsolutePath();
    }

    /// A server that runs from compiled classes, in tests and in an editor: its class path holds
    /// what it was given.
    private static WorkerFiles fromClasses(List<Path> front, Path cache) {
        String all = System.getProperty("java.class.path", "");
        // Classes outside of jars are never archived.
        return new WorkerFiles(
                line(text(front) + File.pathSeparator + all, cache), Path.of(""), "");
    }

    private static WorkerFiles missing(String why) {
        return new WorkerFiles(null, Path.of(""), "programs are not available: " + why);
    }

    /// Another name for other files or another Java, so that none is taken that does not fit.
    private static Path archive(List<Path> path, Path cache) {
        StringBuilder what = new StringBuilder(System.getProperty("java.vm.version", ""));
        for (Path jar : path) {
            File file = jar.toFile();
            what.append(' ').append(jar).append(' ').append(file.length());
            what.append(' ').append(file.lastModified());
        }
        return cache.resolve(ARCHIVE + Integer.toHexString(what.toString().hashCode()) + ".jsa");
    }

    private static String text(List<Path> path) {
        return String.join(File.pathSeparator, path.stream().map(Path::toString).toList());
    }

    private static WorkerCommandLine line(String classPath, Path cache) {
        Path java = Path.of(System.getProperty("java.home", ""), "bin", "java");
        return new WorkerCommandLine(java, classPath, cache, trust(System.getProperties()));
    }

    /// The server's own certificates to trust are those of its workers, which connect to RTMPS
    /// servers: an operator names another trust store by options of the JVM. Its password stays
    /// here, as arguments can be read by everybody; certificates can be read without it.
    static List<String> trust(Properties of) {
        return TRUST.stream()
                .filter(name -> of.getProperty(name) != null)
                .map(name -> "-D" + name + "=" + of.getProperty(name))
                .toList();
    }

    private static List<Path> jars(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        }
    }

    private static boolean isForThisMachine(Path jar) {
        String name = Objects.toString(jar.getFileName());
        return name.startsWith("ffmpeg") && name.contains("-" + platform());
    }

    /// As the libraries' jars are named.
    private static String platform() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch", "");
        String name =
                system.startsWith("mac")
                        ? "macosx"
                        : system.startsWith("windows") ? "windows" : "linux";
        return switch (processor) {
            case "amd64", "x86_64" -> name + "-x86_64";
            case "aarch64", "arm64" -> name + "-arm64";
            default -> name + "-" + processor;
        };
    }

    private static Path ownLocation() {
        try {
            var source =
                    Objects.requireNonNull(WorkerFiles.class.getProtectionDomain().getCodeSource());
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a class comes from nowhere", e);
        }
    }

    /// How to start a worker; nothing when something is missing.
    public Optional<WorkerCommandLine> commandLine() {
        WorkerCommandLine found = line;
        if (found == null || !Files.exists(archive) || archive.toString().isEmpty()) {
            return Optional.ofNullable(found);
        }
        List<String> options = new ArrayList<>(QUIET);
        options.add("-XX:SharedArchiveFile=" + archive);
        return Optional.of(found.with(options));
    }

    @Override
    public WorkerCommandLine line() throws WorkerUnavailableException {
        return commandLine().orElseThrow(() -> new WorkerUnavailableException(words));
    }

    /// Runs a worker once, when none of these files ever ran: takes seconds, during which others
    /// can be started.
    ///
    /// @return false when it did not run, which the log explains
    public boolean warmUp() {
        WorkerCommandLine found = line;
        if (found == null) {
            return false;
        }
        if (archive.toString().isEmpty() || Files.exists(archive)) {
            return true;
        }
        forgetArchives();
        return WorkerWarmUp.run(found.with(QUIET), archive);
    }

    private void forgetArchives() {
        File[] old =
                Objects.requireNonNullElse(archive.toFile().getParentFile(), archive.toFile())
                        .listFiles((_, name) -> name.startsWith(ARCHIVE));
        for (File file : old == null ? new File[0] : old) {
            boolean _ = file.delete();
        }
    }

    Path archive() {
        return archive;
    }

    /// What is missing, for the operator and for who asks for a program; empty when nothing is.
    public String words() {
        return words;
    }
}
