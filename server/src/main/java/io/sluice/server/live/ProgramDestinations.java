package io.sluice.server.live;

import io.sluice.egress.control.WorkerCommand;
import io.sluice.egress.output.AddressRules;
import io.sluice.egress.output.DestinationUrl;
import io.sluice.egress.output.SrtUrl;
import io.sluice.server.live.DestinationVault.Destination;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.ProgramRequest;
import io.sluice.signaling.message.RefusalDetail;
import io.sluice.signaling.message.RefusalDetail.Reason;
import io.sluice.signaling.message.RejectedException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/// The destinations of one room: checked when they are entered, kept in the vault, shown without
/// their secrets. [#check] asks DNS and may be called by any thread; all else belongs to the
/// program.
final class ProgramDestinations {
    /// More than anybody streams to at once.
    static final int MAX = 16;

    private static final String DOTS = "••••";
    private static final int SHOWN_CHARACTERS = 4;

    /// Of a shorter key four characters would be too much.
    private static final int SHOWN_FROM = 8;

    private static final long LOOKUP_SECONDS = 3;
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final int ID_LENGTH = 6;

    private final String room;
    private final DestinationVault vault;
    private final List<String> allowedNetworks;
    private final AddressRules rules;
    private final RandomGenerator random;
    private List<Destination> all;

    /// @param allowedNetworks private ones that may be sent to
    ProgramDestinations(
            String room,
            DestinationVault vault,
            List<String> allowedNetworks,
            RandomGenerator random) {
        this.room = room;
        this.vault = vault;
        this.allowedNetworks = List.copyOf(allowedNetworks);
        this.random = random;
        rules = AddressRules.allowing(allowedNetworks);
        all = vault.load(room);
    }

    List<Destination> all() {
        return all;
    }

    Destination find(String id) {
        return all.stream()
                .filter(destination -> destination.id().equals(id))
                .findFirst()
                .orElseThrow(
                        () -> bad(Reason.UNKNOWN_DESTINATION, "There is no such destination."));
    }

    /// Checks what was typed: form, then address. May take some seconds.
    DestinationUrl check(String url, String key) {
        DestinationUrl target =
                DestinationUrl.parse(url, key).orElseThrow(() -> whatIsWrong(url, key));
        checkAddress(target.host());
        return target;
    }

    private static RejectedException whatIsWrong(String url, String key) {
        if (DestinationUrl.isSrt(url) && SrtUrl.read(url, key) instanceof SrtUrl.Bad(String why)) {
            return bad(Reason.SRT, why);
        }
        String scheme = url.strip().toLowerCase(Locale.ROOT);
        if (!scheme.startsWith("rtmp:") && !scheme.startsWith("rtmps:")) {
            return bad(Reason.SCHEME, "The URL has to begin with rtmp://, rtmps:// or srt://.");
        }
        return key.isEmpty()
                ? bad(
                        Reason.INCOMPLETE_URL,
                        "The URL needs a server, an application and a key behind them, or the key"
                                + " apart.")
                : bad(
                        Reason.BAD_KEY,
                        "The URL needs a server and an application, and the key may have letters,"
                                + " digits and signs only.");
    }

    private void checkAddress(String host) {
        CompletableFuture<Boolean> lookup = new CompletableFuture<>();
        Thread _ =
                Thread.ofVirtual()
                        .name("destination-lookup")
                        .start(() -> {
                            try {
                                lookup.complete(rules.resolve(host).isPresent());
                            } catch (UnknownHostException | RuntimeException e) {
                                lookup.completeExceptionally(e);
                            }
                        });
        try {
            if (!lookup.get(LOOKUP_SECONDS, TimeUnit.SECONDS)) {
                throw bad(
                        Reason.PRIVATE_ADDRESS,
                        "The server is in a private network, which egress.allowedNetworks does not"
                                + " name.");
            }
        } catch (ExecutionException | TimeoutException _) {
            throw bad(Reason.UNKNOWN_HOST, "The name of the server cannot be found.");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new RejectedException(ErrorCode.SHUTTING_DOWN, "The server stops.");
        }
    }

    /// A new one.
    Destination add(String name, DestinationUrl target) {
        needOpen();
        if (all.size() >= MAX) {
            throw new RejectedException(
                    ErrorCode.BAD_DESTINATION,
                    "There are %d destinations, which is all there may be.".formatted(MAX),
                    new RefusalDetail(Reason.TOO_MANY_DESTINATIONS, Map.of("most", (long) MAX)));
        }
        Destination added = new Destination(newId(), name, target.url(), target.key(), true);
        List<Destination> more = new ArrayList<>(all);
        more.add(added);
        keep(more);
        return added;
    }

    /// Changes what is named in the request.
    ///
    /// @return the changed one
    Destination change(ProgramRequest.ChangeDestination wanted) {
        needOpen();
        Destination old = find(wanted.destination());
        String key = wanted.key() == null ? old.key() : newKey(old, wanted.key());
        boolean enabled = wanted.enabled() == null ? old.enabled() : wanted.enabled();
        Destination changed =
                new Destination(
                        old.id(),
                        wanted.name() == null ? old.name() : wanted.name(),
                        old.url(),
                        key,
                        enabled);
        keep(all.stream().map(one -> one.id().equals(old.id()) ? changed : one).toList());
        return changed;
    }

    private static String newKey(Destination old, String key) {
        if (key.isEmpty() || DestinationUrl.parse(old.url(), key).isEmpty()) {
            throw DestinationUrl.isSrt(old.url())
                    ? bad(
                            Reason.NEW_STREAM_ID,
                            "A stream id has 1 to 512 characters, and none of control.")
                    : bad(Reason.NEW_KEY, "The key may have letters, digits and signs only.");
        }
        return key;
    }

    void remove(String id) {
        needOpen();
        Destination gone = find(id);
        keep(all.stream().filter(one -> !one.equals(gone)).toList());
    }

    /// A change would write over what another secret opens.
    private void needOpen() {
        if (all.stream().anyMatch(Destination::isSealed)) {
            throw bad(
                    Reason.OTHER_SECRET,
                    "The destinations of this room were kept with another secret. "
                            + DestinationVault.OTHER_SECRET);
        }
    }

    private void keep(List<Destination> now) {
        all = List.copyOf(now);
        vault.save(room, all);
    }

    /// What the worker is told.
    WorkerCommand.AddDestination command(Destination destination) {
        return new WorkerCommand.AddDestination(
                destination.id(), destination.url(), destination.key(), allowedNetworks);
    }

    private String newId() {
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < ID_LENGTH; i++) {
            id.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return id.toString();
    }

    /// The URL as it may be shown: what stands behind a question mark can be a secret too.
    static String shownUrl(Destination destination) {
        int query = destination.url().indexOf('?');
        return query < 0 ? destination.url() : destination.url().substring(0, query) + "?" + DOTS;
    }

    static String shownKey(Destination destination) {
        String key = destination.key();
        if (key.isEmpty()) {
            return "";
        }
        return key.length() < SHOWN_FROM
                ? DOTS
                : DOTS + key.substring(key.length() - SHOWN_CHARACTERS);
    }

    /// What the other side said, without the secrets it was told.
    static String shownWords(Destination destination, String words) {
        String shown = words;
        for (String secret : DestinationUrl.secrets(destination.url(), destination.key())) {
            shown = shown.replace(secret, DOTS);
        }
        return shown;
    }

    private static RejectedException bad(Reason reason, String words) {
        return new RejectedException(ErrorCode.BAD_DESTINATION, words, new RefusalDetail(reason));
    }
}
