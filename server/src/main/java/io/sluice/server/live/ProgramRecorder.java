package io.sluice.server.live;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.egress.control.WorkerCommand;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.ProgramRecording;
import io.sluice.signaling.message.RefusalDetail;
import io.sluice.signaling.message.RejectedException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the folders that recordings are written into, one for each, with a note of what it is.
final class ProgramRecorder {
    private static final Logger LOG = LoggerFactory.getLogger(ProgramRecorder.class);

    /// The files in it are `program.mp4`, `program-2.mp4` and so on.
    private static final String FILE_NAME = "program";

    private static final String NOTE = "recording.json";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /// With three or four bytes a letter still much less than a name may have.
    private static final int ROOM_CODE_POINTS = 40;

    /// Two in a second take the next.
    private static final int ATTEMPTS = 10;

    private final Path directory;
    private final InstantSource clock;
    private final ObjectMapper mapper = new ObjectMapper();

    /// A recording that can begin.
    private record Begun(String id, Path folder) {}

    private record Note(String id, String room, long startedAt) {}

    /// @param directory that exists
    ProgramRecorder(Path directory, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /// Has a program recorded, unless it is already.
    ///
    /// @throws RejectedException when there is no place for it
    void start(String room, ProgramRun run, ProgramStatus status) {
        ProgramRecording.State state = status.recording().state();
        if (state == ProgramRecording.State.RECORDING) {
            return;
        }
        if (state == ProgramRecording.State.FAILED) {
            run.stopRecording(); // the worker holds it still
        }
        try {
            Begun begun = begin(room);
            run.startRecording(
                    new WorkerCommand.StartRecording(begun.folder.toString(), FILE_NAME));
            status.onRecording(begun.id);
        } catch (IOException e) {
            LOG.warn("cannot record: {}", e.getClass().getSimpleName());
            throw new RejectedException(
                    ErrorCode.RECORDING_FAILED,
                    "The folder for recordings cannot be written.",
                    new RefusalDetail(RefusalDetail.Reason.RECORDING_FOLDER));
        }
    }

    /// Makes the folder of a new recording; throws IOException when there is no place for it.
    private Begun begin(String room) throws IOException {
        Instant now = clock.instant();
        for (int attempt = 0; ; attempt++) {
            Instant at = now.plus(attempt, ChronoUnit.SECONDS);
            String id = shortened(room) + "-" + TIME.format(at);
            Path folder = directory.resolve(id);
            try {
                Files.createDirectory(folder);
            } catch (FileAlreadyExistsException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                continue;
            }
            Files.writeString(
                    folder.resolve(NOTE),
                    mapper.writeValueAsString(new Note(id, room, now.toEpochMilli())));
            return new Begun(id, folder);
        }
    }

    /// Names of rooms have letters, digits, `-` and `_` only.
    private static String shortened(String room) {
        int length = room.codePointCount(0, room.length());
        return length <= ROOM_CODE_POINTS
                ? room
                : room.substring(0, room.offsetByCodePoints(0, ROOM_CODE_POINTS));
    }
}
