package io.sluice.server.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.egress.supervise.WorkerCommandLine;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class WorkerFilesTest {
    private static final String NATIVE = "worker/ffmpeg-linux-x86_64.jar";

    @TempDir private Path home;
    private Path own;

    @BeforeEach
    void makeJar() throws IOException {
        own = file("sluice.jar");
    }

    private Path file(String name) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        return Files.writeString(file, "");
    }

    private WorkerFiles find(String workers, String libraries) {
        return WorkerFiles.find(own, workers, libraries, home.resolve("cache"));
    }

    private List<String> classPath(WorkerFiles files) {
        String path = files.commandLine().map(WorkerCommandLine::classPath).orElseThrow();
        return List.of(path.replace(home + "/", "").split(File.pathSeparator));
    }

    @Test
    void theServersJarAndThoseBesideItAreTheClassPath() throws IOException {
        file(NATIVE);
        file("worker/ffmpeg.jar");
        file("worker/README");
        assertEquals(
                List.of("sluice.jar", "worker/ffmpeg-linux-x86_64.jar", "worker/ffmpeg.jar"),
                classPath(find("", "")));
    }

    @Test
    void theOperatorsLibrariesComeFirst() throws IOException {
        file(NATIVE);
        file("gpl/ffmpeg-linux-x86_64-gpl.jar");
        assertEquals(
                List.of("gpl/ffmpeg-linux-x86_64-gpl.jar", "sluice.jar", NATIVE),
                classPath(find("", home.resolve("gpl").toString())));
    }

    @Test
    void whatIsMissingIsSaidInOneLine() throws IOException {
        assertEquals(
                "programs are not available: no jar in "
                        + home.resolve("worker")
                        + " (egress.workerDirectory names another)",
                find("", "").words());
        assertTrue(find("", "").commandLine().isEmpty());
        file("worker/ffmpeg-macosx-arm64.jar");
        assertEquals(
                "programs are not available: no library for linux-x86_64 in "
                        + home.resolve("worker"),
                find("", "").words());
        file(NATIVE);
        assertEquals("", find("", "").words());
        assertTrue(find("", home.resolve("none").toString()).words().contains("libraryDirectory"));
        assertTrue(find(home.resolve("none").toString(), "").words().contains("workerDirectory"));
    }

    @Test
    void anArchiveIsUsedOnlyForTheFilesItWasMadeOf() throws IOException {
        Path library = file(NATIVE);
        WorkerFiles before = find("", "");
        assertEquals(List.of(), before.commandLine().orElseThrow().extraOptions());
        assertTrue(Files.notExists(before.archive()));
        file("cache/" + before.archive().getFileName());
        assertTrue(
                before.commandLine()
                        .orElseThrow()
                        .extraOptions()
                        .contains("-XX:SharedArchiveFile=" + before.archive()));
        Files.writeString(library, "another");
        assertEquals(List.of(), find("", "").commandLine().orElseThrow().extraOptions());
    }

    @Test
    void workersTrustWhatTheServerTrustsAndGetNoPassword() {
        Properties properties = new Properties();
        assertEquals(List.of(), WorkerFiles.trust(properties));
        properties.setProperty("javax.net.ssl.trustStore", "/etc/school.jks");
        properties.setProperty("javax.net.ssl.trustStoreType", "JKS");
        properties.setProperty("javax.net.ssl.trustStorePassword", "secret");
        assertEquals(
                List.of(
                        "-Djavax.net.ssl.trustStore=/etc/school.jks",
                        "-Djavax.net.ssl.trustStoreType=JKS"),
                WorkerFiles.trust(properties));
    }

    /// From compiled classes, as every test runs.
    @Test
    @Timeout(120)
    void aWorkerRunsOfWhatIsFound() {
        WorkerFiles files = WorkerFiles.find("", "", home.resolve("cache"));
        assertEquals("", files.words());
        assertTrue(
                WorkerWarmUp.run(
                        files.commandLine().orElseThrow(), home.resolve("cache/none.jsa")));
    }
}
