package io.sluice.egress.supervise;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.egress.control.WorkerCommand.AddDestination;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RedactionTest {
    private final Redaction redaction = new Redaction();

    private void learn(String url, String key) {
        redaction.learn(new AddDestination("d", url, key, List.of()));
    }

    @Test
    void noSecretOfAnyDestinationIsLeftInALine() {
        learn("srt://a.example:9000?passphrase=pass%20phrase-1&latency=200", "a/stream");
        learn("rtmp://b.example/live?auth=s3cret", "k-a1b2");
        assertEquals(
                "to srt://a.example:9000?••••: option passphrase is •••• of ••••",
                redaction.apply(
                        "to srt://a.example:9000?passphrase=pass%20phrase-1&latency=200:"
                                + " option passphrase is pass phrase-1 of a/stream"));
        assertEquals("•••• ••••", redaction.apply("auth=s3cret k-a1b2"));
    }

    @Test
    void ordinaryWordsStay() {
        learn("rtmp://b.example/live", "key");
        assertEquals("no key frame", redaction.apply("no key frame"));
    }
}
