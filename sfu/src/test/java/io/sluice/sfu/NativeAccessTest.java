package io.sluice.sfu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A JVM that lets nobody call native code, as later ones will unless they are told.
@Timeout(60)
class NativeAccessTest {
    @Test
    void soundAndPicturesArriveByWhatTheJdkHas() throws IOException {
        assertEquals(
                List.of("NIO sockets, SRTP by SunJCE", "got 2"),
                conversation("--illegal-native-access=deny"));
    }

    private static List<String> conversation(String... jvmOptions) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var builder = new ProcessBuilder(java);
        builder.command().addAll(List.of(jvmOptions));
        builder.command()
                .addAll(
                        List.of(
                                "-cp",
                                System.getProperty("java.class.path"),
                                Conversation.class.getName()));
        Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (var output = process.inputReader()) {
            return output.lines().toList();
        } finally {
            process.destroyForcibly();
        }
    }
}
