package io.sluice.server.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.egress.control.WorkerEvent;
import io.sluice.server.config.ServerConfig;
import io.sluice.sfu.api.RoomHandle;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.LampState;
import io.sluice.signaling.message.ProgramDestination;
import io.sluice.signaling.message.ProgramPhase;
import io.sluice.signaling.message.ProgramRecording;
import io.sluice.signaling.message.ProgramRequest;
import io.sluice.signaling.message.ProgramScene;
import io.sluice.signaling.message.ProgramVideo;
import io.sluice.signaling.message.RejectedException;
import io.sluice.signaling.message.ServerMessage;
import io.sluice.signaling.program.MeetingProgram;
import io.sluice.signaling.program.People;
import io.sluice.signaling.program.ProgramWatcher;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveProgramTest {
    private static final ProgramRequest START =
            new ProgramRequest.StartProgram(null, null, null, null);
    private static final ProgramRequest STOP = new ProgramRequest.StopProgram(null);
    private static final ProgramRequest GO_LIVE = new ProgramRequest.GoLive(null);
    private static final ProgramRequest RECORD = new ProgramRequest.StartRecording(null);

    @TempDir private Path folder;
    private final FakeRuns runs = new FakeRuns();
    private final AtomicLong now = new AtomicLong();
    private final List<LampState> lamps = new CopyOnWriteArrayList<>();
    private final List<ServerMessage.Program> told = new CopyOnWriteArrayList<>();
    private ProgramHouse house;
    private MeetingProgram program;

    @BeforeEach
    void begin() {
        house = house(80);
        program = open("room");
    }

    @AfterEach
    void end() {
        runs.runs.forEach(run -> run.mayEnd.complete(null));
        house.close();
    }

    private ProgramHouse house(int percent) {
        return new ProgramHouse(
                ServerConfig.defaults().egress(),
                runs,
                new ProgramAdmission(8, percent, 1, 1, () -> 0),
                new DestinationVault(folder, () -> Optional.of(SecretBox.of("one"))),
                new ProgramRecorder(folder, () -> Instant.parse("2026-11-28T10:15:00Z")),
                room -> "/api/recordings?room=" + room,
                new Random(1),
                now::get);
    }

    private MeetingProgram open(String room) {
        return house.open(
                room,
                (RoomHandle)
                        Proxy.newProxyInstance(
                                RoomHandle.class.getClassLoader(),
                                new Class<?>[] {RoomHandle.class},
                                (_, _, _) -> null),
                new People() {
                    @Override
                    public String nameOf(String participantId) {
                        return "";
                    }

                    @Override
                    public boolean isScreen(String publicationId) {
                        return false;
                    }
                },
                new ProgramWatcher() {
                    @Override
                    public void onProgram(ServerMessage.Program program) {
                        told.add(program);
                    }

                    @Override
                    public void onLamps(LampState now) {
                        lamps.add(now);
                    }
                });
    }

    private ServerMessage.Program ask(ProgramRequest request) {
        return program.request(request).join();
    }

    private ErrorCode refused(ProgramRequest request) {
        var error = assertThrows(CompletionException.class, () -> ask(request));
        return assertInstanceOf(RejectedException.class, error.getCause()).code();
    }

    private String destination(String key) {
        return ask(new ProgramRequest.AddDestination(null, "A", "rtmp://1.1.1.1/live", key))
                .destinations()
                .getLast()
                .id();
    }

    private static ProgramRequest change(
            String id, @Nullable Boolean enabled, @Nullable String key, @Nullable Boolean seen) {
        return new ProgramRequest.ChangeDestination(null, id, null, enabled, key, seen);
    }

    private void ended() {
        runs.last().mayEnd.complete(null);
        ((LiveProgram) program).ended().join();
    }

    @Test
    void itStartsRunsAndEnds() {
        assertEquals(ProgramPhase.NONE, program.state().state());
        assertEquals(ProgramPhase.STARTING, ask(START).state());
        runs.last().runs();
        assertEquals(ProgramPhase.RUNNING, program.state().state());
        assertEquals("/hls/room/index.m3u8", program.state().watch());
        assertNotNull(program.state().output());
        assertEquals(ProgramPhase.STOPPING, ask(STOP).state());
        ended();
        assertEquals(ProgramPhase.NONE, told.getLast().state());
        assertNull(program.state().output());
        assertNull(program.state().watch());
    }

    @Test
    void withoutOneThereIsNothingToChange() {
        assertEquals(ErrorCode.NO_PROGRAM, refused(STOP));
        assertEquals(ErrorCode.NO_PROGRAM, refused(new ProgramRequest.EndLive(null)));
        assertEquals(ErrorCode.NO_PROGRAM, refused(new ProgramRequest.StopRecording(null)));
        assertEquals(
                ErrorCode.NO_PROGRAM,
                refused(new ProgramRequest.ShowProgram(null, ProgramScene.DEFAULT)));
    }

    @Test
    void whatTheMachineCannotDoIsRefusedUntilThereIsRoom() {
        house = house(60);
        program = open("a");
        ask(START);
        MeetingProgram first = program;
        program = open("b");
        assertEquals(ErrorCode.PROGRAM_REFUSED, refused(START));
        first.request(STOP).join();
        runs.last().mayEnd.complete(null);
        ((LiveProgram) first).ended().join();
        ask(START);
    }

    @Test
    void whatIsMissingIsSaid() {
        runs.missing = "no jar";
        assertEquals(ErrorCode.PROGRAM_FAILED, refused(START));
        assertEquals(ProgramPhase.NONE, program.state().state());
        runs.missing = null;
        ask(START);
    }

    @Test
    void aSecondStartWithOtherSettingsIsRefused() {
        ask(START);
        ask(START);
        assertEquals(1, runs.runs.size());
        var other = new ProgramVideo(1920, 1080, 30, 4_000_000);
        assertEquals(
                ErrorCode.PROGRAM_REFUSED,
                refused(new ProgramRequest.StartProgram(null, other, null, null)));
    }

    @Test
    void enabledDestinationsAreSentToWhileLive() {
        String one = destination("key-1");
        String two = destination("key-2");
        ask(change(two, false, null, null));
        ask(GO_LIVE);
        var run = runs.last();
        String three = destination("key-3");
        ask(change(one, null, null, true));
        ask(change(one, null, "key-4", null));
        ask(change(two, true, null, null));
        ask(new ProgramRequest.RemoveDestination(null, three));
        ask(new ProgramRequest.EndLive(null));
        assertEquals(
                List.of(
                        "add " + one,
                        "add " + three,
                        "confirm " + one,
                        "remove " + one,
                        "add " + one,
                        "remove " + two,
                        "add " + two,
                        "remove " + three,
                        "remove " + one,
                        "remove " + two),
                run.told);
        assertEquals(ProgramPhase.STARTING, program.state().state());
    }

    @Test
    void theLampsTellWhatHappensNotWhatIsWished() {
        destination("key-1");
        ask(GO_LIVE);
        runs.last().runs();
        assertEquals(List.of(), lamps);
        runs.last().outputs("SENDING");
        runs.last().listener.onLost("it crashed");
        assertEquals(List.of(new LampState(false, LampState.Live.SENDING), LampState.OFF), lamps);
        assertEquals(ProgramPhase.RESTARTING, program.state().state());
        assertEquals("it crashed", program.state().reason());
        assertEquals(
                ProgramDestination.State.CONNECTING,
                program.state().destinations().getFirst().state());
        runs.last().runs();
        runs.last().outputs("CONFIRMED");
        ask(new ProgramRequest.EndLive(null));
        assertEquals(LampState.Live.CONFIRMED, lamps.get(2).live());
        assertEquals(LampState.OFF, lamps.get(3));
    }

    @Test
    void aRecordingHasAFolderOfItsOwn() throws IOException {
        var first = ask(RECORD).recording();
        assertEquals(ProgramRecording.State.RECORDING, first.state());
        assertEquals("room-20261128-101500", first.id());
        ask(RECORD);
        assertEquals(List.of("record program"), runs.last().told);
        String note = Files.readString(folder.resolve("room-20261128-101500/recording.json"));
        assertTrue(note.contains("\"room\":\"room\""), note);
        assertEquals(
                ProgramRecording.State.FINISHED,
                ask(new ProgramRequest.StopRecording(null)).recording().state());
        assertEquals("room-20261128-101501", ask(RECORD).recording().id());
    }

    @Test
    void withoutAFolderThereIsNoRecording() throws IOException {
        ask(START);
        for (int i = 0; i <= 10; i++) {
            Files.writeString(folder.resolve("room-20261128-1015%02d".formatted(i)), "");
        }
        assertEquals(ErrorCode.RECORDING_FAILED, refused(RECORD));
        assertEquals(ProgramRecording.State.OFF, program.state().recording().state());
    }

    @Test
    void aLogoIsKeptAndNeverSentBack() {
        byte[] png = new byte[30];
        java.nio.ByteBuffer.wrap(png).putLong(0x89504e470d0a1a0aL).putLong(0).putInt(8).putInt(8);
        String logo = Base64.getEncoder().encodeToString(png);
        ProgramScene scene = ProgramScene.DEFAULT.withLogo(logo);
        ask(new ProgramRequest.StartProgram(null, null, scene, null));
        assertEquals(logo, runs.last().start.scene().logoPng());
        assertEquals(ProgramScene.KEPT, program.state().scene().logo());
        ask(new ProgramRequest.ShowProgram(null, scene.withLogo(ProgramScene.KEPT)));
        ask(new ProgramRequest.ShowProgram(null, scene.withLogo(null)));
        assertEquals(List.of("show GRID " + logo, "show GRID null"), runs.last().told);
    }

    @Test
    void whatTheWorkerCannotDoEndsTheProgramWithItsWords() {
        ask(GO_LIVE);
        runs.last().listener.onEvent(new WorkerEvent.Failed("no such encoder"));
        ended();
        assertEquals(ProgramPhase.FAILED, program.state().state());
        assertEquals("no such encoder", program.state().reason());
        ask(START);
        assertEquals(2, runs.runs.size());
    }

    @Test
    void whatKeepsAPictureFromGoingOutIsSaidWhileItDoes() {
        ask(START);
        runs.last().words = "Anna does not send H.264, so no picture goes out.";
        runs.last().runs();
        assertEquals(ProgramPhase.RUNNING, told.getLast().state());
        assertEquals(runs.last().words, told.getLast().reason());
        runs.last().words = "";
        runs.last().runs();
        assertEquals("", told.getLast().reason());
    }

    @Test
    void workersThatNeverMadeAPictureAreGivenUp() {
        ask(START);
        runs.last().listener.onLost("no library");
        runs.last().listener.onLost("no library");
        assertEquals(ProgramPhase.RESTARTING, program.state().state());
        runs.last().listener.onLost("no library");
        ended();
        assertEquals(ProgramPhase.FAILED, program.state().state());
    }

    @Test
    void aRoomThatCannotBeEnteredHasNoProgram() {
        ask(START);
        runs.last().entered.completeExceptionally(new IllegalStateException("closed"));
        ended();
        assertEquals(ProgramPhase.FAILED, program.state().state());
    }

    @Test
    void whatAWorkerOfBeforeTellsIsForgotten() {
        ask(START);
        var before = runs.last();
        ask(STOP);
        ended();
        ask(START);
        before.runs();
        before.listener.onLost("late");
        assertEquals(ProgramPhase.STARTING, program.state().state());
    }

    @Test
    void theEndOfTheRoomEndsTheProgramAndItsDestinationsStay() {
        String id = destination("key-1-a1b2");
        ask(START);
        program.close();
        assertEquals(ErrorCode.ROOM_CLOSED, refused(GO_LIVE));
        ended();
        program = open("room");
        assertEquals(id, program.state().destinations().getFirst().id());
        assertEquals("••••a1b2", program.state().destinations().getFirst().key());
    }

    @Test
    void itTellsHowItFaresWhileItRuns() {
        house.tick();
        assertEquals(List.of(), told);
        ask(START);
        int before = told.size();
        house.tick();
        house.tick();
        assertEquals(before + 2, told.size());
    }
}
