package io.sluice.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A server in a process of its own, which does not outlive the test.
final class ChildServer implements AutoCloseable {
    /// The option of a JVM in which the fast roads may be taken.
    static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

    private static final Pattern PORT = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)/");

    private final Process process;
    private final BufferedReader output;

    private ChildServer(Process process) {
        this.process = process;
        output = process.inputReader();
    }

    /// @param data directory of the server
    /// @param jvmOptions of its Java
    static ChildServer start(Path data, String... jvmOptions) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Collections.addAll(command, jvmOptions);
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "serve",
                        "--bind",
                        "127.0.0.1",
                        "--port",
                        "0",
                        "--udp-port",
                        "0",
                        "--data",
                        data.toString()));
        var builder = new ProcessBuilder(command);
        builder.environment().put("SLUICE_SERVER_DRAIN_SECONDS", "60");
        builder.environment().put("SLUICE_MEDIA_LOOPS", "1");
        builder.environment().put("SLUICE_MEDIA_PACKET_MEMORY_MEGABYTES", "8");
        return new ChildServer(builder.redirectError(ProcessBuilder.Redirect.DISCARD).start());
    }

    Process process() {
        return process;
    }

    /// Reads its greeting until it says where to go.
    int port() throws IOException {
        return Integer.parseInt(find(PORT).group(1));
    }

    /// The first line of its output, from where it was read to, with this in it.
    String lineWith(String wanted) throws IOException {
        return find(Pattern.compile(".*" + Pattern.quote(wanted) + ".*")).group();
    }

    private Matcher find(Pattern wanted) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher found = wanted.matcher(line);
            if (found.find()) {
                return found;
            }
        }
        throw new AssertionError("the server did not say " + wanted);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        output.close();
    }
}
