package io.sluice.server.live;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.egress.output.RecordedLength;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The recordings that are there, each in a folder of its own with a note of what it is
/// ([ProgramRecorder]). All that is told comes from the files, so it survives everything.
final class Recordings {
    private static final String NOTE = "recording.json";

    /// Names of rooms and a time. No dots and no slashes: an id leads nowhere else.
    private static final Pattern ID = Pattern.compile("[\\p{L}\\p{M}\\p{N}_-]{1,200}");

    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9_-]{1,100}\\.mp4");

    /// A note is some hundred bytes.
    private static final long MAX_NOTE_BYTES = 10_000;

    /// The writer cuts a fragment each second; a worker that is replaced takes a few.
    private static final long GROWS_MILLIS = Duration.ofSeconds(15).toMillis();

    private final Path directory;
    private final InstantSource clock;
    private final ObjectMapper mapper = new ObjectMapper();

    /// One recording.
    ///
    /// @param startedAt milliseconds since 1970
    /// @param state `recording`, `finished`, `interrupted` when nobody closed its last file, or
    ///   `failed` when there is nothing
    record Entry(
            String id,
            String room,
            long startedAt,
            long bytes,
            long millis,
            List<Part> files,
            String state) {
        Entry {
            files = List.copyOf(files);
        }
    }

    /// One file of it.
    record Part(String name, long bytes) {}

    Recordings(Path directory, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /// All of them, the latest first.
    List<Entry> list() throws IOException {
        List<Entry> found = new ArrayList<>();
        for (Path folder : children(directory)) {
            entry(folder).ifPresent(found::add);
        }
        found.sort(Comparator.comparingLong(Entry::startedAt).reversed());
        return found;
    }

    Optional<Entry> find(String id) throws IOException {
        Path folder = folder(id);
        return folder == null ? Optional.empty() : entry(folder);
    }

    /// A file of a recording; nothing for what is not one.
    Optional<Path> file(String id, String name) throws IOException {
        Path folder = folder(id);
        if (folder == null || entry(folder).isEmpty() || !FILE.matcher(name).matches()) {
            return Optional.empty();
        }
        return Optional.of(folder.resolve(name)).filter(Recordings::isFile);
    }

    /// Deletes a recording that does not grow any more; what else somebody put into its folder
    /// stays, and the folder with it.
    ///
    /// @return whether it is gone
    boolean delete(String id) throws IOException {
        Path folder = folder(id);
        if (folder == null) {
            return false;
        }
        for (Path file : children(folder)) {
            String name = name(file);
            if (isFile(file) && (FILE.matcher(name).matches() || name.equals(NOTE))) {
                Files.delete(file);
            }
        }
        if (children(folder).isEmpty()) {
            Files.delete(folder);
        }
        return true;
    }

    private @Nullable Path folder(String id) {
        if (!ID.matcher(id).matches()) {
            return null;
        }
        Path folder = directory.resolve(id);
        return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) ? folder : null;
    }

    private Optional<Entry> entry(Path folder) throws IOException {
        String id = name(folder);
        JsonNode note = note(folder.resolve(NOTE));
        if (note == null || !ID.matcher(id).matches()) {
            return Optional.empty();
        }
        List<Part> parts = new ArrayList<>();
        long bytes = 0;
        long millis = 0;
        long changedAt = note.path("startedAt").asLong();
        boolean finished = true;
        for (Path file : children(folder)) {
            if (!isFile(file) || !FILE.matcher(name(file)).matches()) {
                continue;
            }
            try (FileChannel channel = FileChannel.open(file)) {
                RecordedLength length = RecordedLength.of(channel);
                millis += length.millis();
                finished &= length.finished();
                bytes += channel.size();
                parts.add(new Part(name(file), channel.size()));
            }
            changedAt = Math.max(changedAt, Files.getLastModifiedTime(file).toMillis());
        }
        parts.sort(
                Comparator.comparingInt((Part part) -> part.name().length())
                        .thenComparing(Part::name));
        String state = state(finished && !parts.isEmpty(), parts.isEmpty(), changedAt);
        return Optional.of(
                new Entry(
                        id,
                        note.path("room").asText(),
                        note.path("startedAt").asLong(),
                        bytes,
                        millis,
                        parts,
                        state));
    }

    private String state(boolean finished, boolean empty, long changedAt) {
        if (finished) {
            return "finished";
        }
        if (clock.millis() - changedAt < GROWS_MILLIS) {
            return "recording";
        }
        return empty ? "failed" : "interrupted";
    }

    private @Nullable JsonNode note(Path file) throws IOException {
        if (!isFile(file) || Files.size(file) > MAX_NOTE_BYTES) {
            return null;
        }
        try {
            return mapper.readTree(file.toFile());
        } catch (JacksonException _) {
            return null; // not ours
        }
    }

    private static boolean isFile(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static String name(Path file) {
        return Objects.toString(file.getFileName());
    }

    private static List<Path> children(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }
}
