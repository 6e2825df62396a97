package io.sluice.sfu.transport.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.sfu.api.IceCandidate;
import io.sluice.sfu.api.IceCredentials;
import io.sluice.sfu.api.IceMode;
import io.sluice.sfu.net.NetworkPath;
import io.sluice.sfu.observe.DropReason;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.ice4j.message.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// The rules of both modes.
@ParameterizedClass(name = "{0}")
@EnumSource(IceMode.class)
final class IceTransportTest {
    private static final IceCredentials PEER =
            new IceCredentials("peer", "the-password-of-the-peer");

    private static final InetSocketAddress LOCAL =
            new InetSocketAddress(InetAddress.ofLiteral("192.0.2.200"), 10_000);

    private final Random random = new Random(1);
    private final IceTransport ice;
    private final PeerStun peer;
    private final NetworkPath home = path(1);
    private final NetworkPath mobile = path(2);
    private final IceRecorder out = new IceRecorder();

    IceTransportTest(IceMode mode) {
        ice =
                switch (mode) {
                    case LITE -> IceSession.lite(PEER, random);
                    case FULL ->
                            IceSession.full(
                                    PEER,
                                    List.of(
                                            new IceCandidate(
                                                    "1", "udp", 1, "192.0.2.77", 4077, "host")),
                                    List.of(LOCAL),
                                    random,
                                    () -> {},
                                    0);
                };
        peer = new PeerStun(PEER, ice.localCredentials(), random);
    }

    @AfterEach
    void close() {
        ice.close();
    }

    private static NetworkPath path(int host) {
        return NetworkPath.of(
                0, new InetSocketAddress(InetAddress.ofLiteral("192.0.2." + host), 4000 + host));
    }

    private static long millis(long millis) {
        return millis * 1_000_000;
    }

    private void receive(byte[] datagram, NetworkPath from, long atMillis) {
        ice.onStun(
                MemorySegment.ofArray(datagram), 0, datagram.length, from, millis(atMillis), out);
    }

    private void check(NetworkPath from, boolean useCandidate, long atMillis) {
        receive(peer.check(useCandidate), from, atMillis);
    }

    /// The peer answers the latest check of ours to this address.
    private void prove(NetworkPath path, long atMillis) {
        prove(out.requestsTo(path).getLast(), path, atMillis);
    }

    private void prove(IceRecorder.Sent request, NetworkPath path, long atMillis) {
        byte[] answer = peer.answer(request.datagram(), new InetSocketAddress("192.0.2.9", 9));
        assertNotNull(answer);
        receive(answer, path, atMillis);
    }

    @Test
    void answersACheckWithTheAddressItCameFrom() {
        check(home, false, 0);

        IceRecorder.Sent answer = out.sent(Message.BINDING_SUCCESS_RESPONSE).getFirst();
        assertTrue(peer.isSuccess(answer.datagram()));
        assertEquals(home.remote(), PeerStun.mappedAddress(answer.datagram()));
        assertEquals(List.of(home), out.admitted);
    }

    @Test
    void aCheckedAddressThatIsNotNominatedNeverReceivesMedia() {
        for (int second = 0; second < 60; second++) {
            check(home, false, second * 1000L);
            ice.onAuthenticated(home, millis(second * 1000L + 1), out);
            ice.onDeadline(millis(second * 1000L + 2), out);
        }

        assertNull(ice.selected());
        assertEquals(List.of(), out.selected);
    }

    @Test
    void anAddressThatAnswersButIsNotNominatedNeverReceivesMedia() {
        check(home, true, 0);
        for (int second = 0; second < 60; second++) {
            check(home, false, second * 1000L);
            check(mobile, false, second * 1000L + 1);
            if (out.requestsTo(mobile).size() == 1) {
                prove(mobile, second * 1000L + 2);
            }
            ice.onDeadline(millis(second * 1000L + 3), out);
        }

        assertEquals(home, ice.selected());
        assertEquals(List.of(home), out.selected);
    }

    @Test
    void mediaMovesOnNomination() {
        check(home, true, 0);
        assertEquals(home, ice.selected());

        check(mobile, false, 10);
        assertEquals(home, ice.selected());
        check(mobile, true, 20);
        assertEquals(mobile, ice.selected());
        assertEquals(List.of(home, mobile), out.selected);
    }

    @Test
    void mediaMovesToACheckedAddressWhenTheOldOneIsSilentForTwoSeconds() {
        check(home, true, 0);
        check(mobile, false, 500);
        assertEquals(millis(2000), later(ice.deadlineNanos()));

        ice.onDeadline(millis(1999), out);
        assertEquals(home, ice.selected());
        ice.onDeadline(millis(2000), out);
        assertEquals(mobile, ice.selected());
    }

    /// The deadline that is not a check of ours sent again.
    private long later(long deadlineNanos) {
        long deadline = deadlineNanos;
        while (deadline < millis(2000)) {
            ice.onDeadline(deadline, out);
            deadline = ice.deadlineNanos();
        }
        return deadline;
    }

    @Test
    void authenticMediaKeepsTheOldAddress() {
        check(home, true, 0);
        check(mobile, false, 500);
        ice.onAuthenticated(home, millis(1900), out);

        check(mobile, false, 2100);
        ice.onDeadline(millis(2200), out);
        assertEquals(home, ice.selected());
    }

    @Test
    void authenticMediaFromACheckedAddressMovesMediaAfterSilence() {
        check(home, true, 0);
        check(mobile, false, 10);
        ice.onAuthenticated(home, millis(20), out);

        ice.onAuthenticated(mobile, millis(2030), out);
        assertEquals(mobile, ice.selected());
    }

    @Test
    void asksEachNewAddressToAnswerAndAgainUntilItDoes() {
        check(home, true, 0);
        IceRecorder.Sent first = out.requestsTo(home).getFirst();
        assertEquals(1, out.repeats(first));

        for (long at : new long[] {100, 300, 700, 1500}) {
            ice.onReceived(home, 1000);
            ice.onDeadline(millis(at), out);
        }
        assertEquals(5, out.repeats(first));

        prove(first, home, 1600);
        ice.onDeadline(millis(9000), out);
        assertEquals(5, out.repeats(first));
    }

    /// A check with a forged source address is no amplifier, whatever we would like to send.
    @Test
    void anAddressThatDoesNotAnswerGetsAtMostThreeTimesWhatCameFromIt() {
        NetworkPath victim = path(66);
        long received = 0;
        long sent = 0;
        for (int second = 0; second < 20; second++) {
            byte[] check = peer.check(true);
            received += check.length;
            receive(check, victim, second * 1000L);
            for (int i = 0; i < 50; i++) {
                if (ice.spend(victim, 100)) {
                    sent += 100;
                }
                ice.onDeadline(millis(second * 1000L + i * 20L), out);
            }
            assertTrue(
                    sent + out.bytesTo(victim) <= 3 * received,
                    sent + " and " + out.bytesTo(victim) + " for " + received);
        }
        assertTrue(sent > 0);
        assertTrue(out.dropped.contains(DropReason.UNPROVEN_ADDRESS));
    }

    @Test
    void anAddressThatAnswersIsNotLimited() {
        check(home, true, 0);
        assertFalse(ice.spend(home, 10_000));

        prove(home, 5);
        assertTrue(ice.spend(home, 10_000));
    }

    @Test
    void anAnswerWithAWrongPasswordProvesNothing() {
        check(home, true, 0);
        IceRecorder.Sent request = out.sent(Message.BINDING_REQUEST).getFirst();
        IceCredentials thief = new IceCredentials(PEER.ufrag(), "guessed");
        byte[] frame = request.datagram();
        StunFrame read = StunFrame.read(MemorySegment.ofArray(frame), 0, frame.length);
        assertNotNull(read);
        StunCodec.Check check = StunCodec.readCheck(read);
        assertNotNull(check);

        receive(StunCodec.success(check, home.remote(), thief), home, 5);
        assertFalse(ice.spend(home, 10_000));
        assertEquals(DropReason.STUN_UNAUTHENTICATED, out.dropped.getFirst());
    }

    @Test
    void anAnswerFromAnotherAddressProvesNothing() {
        check(home, true, 0);
        prove(out.requestsTo(home).getLast(), mobile, 5);
        assertFalse(ice.spend(home, 10_000));
    }

    @Test
    void aCheckWithoutCredentialsIsABadRequest() {
        receive(StunFrame.fingerprint(peer.unsigned(true, true)), home, 0);

        assertEquals(400, PeerStun.errorCode(out.sent.getFirst().datagram()));
        assertNull(ice.selected());
        assertEquals(List.of(), out.admitted);
    }

    @Test
    void aCheckWithAWrongPasswordIsUnauthenticated() {
        IceCredentials wrong = new IceCredentials("x", "wrong");
        receive(peer.check(true, true, wrong), home, 0);

        assertEquals(401, PeerStun.errorCode(out.sent.getFirst().datagram()));
        assertNull(ice.selected());
    }

    @Test
    void aCheckFromAnotherPeersUserNameIsUnauthenticated() {
        IceCredentials other = new IceCredentials("other", PEER.password());
        PeerStun stranger = new PeerStun(other, ice.localCredentials(), random);
        receive(stranger.check(true), home, 0);

        assertEquals(401, PeerStun.errorCode(out.sent.getFirst().datagram()));
    }

    @Test
    void errorsAreFewPerSecond() {
        for (int i = 0; i < 100; i++) {
            receive(StunFrame.fingerprint(peer.unsigned(true, true)), home, 1);
        }
        assertEquals(IceSession.MAX_ERRORS_PER_SECOND, out.sent.size());
    }

    /// What stands behind MESSAGE-INTEGRITY anybody could have put there.
    @Test
    void aNominationBehindTheSignatureCountsForNothing() {
        byte[] check = peer.check(false);
        byte[] signed = Arrays.copyOf(check, check.length - 8); // without FINGERPRINT
        byte[] forged = Arrays.copyOf(signed, signed.length + 4);
        forged[signed.length + 1] = 0x25; // USE-CANDIDATE, empty
        forged[3] += (byte) (forged.length - check.length);
        receive(forged, home, 0);

        assertEquals(List.of(home), out.admitted);
        assertNull(ice.selected());
    }

    @Test
    void aWrongFingerprintIsNoStun() {
        byte[] check = peer.check(true);
        check[check.length - 1] ^= 1;
        receive(check, home, 0);

        assertEquals(List.of(DropReason.STUN_MALFORMED), out.dropped);
        assertEquals(List.of(), out.sent);
    }

    @Test
    void theOldCredentialsAreValidUntilTheNewOnesAreUsed() {
        check(home, true, 0);
        IceCredentials first = ice.localCredentials();
        IceCredentials theirs = new IceCredentials("again", "the-new-password-of-the-peer");
        IceCredentials second = ice.restart(theirs, List.of(), millis(5), out);
        assertNotEquals(first, second);

        check(home, false, 10);
        assertEquals(List.of(), out.retired);
        assertEquals(2, out.sent(Message.BINDING_SUCCESS_RESPONSE).size());

        PeerStun restarted = new PeerStun(theirs, second, random);
        receive(restarted.check(true), mobile, 20);
        assertEquals(List.of(first.ufrag()), out.retired);
        assertEquals(mobile, ice.selected());

        check(home, true, 30);
        assertEquals(401, PeerStun.errorCode(out.sent.getLast().datagram()));
    }

    @Test
    void theSameRemoteCredentialsAreNoRestart() {
        IceCredentials before = ice.localCredentials();
        assertEquals(before, ice.restart(PEER, List.of(), 0, out));
    }

    @Test
    void refusesMoreAddressesThanAPeerHas() {
        check(home, true, 0);
        for (int i = 0; i < 40; i++) {
            check(path(100 + i), false, 1);
        }
        assertEquals(IcePaths.MAX_PATHS, out.admitted.size());
        assertTrue(out.dropped.contains(DropReason.STUN_REFUSED));

        check(path(99), false, 5000);
        assertEquals(IcePaths.MAX_PATHS + 1, out.admitted.size());
        assertEquals(1, out.released.size());
        assertNotEquals(home, out.released.getFirst());
    }

    @Test
    void aRefusedAddressStaysUnknown() {
        out.admits = false;
        check(home, true, 0);

        assertEquals(List.of(), out.sent);
        assertNull(ice.selected());
        assertFalse(ice.onReceived(home, 100));
    }

    @Test
    void nothingIsTakenFromAnAddressThatWasNotChecked() {
        assertFalse(ice.onReceived(home, 100));
        check(home, false, 0);
        assertTrue(ice.onReceived(home, 100));
    }

    @Test
    void anAddressGivenToAnotherSessionIsForgotten() {
        check(home, true, 0);
        ice.forget(home);

        assertNull(ice.selected());
        assertFalse(ice.spend(home, 1));
    }
}
