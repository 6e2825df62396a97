package io.sluice.signaling.session;

import io.sluice.sfu.api.RoomEvent;
import io.sluice.sfu.api.RoomHandle;
import io.sluice.sfu.api.TrackSource;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.LampState;
import io.sluice.signaling.message.MessageCodec;
import io.sluice.signaling.message.ProgramPhase;
import io.sluice.signaling.message.ProgramRecording;
import io.sluice.signaling.message.ProgramRequest;
import io.sluice.signaling.message.RejectedException;
import io.sluice.signaling.message.Rights;
import io.sluice.signaling.message.ServerMessage;
import io.sluice.signaling.program.MeetingProgram;
import io.sluice.signaling.program.People;
import io.sluice.signaling.program.ProgramControl;
import io.sluice.signaling.program.ProgramWatcher;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// Where a meeting and its program meet: hands on what those ask who may, and tells everybody what
/// they are to know. It belongs to the meeting's tasks.
final class ProgramDesk {
    private final Roster roster;
    private final Requests requests;
    private final MeetingTasks tasks;
    private final MessageCodec codec;
    private final MeetingProgram program;
    private volatile Known known = new Known(Map.of(), Set.of());
    private ServerMessage.Program told = ServerMessage.Program.none();
    private LampState lamps = LampState.OFF;

    /// The roster as other threads may see it.
    private record Known(Map<String, String> names, Set<String> screens) implements People {
        Known {
            names = Map.copyOf(names);
            screens = Set.copyOf(screens);
        }

        @Override
        public String nameOf(String participantId) {
            return names.getOrDefault(participantId, "");
        }

        @Override
        public boolean isScreen(String publicationId) {
            return screens.contains(publicationId);
        }
    }

    ProgramDesk(
            RoomName name,
            RoomHandle room,
            ProgramControl control,
            Roster roster,
            Requests requests,
            MeetingTasks tasks,
            MessageCodec codec) {
        this.roster = roster;
        this.requests = requests;
        this.tasks = tasks;
        this.codec = codec;
        program = control.open(name.value(), room, new Latest(), new Watcher());
    }

    private final class Latest implements People {
        @Override
        public String nameOf(String participantId) {
            return known.nameOf(participantId);
        }

        @Override
        public boolean isScreen(String publicationId) {
            return known.isScreen(publicationId);
        }
    }

    private final class Watcher implements ProgramWatcher {
        @Override
        public void onProgram(ServerMessage.Program now) {
            tasks.execute(() -> tell(now));
        }

        @Override
        public void onLamps(LampState now) {
            tasks.execute(() -> light(now));
        }
    }

    /// The program itself, for who needs no right of a participant.
    MeetingProgram program() {
        return program;
    }

    LampState lamps() {
        return lamps;
    }

    /// Gives a participant all rights to the program.
    CompletableFuture<Void> promote(Session session) {
        return requests.of(
                session,
                participant -> {
                    participant.setRights(participant.rights().asProducer());
                    roster.tellUpdated(participant);
                    greet(participant);
                    return MeetingTasks.done();
                });
    }

    /// Does what a participant asks of the program.
    CompletableFuture<Void> request(Session session, ProgramRequest request) {
        return requests.of(
                session,
                participant -> {
                    check(participant.rights(), request);
                    refresh();
                    return tasks.ask(program.request(request), _ -> {});
                });
    }

    private void check(Rights rights, ProgramRequest request) {
        boolean allowed =
                switch (request) {
                    case ProgramRequest.StartProgram _ -> rights.producer();
                    // Who may only record has no say in what is live, and the other way round.
                    case ProgramRequest.ShowProgram _ ->
                            rights.producer() && (rights.goLive() || !told.live());
                    case ProgramRequest.StopProgram _ ->
                            rights.producer()
                                    && (rights.goLive() || !told.live())
                                    && (rights.record() || !recording());
                    case ProgramRequest.GoLive _,
                            ProgramRequest.EndLive _,
                            ProgramRequest.AddDestination _,
                            ProgramRequest.ChangeDestination _,
                            ProgramRequest.RemoveDestination _ ->
                            rights.goLive();
                    case ProgramRequest.StartRecording _, ProgramRequest.StopRecording _ ->
                            rights.record();
                };
        if (!allowed) {
            throw new RejectedException(
                    ErrorCode.NOT_ALLOWED, "You do not have this right to the program.");
        }
    }

    private boolean recording() {
        return told.recording().state() == ProgramRecording.State.RECORDING;
    }

    /// Tells somebody who has just come, or come back, or may now, how the program is.
    void greet(Participant participant) {
        if (participant.rights().producer()) {
            roster.reply(participant, shownTo(participant.rights(), program.state()));
        }
    }

    private static ServerMessage.Program shownTo(Rights rights, ServerMessage.Program now) {
        return rights.record() ? now : now.withoutRecordings();
    }

    /// The media plane told this, and the roster knows of it.
    void onRoomEvent(RoomEvent event) {
        if (told.state() != ProgramPhase.NONE && !(event instanceof RoomEvent.SpeakersChanged)) {
            refresh();
        }
        program.onRoomEvent(event);
    }

    /// Somebody came, left or has another name.
    void onRosterChanged() {
        if (told.state() != ProgramPhase.NONE) {
            refresh();
            program.onPeopleChanged();
        }
    }

    private void refresh() {
        Map<String, String> names = new HashMap<>();
        Set<String> screens = new HashSet<>();
        for (Participant participant : roster.all()) {
            names.put(participant.id(), participant.isHidden() ? "" : participant.name());
            var screen = participant.publications().get(TrackSource.SCREEN_SHARE);
            if (screen != null) {
                screens.add(screen.id());
            }
        }
        known = new Known(names, screens);
    }

    private void tell(ServerMessage.Program now) {
        if (told.state() == ProgramPhase.NONE && now.state() != ProgramPhase.NONE) {
            refresh(); // also when it was not asked for by a participant
            program.onPeopleChanged();
        }
        told = now;
        String written = codec.write(now);
        String lesser = codec.write(now.withoutRecordings());
        for (Participant participant : roster.all()) {
            Session session = participant.session();
            if (session != null && participant.rights().producer()) {
                session.send(participant.rights().record() ? written : lesser);
            }
        }
    }

    private void light(LampState now) {
        if (!now.equals(lamps)) {
            lamps = now;
            roster.tellAll(new ServerMessage.Lamps(now));
        }
    }

    /// The meeting is over.
    void close() {
        program.close();
    }
}
