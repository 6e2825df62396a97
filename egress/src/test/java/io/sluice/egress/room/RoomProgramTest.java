package io.sluice.egress.room;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.egress.control.Layout;
import io.sluice.egress.control.Scene;
import io.sluice.egress.control.VideoSettings;
import io.sluice.egress.control.WorkerCommand.Start;
import io.sluice.egress.control.WorkerEvent;
import io.sluice.egress.supervise.ProgramListener;
import io.sluice.egress.supervise.WorkerCommandLine;
import io.sluice.sfu.api.RoomEvent;
import io.sluice.sfu.api.RoomHandle;
import io.sluice.sfu.api.SlotAssignment;
import io.sluice.sfu.api.SlotAssignment.VideoState;
import io.sluice.sfu.api.SlotView;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a program asks its room for. Its worker never comes up.
@Timeout(60)
final class RoomProgramTest {
    private static final Directory NAMES =
            new Directory() {
                @Override
                public String nameOf(String participantId) {
                    return participantId;
                }

                @Override
                public boolean isScreen(String publicationId) {
                    return publicationId.startsWith("screen");
                }
            };

    /// By slot, as they are now.
    private final Map<Integer, String> sizes = new TreeMap<>();

    private int asked;

    private final RoomHandle room =
            (RoomHandle)
                    Proxy.newProxyInstance(
                            RoomHandle.class.getClassLoader(),
                            new Class<?>[] {RoomHandle.class},
                            (_, method, arguments) -> answer(method, arguments));

    @SuppressWarnings("FutureReturnValueIgnored") // it is what the caller gets
    private synchronized Object answer(Method method, Object[] arguments) {
        switch (method.getName()) {
            case "tap" -> {
                note(arguments[2]);
                return CompletableFuture.completedFuture(List.of());
            }
            case "setView" -> {
                note(arguments[1]);
                asked++;
            }
            default -> {
                // Leaving, and keyframes.
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    private void note(Object views) {
        for (Object each : (List<?>) views) {
            SlotView view = (SlotView) each;
            sizes.put(view.slot(), view.width() + "x" + view.height());
        }
    }

    private synchronized List<String> sizes(int count) {
        return List.copyOf(sizes.values()).subList(0, count);
    }

    private RoomProgram program(Path folder, boolean passthrough) {
        WorkerCommandLine line =
                new WorkerCommandLine(folder.resolve("no-java"), "", folder, List.of());
        Start start =
                new Start(
                        passthrough, VideoSettings.hd(), 128_000, 100, List.of(), Scene.grid(), 0);
        return new RoomProgram(
                room,
                "program",
                NAMES,
                line,
                start,
                new ProgramListener() {
                    @Override
                    public void onStarted(int part) {}

                    @Override
                    public void onEvent(WorkerEvent event) {}

                    @Override
                    public void onLost(String reason) {}

                    @Override
                    public void onEnded() {}
                },
                null);
    }

    private static RoomEvent people(String... ids) {
        List<SlotAssignment> slots = new java.util.ArrayList<>();
        for (String id : ids) {
            slots.add(
                    new SlotAssignment(
                            slots.size(), id, "audio-" + id, "camera-" + id, VideoState.LIVE));
        }
        return new RoomEvent.SlotsChanged("program", slots);
    }

    private static RoomEvent speaks(String id) {
        return new RoomEvent.SpeakersChanged(List.of(new RoomEvent.Speaker(id, 1)));
    }

    @Test
    void picturesAreAskedForAsLargeAsTheyAreSeen(@TempDir Path folder) {
        try (RoomProgram program = program(folder, false)) {
            program.enter().join();
            program.onRoomEvent(people("anna"));
            assertEquals(List.of("1280x720", "160x90"), sizes(2), "alone");
            program.onRoomEvent(people("anna", "ben", "cora", "dora"));
            assertEquals(List.of("632x354", "632x354", "632x356", "632x356"), sizes(4));
            program.show(Scene.grid().with(Layout.SOLO));
            assertEquals(List.of("1280x720", "160x90", "160x90", "160x90"), sizes(4));
            program.onRoomEvent(speaks("cora"));
            assertEquals(List.of("160x90", "160x90", "1280x720", "160x90"), sizes(4));
            int before = asked;
            program.onRoomEvent(speaks("cora"));
            program.show(Scene.grid().with(Layout.SOLO).titled("News"));
            assertEquals(before, asked, "nothing changed");
        }
    }

    @Test
    void whatPassesThroughIsAskedForInFull(@TempDir Path folder) {
        try (RoomProgram program = program(folder, true)) {
            CompletableFuture<Void> entered = program.enter();
            assertEquals(List.of("1280x720", "1280x720"), sizes(2), "before anybody is known");
            entered.join();
            program.onRoomEvent(people("anna", "ben"));
            assertEquals(List.of("1280x720", "160x90"), sizes(2));
            program.onRoomEvent(speaks("ben"));
            assertEquals(List.of("160x90", "1280x720"), sizes(2));
        }
    }
}
