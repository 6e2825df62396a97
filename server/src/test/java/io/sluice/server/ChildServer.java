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
        Matcher address = PORT.matcher(lineWith("http://"));
        if (!address.find()) {
            throw new AssertionError("the server is not where it should be");
        }
        return Integer.parseInt(address.group(1));
    }

    /// The next line of its output with this in it; those before are dropped.
    String lineWith(String wanted) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.contains(wanted)) {
                return line;
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
