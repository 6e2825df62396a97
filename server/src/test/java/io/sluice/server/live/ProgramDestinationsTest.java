package io.sluice.server.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.server.live.DestinationVault.Destination;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.ProgramDestination;
import io.sluice.signaling.message.ProgramRequest;
import io.sluice.signaling.message.RefusalDetail.Reason;
import io.sluice.signaling.message.RejectedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgramDestinationsTest {
    @TempDir private Path folder;

    private ProgramDestinations destinations(List<String> allowed) {
        return destinations(allowed, "one");
    }

    private ProgramDestinations destinations(List<String> allowed, String secret) {
        return new ProgramDestinations(
                "room",
                new DestinationVault(folder, () -> Optional.of(SecretBox.of(secret))),
                allowed,
                new Random(1));
    }

    private static String refusal(Runnable what) {
        var refusal = assertThrows(RejectedException.class, what::run);
        assertEquals(ErrorCode.BAD_DESTINATION, refusal.code());
        return refusal.reason();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "http://1.1.1.1/live, key, rtmp://",
        "'', key, rtmp://",
        "srt://1.1.1.1?streamid=a, '', port",
        "srt://1.1.1.1:9000?mode=listener, '', caller",
        "srt://1.1.1.1:9000?linger=1, '', streamid",
        "srt://10.0.0.1:9000, a, private",
        "srt://nowhere.invalid:9000, a, found",
        "rtmp://1.1.1.1/live, '', key",
        "rtmp://1.1.1.1, key, application",
        "rtmp://1.1.1.1/live, a b, letters",
        "rtmp://user@1.1.1.1/live, key, application",
        "rtmp://127.0.0.1/live, key, private",
        "rtmp://192.168.7.7/live/key, '', private",
        "rtmp://169.254.169.254/live, key, private",
        "rtmp://[::1]/live, key, private",
        "rtmp://nowhere.invalid/live, key, found",
    })
    void aBadOneIsRefusedWithWhatIsWrong(String url, String key, String words) {
        String reason = refusal(() -> destinations(List.of()).check(url, key));
        assertTrue(reason.contains(words), reason);
        assertFalse(key.length() > 2 && words.length() > 4 && reason.contains("1.1.1.1"), reason);
    }

    @Test
    void thePrivateNetworksOfTheOperatorAreAllowed() {
        var target = destinations(List.of("127.0.0.0/8")).check("rtmp://127.0.0.1:1936/a", "key");
        assertEquals("rtmp://127.0.0.1:1936/a", target.url());
        refusal(() -> destinations(List.of("127.0.0.0/8")).check("rtmp://10.0.0.1/a", "key"));
    }

    @Test
    void aKeyInTheUrlIsTakenOutOfIt() {
        ProgramDestinations all = destinations(List.of());
        Destination added = all.add("A", all.check("rtmps://1.1.1.1/live2/live_1234_a1b2", ""));
        assertEquals("rtmps://1.1.1.1/live2", ProgramDestinations.shownUrl(added));
        assertEquals("••••a1b2", ProgramDestinations.shownKey(added));
        assertEquals("live_1234_a1b2", all.command(added).key());
        assertEquals(all.all(), destinations(List.of()).all());
    }

    /// The stream id of SRT is its key; the passphrase stays behind the question mark.
    @Test
    void theSecretsOfSrtAreKeptAndNeverShown() {
        ProgramDestinations all = destinations(List.of());
        String url = "srt://1.1.1.1:9000?passphrase=s3cret%20s3cret&streamid=live/id-a1b2";
        Destination added = all.add("A", all.check(url, ""));
        assertEquals("srt://1.1.1.1:9000?••••", ProgramDestinations.shownUrl(added));
        assertEquals("••••a1b2", ProgramDestinations.shownKey(added));
        assertEquals(
                "•••• of •••• is not known",
                ProgramDestinations.shownWords(
                        added, "s3cret s3cret of live/id-a1b2 is not known"));
        assertEquals(all.all(), destinations(List.of()).all());
        assertEquals("live/id-a1b2", all.command(added).key());

        Destination changed =
                all.change(
                        new ProgramRequest.ChangeDestination(
                                null, added.id(), null, null, "other id", null));
        assertEquals("other id", changed.key());
        assertEquals(added.url(), changed.url());
        refusal(() ->
                all.change(
                        new ProgramRequest.ChangeDestination(
                                null, added.id(), null, null, "x".repeat(513), null)));
    }

    /// The address was right all the time: its words would lead astray.
    @Test
    void aBadNewSecretIsNamedForWhatItIs() {
        ProgramDestinations all = destinations(List.of());
        String srt = all.add("A", all.check("srt://1.1.1.1:9000", "")).id();
        String rtmp = all.add("B", all.check("rtmp://1.1.1.1/live", "key")).id();
        assertEquals(Reason.NEW_STREAM_ID, reasonOf(all, srt, "x".repeat(513)));
        assertEquals(Reason.NEW_KEY, reasonOf(all, rtmp, ""));
        assertEquals(Reason.NEW_KEY, reasonOf(all, rtmp, "a key"));
    }

    private static Reason reasonOf(ProgramDestinations all, String id, String key) {
        var change = new ProgramRequest.ChangeDestination(null, id, null, null, key, null);
        var refused = assertThrows(RejectedException.class, () -> all.change(change));
        return Objects.requireNonNull(refused.detail()).reason();
    }

    @Test
    void srtNeedsNoStreamId() {
        ProgramDestinations all = destinations(List.of());
        String id = all.add("A", all.check("srt://1.1.1.1:9000", "")).id();
        all.change(new ProgramRequest.ChangeDestination(null, id, null, false, null, null));
        Destination again =
                all.change(new ProgramRequest.ChangeDestination(null, id, null, true, null, null));
        assertTrue(again.enabled());
        assertEquals("", ProgramDestinations.shownKey(again));
    }

    @ParameterizedTest(name = "{0} is shown as {1}")
    @CsvSource({"12345678, ••••5678", "1234567, ••••", "1, ••••", "'', ''"})
    void ofAKeyOnlyTheEndIsShown(String key, String shown) {
        assertEquals(
                shown,
                ProgramDestinations.shownKey(new Destination("d", "A", "rtmp://a/b", key, true)));
    }

    @Test
    void whatTheOtherSideSaysHoldsNoSecrets() {
        var destination =
                new Destination("d", "A", "rtmp://a.example/live?auth=s3cret", "k3y-5678", true);
        assertEquals(
                "stream ••••?•••• is not known",
                ProgramDestinations.shownWords(
                        destination, "stream k3y-5678?auth=s3cret is not known"));
        assertEquals("rtmp://a.example/live?••••", ProgramDestinations.shownUrl(destination));
        assertFalse(destination.toString().contains("k3y"));
        assertFalse(destinations(List.of()).command(destination).toString().contains("s3cret"));
    }

    @Test
    void whatIsNotNamedInAChangeStays() {
        ProgramDestinations all = destinations(List.of());
        String id = all.add("A", all.check("rtmp://1.1.1.1/live", "old-key")).id();
        all.change(new ProgramRequest.ChangeDestination(null, id, "B", null, null, null));
        all.change(new ProgramRequest.ChangeDestination(null, id, null, false, null, null));
        Destination changed =
                all.change(
                        new ProgramRequest.ChangeDestination(
                                null, id, null, null, "new-key", null));
        assertEquals(new Destination(id, "B", "rtmp://1.1.1.1/live", "new-key", false), changed);
        refusal(() ->
                all.change(new ProgramRequest.ChangeDestination(null, id, null, null, "", null)));
        all.remove(id);
        refusal(() -> all.remove(id));
        assertEquals(List.of(), all.all());
    }

    /// A change would write over the keys that the former secret opens.
    @Test
    void withAnotherSecretNothingIsChangedAndTheWordsSayWhatHelps() {
        ProgramDestinations before = destinations(List.of());
        var target = before.check("rtmp://1.1.1.1/live", "old-key");
        String id = before.add("A", target).id();

        ProgramDestinations other = destinations(List.of(), "another");
        var rename = new ProgramRequest.ChangeDestination(null, id, "B", null, "new", null);
        for (Runnable change :
                List.<Runnable>of(
                        () -> other.add("B", target),
                        () -> other.change(rename),
                        () -> other.remove(id))) {
            String words = refusal(change);
            assertTrue(words.contains("another secret"), words);
            assertTrue(words.contains("SLUICE_SECRET_KEY_FILE"), words);
        }
        assertEquals(before.all(), destinations(List.of()).all());
        var shown = new ProgramStatus(0).shown(other.all().getFirst(), 0);
        assertEquals(ProgramDestination.State.FAILED, shown.state());
        assertEquals(ProgramDestination.Reason.OTHER_SECRET, shown.reason());
    }

    @Test
    void thereAreNotEndlesslyMany() {
        ProgramDestinations all = destinations(List.of());
        var target = all.check("rtmp://1.1.1.1/live", "key");
        for (int i = 0; i < ProgramDestinations.MAX; i++) {
            all.add("A", target);
        }
        refusal(() -> all.add("A", target));
    }
}
