package io.sluice.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A process with a main class of the bench: it does what each line that it is given says, one
/// after the other, and says that it is ready when it has started and when it has done so.
public final class HelperProcess implements AutoCloseable {
    private static final String READY = "ready";

    private static final int GOODBYE_SECONDS = 5;

    private final String name;
    private final Process process;
    private final BufferedReader said;

    private HelperProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        said =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    }

    /// Starts it, and waits until it is ready.
    ///
    /// @param before what stands before the command, such as `taskset` and its arguments
    public static HelperProcess start(List<String> before, Class<?> main, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseZGC", "--enable-native-access=ALL-UNNAMED"));
        command.add("-Dslf4j.internal.verbosity=ERROR"); // nothing is logged here
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy)); // if we are ended
        HelperProcess helper = new HelperProcess(main.getSimpleName(), process);
        try {
            helper.awaitReady();
        } catch (IOException failure) {
            helper.close();
            throw failure;
        }
        return helper;
    }

    /// What a helper does with a line.
    @FunctionalInterface
    public interface Orders {
        void take(String line) throws IOException, InterruptedException;
    }

    /// For the process itself: it is ready, and takes orders until there are no more.
    public static void serve(Orders orders) throws IOException, InterruptedException {
        System.out.println(READY);
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            orders.take(line);
            System.out.println(READY);
        }
    }

    private void awaitReady() throws IOException {
        String line = said.readLine();
        if (line == null || !line.equals(READY)) {
            throw new IOException(name + " ended: " + line);
        }
    }

    public long pid() {
        return process.pid();
    }

    /// Lets it do something, and waits for the end of that.
    public void order(String line) throws IOException {
        var out = process.getOutputStream();
        out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
        awaitReady();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(GOODBYE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
