package io.sluice.signaling.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.sfu.api.PublicationInfo;
import io.sluice.sfu.api.RoomEvent;
import io.sluice.sfu.api.TrackSource;
import io.sluice.signaling.message.ClientMessage;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.LampState;
import io.sluice.signaling.message.ProgramPhase;
import io.sluice.signaling.message.ProgramRequest;
import io.sluice.signaling.message.ProgramScene;
import io.sluice.signaling.message.ServerMessage;
import io.sluice.signaling.session.TestHouse.Guest;
import io.sluice.signaling.testing.FakePrograms.FakeProgram;
import io.sluice.signaling.testing.Messages;
import io.sluice.signaling.testing.TestServer;
import io.sluice.signaling.token.AccessClaims;
import io.sluice.signaling.token.SigningKey;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who may control the program of a room, and who hears what of it.
class ProgramTest {
    private static final LampState LIVE = new LampState(true, LampState.Live.SENDING);

    private final TestHouse house = new TestHouse();

    private FakeProgram program() {
        return house.programs.program();
    }

    private Guest producer(String name) {
        Guest guest = house.guest(name);
        guest.send(new ClientMessage.ClaimProducer(2L, TestServer.ADMIN_TOKEN));
        return guest;
    }

    /// Somebody with a token that gives these rights.
    private Guest bearer(TestHouse strict, boolean goLive, boolean record) {
        String token =
                strict.meetings
                        .tokens()
                        .mint(
                                "k1",
                                new AccessClaims(
                                        "anna-" + goLive + record,
                                        "Anna",
                                        new AccessClaims.Grant(
                                                "room", true, false, true, List.of(), true, true,
                                                false, goLive, record)),
                                Duration.ofMinutes(5));
        Guest guest = strict.connect("room");
        guest.send(Messages.join(null, token));
        return guest;
    }

    private static TestHouse strict() {
        return new TestHouse(
                SignalingConfig.defaults(TestServer.ADMIN_TOKEN)
                        .withAccess(
                                new SignalingConfig.Access(
                                        List.of(new SigningKey("k1", "x".repeat(32))),
                                        false,
                                        TestServer.ADMIN_TOKEN,
                                        Set.of())));
    }

    @Test
    void nobodyHasTheRightAtFirst() {
        Guest anna = house.guest("Anna");
        assertFalse(anna.joined().room().participants().getFirst().rights().producer());
        anna.send(new ProgramRequest.StartProgram(2L, null, null, null));
        assertEquals(ErrorCode.NOT_ALLOWED, anna.refused());
        assertEquals(List.of(), program().requests);
        assertEquals(0, anna.count(ServerMessage.Program.class));
    }

    @Test
    void theAdminTokenGivesIt() {
        Guest anna = producer("Anna");
        var rights = anna.last(ServerMessage.ParticipantUpdated.class).participant().rights();
        assertTrue(rights.goLive() && rights.record());
        assertEquals(2, anna.last(ServerMessage.Ok.class).re());
        assertEquals(ProgramPhase.NONE, anna.last(ServerMessage.Program.class).state());

        anna.send(new ProgramRequest.StartProgram(3L, null, null, null));
        assertEquals(3, anna.last(ServerMessage.Ok.class).re());
        assertEquals(ProgramPhase.RUNNING, anna.last(ServerMessage.Program.class).state());
    }

    @Test
    void whoGuessesTheTokenIsStopped() {
        Guest anna = house.guest("Anna");
        for (long id = 2; id < 7; id++) {
            anna.send(new ClientMessage.ClaimProducer(id, "wrong"));
            assertEquals(ErrorCode.TOKEN_INVALID, anna.refused());
        }
        anna.send(new ClientMessage.ClaimProducer(7L, TestServer.ADMIN_TOKEN));
        assertEquals(ErrorCode.TOO_FAST, anna.refused());
        assertEquals(0, anna.count(ServerMessage.ParticipantUpdated.class));
    }

    @Test
    void theAdminTokenIsNotTakenInTheClear() {
        Guest anna = house.connect("room", new Peer(true, false));
        anna.send(Messages.join("Anna", null));
        anna.send(new ClientMessage.ClaimProducer(2L, TestServer.ADMIN_TOKEN));
        assertEquals(ErrorCode.NOT_ALLOWED, anna.refused());
    }

    @ParameterizedTest(name = "goLive {0}, record {1}: {2} is refused: {3}")
    @CsvSource({
        "true, false, goLive, false",
        "false, true, goLive, true",
        "true, false, startRecording, true",
        "false, true, startRecording, false",
        "false, true, startProgram, false",
        "false, true, addDestination, true",
        "false, true, removeDestination, true",
        "false, false, startProgram, true",
        "false, false, stopProgram, true",
    })
    void eachRightIsForItsOwn(boolean goLive, boolean record, String what, boolean refused) {
        TestHouse strict = strict();
        Guest anna = bearer(strict, goLive, record);
        anna.say(
                """
                {"type":"%s","id":2,"name":"a","url":"rtmp://a/b","key":"c","destination":"d"}
                """
                        .formatted(what));
        assertEquals(refused ? 1 : 0, anna.count(ServerMessage.Refused.class));
        assertEquals(refused ? 0 : 1, strict.programs.program().requests.size());
    }

    @Test
    void whoMayOnlyRecordDoesNotTouchWhatIsLive() {
        TestHouse strict = strict();
        Guest director = bearer(strict, true, false);
        Guest clerk = bearer(strict, false, true);
        director.send(new ProgramRequest.GoLive(2L));
        clerk.send(new ProgramRequest.ShowProgram(2L, ProgramScene.DEFAULT));
        clerk.send(new ProgramRequest.StopProgram(3L));
        assertEquals(2, clerk.count(ServerMessage.Refused.class));

        clerk.send(new ProgramRequest.StartRecording(4L));
        director.send(new ProgramRequest.StopProgram(3L));
        assertEquals(ErrorCode.NOT_ALLOWED, director.refused());
    }

    @Test
    void onlyWhoMayRecordIsToldWhereTheRecordingsAre() {
        TestHouse strict = strict();
        Guest director = bearer(strict, true, false);
        Guest clerk = bearer(strict, false, true);
        clerk.send(new ProgramRequest.StartProgram(2L, null, null, null));
        assertNotNull(clerk.last(ServerMessage.Program.class).recordings());
        assertEquals(ProgramPhase.RUNNING, director.last(ServerMessage.Program.class).state());
        assertNull(director.last(ServerMessage.Program.class).recordings());
    }

    @Test
    void onlyThoseWhoMayHearOfTheProgram() {
        Guest anna = producer("Anna");
        Guest ben = house.guest("Ben");
        anna.send(new ProgramRequest.StartProgram(3L, null, null, null));
        assertEquals(2, anna.count(ServerMessage.Program.class));
        assertEquals(0, ben.count(ServerMessage.Program.class));
    }

    @Test
    void whatIsRefusedHasItsCode() {
        Guest anna = producer("Anna");
        program().refuse = ErrorCode.PROGRAM_REFUSED;
        anna.send(new ProgramRequest.GoLive(3L));
        assertEquals(ErrorCode.PROGRAM_REFUSED, anna.refused());
    }

    @Test
    void everybodySeesTheLamps() {
        Guest anna = house.guest("Anna");
        assertEquals(LampState.OFF, anna.joined().room().lamps());
        program().light(LIVE);
        program().light(LIVE);

        var lamps = anna.last(ServerMessage.Lamps.class);
        assertEquals(new ServerMessage.Lamps(true, LampState.Live.SENDING, 1L), lamps);
        assertEquals(1, anna.count(ServerMessage.Lamps.class));
        assertEquals(LIVE, house.guest("Ben").joined().room().lamps());
    }

    @Test
    void whoComesBackIsToldOfLampsAndProgram() {
        Guest anna = producer("Anna");
        anna.disconnect(Ending.BROKEN);
        program().light(LIVE);

        Guest again = house.connect("room");
        again.send(
                new ClientMessage.Resume(3L, anna.joined().resume().secret(), 1, null, null, null));
        assertNull(again.last(ServerMessage.Resumed.class).room());
        assertTrue(again.last(ServerMessage.Lamps.class).recording());
        assertEquals(ProgramPhase.NONE, again.last(ServerMessage.Program.class).state());
    }

    @Test
    void whoHasMissedTooMuchFindsTheLampsInTheSnapshot() {
        Guest anna = house.guest("Anna");
        program().light(LIVE);
        anna.disconnect(Ending.BROKEN);
        for (int i = 0; i <= EventLog.MAX_EVENTS; i++) {
            program().light(i % 2 == 0 ? LampState.OFF : LIVE);
        }
        Guest again = house.connect("room");
        again.send(
                new ClientMessage.Resume(3L, anna.joined().resume().secret(), 0, null, null, null));
        var room = again.last(ServerMessage.Resumed.class).room();
        assertEquals(LampState.OFF, room == null ? null : room.lamps());
    }

    @Test
    void theProgramKnowsWhoIsThereBeforeItHearsOfThem() {
        Guest anna = producer("Anna");
        anna.send(new ProgramRequest.StartProgram(3L, null, null, null));
        assertEquals("Anna", program().people.nameOf(anna.id()));

        Guest ben = house.guest("Ben");
        assertEquals("Ben", program().people.nameOf(ben.id()));
        house.sfu
                .room()
                .emit(
                        new RoomEvent.PublicationAdded(
                                ben.id(),
                                new PublicationInfo("t-9", TrackSource.SCREEN_SHARE, false)));
        assertTrue(program().people.isScreen("t-9"));
        assertEquals(1, program().events.size());
        int before = program().changes.get();
        ben.send(new ClientMessage.Rename(4L, "Benjamin"));
        assertEquals("Benjamin", program().people.nameOf(ben.id()));
        assertTrue(program().changes.get() > before);
    }

    @Test
    void theProgramEndsWithTheMeeting() {
        Guest anna = house.guest("Anna");
        assertFalse(program().closed);
        anna.send(new ClientMessage.Leave(2L));
        assertTrue(program().closed);
    }
}
