package io.sluice.sfu.transport.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.sfu.api.IceCandidate;
import io.sluice.sfu.api.IceCredentials;
import io.sluice.sfu.net.NetworkPath;
import io.sluice.sfu.time.Timed;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ice4j.message.Message;
import org.ice4j.message.MessageFactory;
import org.junit.jupiter.api.Test;

final class ReflexiveAddressesTest {
    private static final InetSocketAddress BOUND = address("10.0.0.5", 10_000);
    private static final InetSocketAddress OUTSIDE = address("203.0.113.5", 61_000);
    private static final InetSocketAddress SERVER = address("198.51.100.1", 3478);
    private static final InetSocketAddress SECOND = address("198.51.100.2", 3478);
    private static final long ROUND = 25_000;

    private final List<NetworkPath> asked = new ArrayList<>();
    private final List<byte[]> questions = new ArrayList<>();
    private int silences;

    private final ReflexiveAddresses addresses =
            new ReflexiveAddresses(
                    List.of(BOUND, address("127.0.0.1", 10_000), address("2001:db8::5", 10_000)),
                    new Random(1),
                    new ReflexiveAddresses.Output() {
                        @Override
                        public void send(byte[] request, NetworkPath path) {
                            questions.add(request);
                            asked.add(path);
                        }

                        @Override
                        public void onSilence() {
                            silences++;
                        }
                    });

    private static InetSocketAddress address(String host, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    private static long millis(long millis) {
        return millis * 1_000_000;
    }

    /// The answer to a question, unsigned as STUN servers answer.
    private static byte[] answer(byte[] question, InetSocketAddress seenAt) {
        StunFrame frame = StunFrame.read(MemorySegment.ofArray(question), 0, question.length);
        assertNotNull(frame);
        assertEquals(Message.BINDING_REQUEST, frame.messageType());
        IceCredentials anybody = new IceCredentials("x", "y");
        byte[] signed =
                StunCodec.success(
                        new StunCodec.Check(
                                request(frame.transactionId()),
                                false,
                                StunCodec.Check.Role.UNSAID,
                                0,
                                (char) 0),
                        seenAt,
                        anybody);
        return signed;
    }

    private static org.ice4j.message.Request request(byte[] id) {
        try {
            org.ice4j.message.Request request = MessageFactory.createBindingRequest();
            request.setTransactionID(id);
            return request;
        } catch (org.ice4j.StunException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private boolean receive(byte[] datagram, NetworkPath from, long atMillis) {
        return addresses.onStun(
                MemorySegment.ofArray(datagram), 0, datagram.length, from, millis(atMillis));
    }

    private void runTo(long toMillis) {
        while (addresses.deadlineNanos() <= millis(toMillis)) {
            addresses.onDeadline(addresses.deadlineNanos());
        }
    }

    @Test
    void asksNobodyWithoutServers() {
        assertEquals(Timed.NEVER, addresses.deadlineNanos());
        addresses.onDeadline(millis(60_000));
        assertTrue(questions.isEmpty());
    }

    @Test
    void learnsTheAddressOutsideAndKeepsAsking() {
        addresses.servers(List.of(SERVER), 0);
        assertEquals(List.of(NetworkPath.of(0, SERVER)), asked);
        assertEquals(List.of(), addresses.candidates());

        assertTrue(receive(answer(questions.getFirst(), OUTSIDE), asked.getFirst(), 30));
        assertEquals(
                List.of(
                        new IceCandidate(
                                "srflx1",
                                "udp",
                                100L << 24 | 65_535L << 8 | 255,
                                "203.0.113.5",
                                61_000,
                                "srflx")),
                addresses.candidates());
        runTo(ROUND + 29);
        assertEquals(1, questions.size());
        runTo(ROUND + 30);
        assertEquals(2, questions.size());
    }

    @Test
    void followsANewAddressOutside() {
        addresses.servers(List.of(SERVER), 0);
        receive(answer(questions.getLast(), OUTSIDE), asked.getLast(), 0);
        runTo(ROUND);
        receive(answer(questions.getLast(), address("203.0.113.6", 4)), asked.getLast(), ROUND);

        assertEquals("203.0.113.6", addresses.candidates().getFirst().address());
    }

    @Test
    void anAddressThatIsTheSameInsideIsNoCandidateMore() {
        addresses.servers(List.of(SERVER), 0);
        receive(answer(questions.getLast(), BOUND), asked.getLast(), 0);

        assertEquals(List.of(), addresses.candidates());
    }

    @Test
    void onlyTheAnswerToTheQuestionFromWhereItWentCounts() {
        addresses.servers(List.of(SERVER), 0);
        byte[] answer = answer(questions.getFirst(), OUTSIDE);
        assertFalse(receive(answer, NetworkPath.of(0, SECOND), 1));
        assertFalse(receive(answer, NetworkPath.of(1, SERVER), 1));
        byte[] guessed = answer.clone();
        guessed[10] ^= 1;
        assertFalse(receive(guessed, asked.getFirst(), 1));
        assertEquals(List.of(), addresses.candidates());

        assertTrue(receive(answer, asked.getFirst(), 2));
        assertFalse(receive(answer, asked.getFirst(), 3), "only once");
    }

    @Test
    void asksAgainThenTheNextServer() {
        addresses.servers(List.of(SERVER, SECOND), 0);
        runTo(15_499);
        assertEquals(5, questions.size());
        assertTrue(asked.stream().allMatch(NetworkPath.of(0, SERVER)::equals));

        runTo(15_500);
        assertEquals(NetworkPath.of(0, SECOND), asked.getLast());
        assertTrue(receive(answer(questions.getLast(), OUTSIDE), asked.getLast(), 15_600));
        assertEquals(1, addresses.candidates().size());
        assertEquals(0, silences);
    }

    @Test
    void tellsOnceThatNobodyAnswers() {
        addresses.servers(List.of(SERVER), 0);
        runTo(284_000);
        assertEquals(1, silences);

        receive(answer(questions.getLast(), OUTSIDE), asked.getLast(), 284_001);
        runTo(900_000);
        assertEquals(2, silences);
        assertEquals(List.of(), addresses.candidates(), "forgotten");
    }

    @Test
    void serversOfTheOtherFamilyAreForTheOtherSocket() {
        InetSocketAddress sixth = address("2001:db8::1", 3478);
        addresses.servers(List.of(sixth), 0);

        assertEquals(List.of(NetworkPath.of(2, sixth)), asked);
    }
}
