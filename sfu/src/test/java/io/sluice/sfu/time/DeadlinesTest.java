package io.sluice.sfu.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DeadlinesTest {
    private final List<Throwable> failures = new ArrayList<>();
    private final Deadlines deadlines = new Deadlines((failure, _) -> failures.add(failure));
    private final List<String> called = new ArrayList<>();

    private final class Alarm implements Timed {
        private final String name;
        private long deadlineNanos;
        private Deadlines home = deadlines;
        private Runnable action = () -> {};

        Alarm(String name, long deadlineNanos) {
            this.name = name;
            this.deadlineNanos = deadlineNanos;
        }

        @Override
        public long deadlineNanos() {
            return deadlineNanos;
        }

        @Override
        public void onDeadline(long nowNanos) {
            called.add(name);
            deadlineNanos = NEVER;
            action.run();
        }
    }

    @Test
    void callsWhatIsDueInOrder() {
        deadlines.add(new Alarm("late", 30));
        deadlines.add(new Alarm("early", 10));
        deadlines.add(new Alarm("middle", 20));

        assertEquals(10, deadlines.deadlineNanos());
        deadlines.run(20);

        assertEquals(List.of("early", "middle"), called);
        assertEquals(30, deadlines.deadlineNanos());
    }

    @Test
    void whatIsDueAgainAtOnceWaitsForTheNextRun() {
        Alarm alarm = new Alarm("again", 10);
        alarm.action = () -> alarm.deadlineNanos = 10;
        deadlines.add(alarm);

        deadlines.run(10);
        assertEquals(List.of("again"), called);
        assertEquals(10, deadlines.deadlineNanos());
    }

    @Test
    void oneDueAlarmMayRemoveAnother() {
        Alarm second = new Alarm("second", 11);
        Alarm first = new Alarm("first", 10);
        first.action = () -> deadlines.remove(second);
        deadlines.add(first);
        deadlines.add(second);

        deadlines.run(20);
        assertEquals(List.of("first"), called);
        assertEquals(Timed.NEVER, deadlines.deadlineNanos());
    }

    @Test
    void aBugTakesOutOnlyTheAlarmThatThrew() {
        RuntimeException bug = new IllegalStateException("bug");
        Alarm faulty = new Alarm("faulty", 10);
        faulty.action =
                () -> {
                    throw bug;
                };
        deadlines.add(faulty);
        deadlines.add(new Alarm("other", 10));

        deadlines.run(10);
        assertEquals(List.of("faulty", "other"), called);
        assertSame(bug, failures.getFirst());
        assertEquals(Timed.NEVER, deadlines.deadlineNanos());
    }

    @Test
    void aChildRunsWithItsParentAndFailsByItself() {
        List<Throwable> own = new ArrayList<>();
        Deadlines child = deadlines.child((failure, _) -> own.add(failure));
        Alarm alarm = new Alarm("child", 10);
        alarm.action =
                () -> {
                    throw new AssertionError("bug");
                };
        child.add(alarm);
        assertEquals(10, deadlines.deadlineNanos());

        deadlines.run(10);
        assertEquals(1, own.size());
        assertEquals(List.of(), failures);

        child.add(new Alarm("never", 20));
        child.close();
        assertEquals(Timed.NEVER, deadlines.deadlineNanos());
    }

    /// Property: whatever is added, moved and removed, here or in a child, the earliest deadline is
    /// that of a sorted queue.
    @ParameterizedTest(name = "seed {0}, {1} children")
    @CsvSource({"1, 0", "2, 0", "3, 1", "4, 3", "5, 30"})
    void knowsTheEarliestDeadline(long seed, int children) {
        Random random = new Random(seed);
        List<Deadlines> all = new ArrayList<>(List.of(deadlines));
        while (all.size() <= children) {
            all.add(deadlines.child((failure, _) -> failures.add(failure)));
        }
        List<Alarm> alarms = new ArrayList<>();
        for (int step = 0; step < 2000; step++) {
            int choice = random.nextInt(3);
            if (choice == 0 || alarms.isEmpty()) {
                Alarm alarm = new Alarm("a" + step, random.nextInt(1000));
                alarms.add(alarm);
                alarm.home = all.get(random.nextInt(all.size()));
                alarm.home.add(alarm);
            } else if (choice == 1) {
                Alarm alarm = alarms.get(random.nextInt(alarms.size()));
                alarm.deadlineNanos = random.nextInt(8) == 0 ? Timed.NEVER : random.nextInt(1000);
                alarm.home.update(alarm);
            } else {
                Alarm alarm = alarms.remove(random.nextInt(alarms.size()));
                alarm.home.remove(alarm);
            }
            PriorityQueue<Long> sorted = new PriorityQueue<>();
            alarms.forEach(alarm -> sorted.add(alarm.deadlineNanos));
            long expected = sorted.isEmpty() ? Timed.NEVER : sorted.peek();
            assertEquals(expected, deadlines.deadlineNanos());
        }
    }

    /// Property: everything is called in the order of time, whatever branch of the heap it is on.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void callsEverythingInOrder(long seed) {
        Random random = new Random(seed);
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            long at = random.nextInt(10_000);
            times.add(at);
            deadlines.add(new Alarm(String.valueOf(at), at));
        }
        times.sort(null);
        while (deadlines.deadlineNanos() != Timed.NEVER) {
            deadlines.run(deadlines.deadlineNanos() + random.nextInt(200));
        }
        assertEquals(times.stream().map(String::valueOf).toList(), called);
    }
}
