package io.sluice.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A JVM that lets nobody call native code, as later ones will unless they are told.
@Timeout(NativeAccessTest.PATIENCE_SECONDS)
class NativeAccessTest {
    static final long PATIENCE_SECONDS = 60;

    @Test
    void theServerStartsWithWhatTheJdkHas(@TempDir Path data) throws Exception {
        try (ChildServer server = ChildServer.start(data, "--illegal-native-access=deny")) {
            int port = server.port();
            String media = server.lineWith("SRTP by");
            assertTrue(media.endsWith("NIO sockets, SRTP by SunJCE"), media);

            TestClient anna = new TestClient(HttpClient.newHttpClient(), port, "here");
            anna.join();
            anna.next("joined");
            server.process().destroy();
            anna.next("closing");
            server.process().destroy();
            assertTrue(server.process().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
            assertEquals(0, server.process().exitValue());
        }
    }
}
