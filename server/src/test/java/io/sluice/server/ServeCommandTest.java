package io.sluice.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ServeCommandTest {
    @TempDir private Path directory;

    @Test
    void theCommandLineIsStrongerThanTheEnvironmentAndThatThanTheFile() throws Exception {
        Path file =
                Files.writeString(
                        directory.resolve("sluice.yaml"), "http: {port: 1}\nmedia: {loops: 3}\n");
        var command =
                new ServeCommand(
                        Map.of("SLUICE_CONFIG", file.toString(), "SLUICE_MEDIA_UDP_PORT", "2"));

        new CommandLine(command).parseArgs("--port", "5", "--bind", "127.0.0.1", "--open");
        var config = command.config();

        assertEquals(5, config.http().port());
        assertEquals("127.0.0.1", config.http().bind());
        assertEquals(List.of("127.0.0.1"), config.media().bind());
        assertEquals(2, config.media().udpPort());
        assertEquals(3, config.media().loops());
        assertTrue(config.auth().open());
    }

    @Test
    void aWrongSettingIsOneLineAndExitOne() throws Exception {
        Path file = Files.writeString(directory.resolve("sluice.yaml"), "http: {prt: 1}\n");
        var errors = new StringWriter();

        int exit =
                Main.commandLine()
                        .setErr(new PrintWriter(errors))
                        .execute("serve", "--config", file.toString());

        assertEquals(1, exit);
        assertEquals(
                "sluice: %s: unknown key http.prt; did you mean http.port?%n".formatted(file),
                errors.toString());
    }
}
