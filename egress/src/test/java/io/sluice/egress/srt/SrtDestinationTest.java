package io.sluice.egress.srt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.egress.decode.Libav;
import io.sluice.egress.output.AddressRules;
import io.sluice.egress.output.Destination;
import io.sluice.egress.output.DestinationState;
import io.sluice.egress.output.DestinationStatus;
import io.sluice.egress.output.EncodedFrame;
import io.sluice.egress.output.SrtTarget;
import io.sluice.egress.output.TestProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Over real sockets of this machine, against a listener that is not ours.
@Timeout(120)
final class SrtDestinationTest {
    private static final AddressRules LOOPBACK = AddressRules.allowing(List.of("127.0.0.0/8"));
    private static final String PASSPHRASE = "a passphrase & more";
    private static final List<EncodedFrame> PROGRAM = TestProgram.real();

    /// Of the program, which begins with a keyframe, and so can be sent over and over: its last
    /// sound ends after its four seconds.
    private static final long LOOP_NANOS = 4_200 * TestProgram.MILLI;

    @TempDir Path directory;
    private final Set<DestinationState> seen = EnumSet.noneOf(DestinationState.class);

    @BeforeAll
    static void quiet() {
        Libav.quiet();
    }

    private static Destination destination(int port, String passphrase, AddressRules rules) {
        SrtTarget target = new SrtTarget("127.0.0.1", port, "a/stream id", passphrase, 32, 120);
        return new Destination(new SrtCaller(target, rules), () -> {});
    }

    private SrtListener listener(String passphrase) throws Exception {
        String encoded = passphrase.replace("&", "%26").replace(" ", "%20");
        return new SrtListener(
                Files.createTempDirectory(directory, "listener"),
                passphrase.isEmpty() ? "" : "&passphrase=" + encoded);
    }

    private void until(Destination destination, Callable<Boolean> wanted) throws Exception {
        until(List.of(destination), wanted);
    }

    /// Feeds the program in real time until it is as wanted.
    private void until(List<Destination> destinations, Callable<Boolean> wanted) throws Exception {
        long start = System.nanoTime();
        for (int i = 0; !wanted.call(); i++) {
            EncodedFrame frame = PROGRAM.get(i % PROGRAM.size());
            long later = i / PROGRAM.size() * LOOP_NANOS;
            LockSupport.parkNanos(start + later + frame.dtsNanos() - System.nanoTime());
            for (Destination destination : destinations) {
                destination.onFrame(frame.later(later));
                seen.add(destination.status().state());
            }
            if (Thread.interrupted()) {
                throw new InterruptedException("it never came; seen: " + seen);
            }
        }
    }

    private static boolean is(Destination destination, DestinationState state) {
        return destination.status().state() == state;
    }

    @Test
    void anEncryptedStreamArrivesAndCanBeDecoded() throws Exception {
        try (SrtListener listener = listener(PASSPHRASE)) {
            Destination destination = destination(listener.port(), PASSPHRASE, LOOPBACK);
            try {
                until(destination, () -> is(destination, DestinationState.SENDING));
                assertTrue(destination.status().sentBytes() > 10_000);
                assertEquals(0, destination.status().droppedFrames());
            } finally {
                destination.close();
            }
            assertEquals(DestinationState.STOPPED, destination.status().state());
            listener.awaitEnd();
            assertEquals("", listener.problems());
            assertEquals(
                    List.of("h264", "96", "54", "aac"),
                    listener.probe("-show_entries", "stream=codec_name,width,height")
                            .lines()
                            .distinct() // told of the program, and again of its streams
                            .toList());
            double seconds =
                    Double.parseDouble(listener.probe("-show_entries", "format=duration").strip());
            assertTrue(seconds > 2.8, seconds + " s");
        }
    }

    @Test
    void aWrongPassphraseIsRejectedAndNeverCalledSending() throws Exception {
        try (SrtListener listener = listener(PASSPHRASE);
                Destination destination =
                        destination(listener.port(), "a wrong passphrase", LOOPBACK)) {
            until(destination, () -> is(destination, DestinationState.REJECTED));
            DestinationStatus status = destination.status();
            assertEquals(
                    "the server refuses the stream: look at the stream id and the passphrase",
                    status.reason().words());
            assertTrue(status.nextMillis() > 50_000);
            assertFalse(seen.contains(DestinationState.SENDING), seen.toString());
            assertEquals(0, listener.received());
        }
    }

    @Test
    void aListenerThatIsGoneIsTriedAgainAndFoundAgain() throws Exception {
        try (SrtListener listener = listener("");
                Destination destination = destination(listener.port(), "", LOOPBACK)) {
            until(destination, () -> is(destination, DestinationState.SENDING));
            listener.kill();
            until(destination, () -> is(destination, DestinationState.RETRYING));
            assertEquals("the connection is lost", destination.status().reason().words());
            listener.startAgain();
            until(destination, () -> is(destination, DestinationState.SENDING));
            until(destination, () -> listener.received() > 10_000);
        }
    }

    /// One library serves all: that another one is refused, or ends, is none of their business.
    @Test
    void severalGoOnWhateverBecomesOfTheOthers() throws Exception {
        try (SrtListener stage = listener(PASSPHRASE);
                SrtListener archive = listener("");
                SrtListener stranger = listener(PASSPHRASE)) {
            try (Destination first = destination(stage.port(), PASSPHRASE, LOOPBACK)) {
                try (Destination second = destination(archive.port(), "", LOOPBACK);
                        Destination refused =
                                destination(stranger.port(), "a wrong passphrase", LOOPBACK)) {
                    List<Destination> all = List.of(first, second, refused);
                    until(all, () -> is(first, DestinationState.SENDING));
                    until(all, () -> is(second, DestinationState.SENDING));
                    until(all, () -> is(refused, DestinationState.REJECTED));
                }
                long before = stage.received();
                until(first, () -> stage.received() > before + 20_000);
                assertEquals(DestinationState.SENDING, first.status().state());
            }
            assertFalse(seen.contains(DestinationState.RETRYING), seen.toString());
            archive.awaitEnd();
            stage.awaitEnd();
            assertEquals("", archive.problems());
            assertEquals("", stage.problems());
        }
    }

    @Test
    void aSilentPortIsTriedAgain() throws Exception {
        SrtListener listener = listener("");
        listener.kill();
        try (Destination destination = destination(listener.port(), "", LOOPBACK)) {
            until(destination, () -> is(destination, DestinationState.RETRYING));
            assertEquals("the server does not answer", destination.status().reason().words());
        }
    }

    @Test
    void whatIsStoppedWhileItConnectsEndsSoon() throws Exception {
        SrtListener listener = listener("");
        listener.kill();
        Destination destination = destination(listener.port(), "", LOOPBACK);
        until(destination, () -> seen.contains(DestinationState.CONNECTING));
        long before = System.nanoTime();
        destination.close();
        double seconds = (System.nanoTime() - before) / 1e9;
        assertTrue(seconds < 10, seconds + " s");
        assertEquals(DestinationState.STOPPED, destination.status().state());
    }

    @Test
    void aPrivateAddressIsNeverConnectedTo() throws Exception {
        try (Destination destination = destination(9, "", AddressRules.publicOnly())) {
            until(destination, () -> is(destination, DestinationState.FAILED));
            assertEquals("the address is not a public one", destination.status().reason().words());
        }
    }
}
