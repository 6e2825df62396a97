package io.sluice.bench.forward;

import io.sluice.bench.server.JoinRequest;
import java.util.ArrayList;
import java.util.List;

/// Who meets in a run, at a load that all servers carry.
enum Scenario {
    /// Ten people who all see and hear each other.
    MEETING(10) {
        @Override
        List<JoinRequest> participants() {
            return meetings(1, 10);
        }
    },

    /// One speaks, a hundred watch.
    LECTURE(10) {
        @Override
        List<JoinRequest> participants() {
            return lecture(100);
        }
    },

    /// Ten speak, forty listen, nobody is seen.
    AUDIO(10) {
        @Override
        List<JoinRequest> participants() {
            List<JoinRequest> all = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                all.add(new JoinRequest("audio", "speaker-" + i, true, false, 0, 0));
            }
            for (int i = 0; i < 40; i++) {
                all.add(new JoinRequest("audio", "listener-" + i, false, false, 10, 0));
            }
            return all;
        }
    },

    /// Eight rooms of four.
    ROOMS(8) {
        @Override
        List<JoinRequest> participants() {
            return meetings(8, 4);
        }
    };

    private final int sampleEvery;

    Scenario(int sampleEvery) {
        this.sampleEvery = sampleEvery;
    }

    abstract List<JoinRequest> participants();

    /// Each so manieth receiver decrypts what it gets.
    int sampleEvery() {
        return sampleEvery;
    }

    /// The same people, whose cameras come in simulcast; each sits in the next seat.
    static List<JoinRequest> inSimulcast(List<JoinRequest> participants) {
        List<JoinRequest> all = new ArrayList<>();
        for (JoinRequest each : participants) {
            all.add(each.inSimulcast(all.size()));
        }
        return all;
    }

    static List<JoinRequest> lecture(int viewers) {
        return lectures(1, viewers);
    }

    /// So many lectures at a time, each with so many viewers.
    static List<JoinRequest> lectures(int rooms, int viewers) {
        List<JoinRequest> all = new ArrayList<>();
        for (int room = 0; room < rooms; room++) {
            all.add(new JoinRequest(hall(room), "speaker", true, true, 0, 0));
            all.addAll(viewers(hall(room), 0, viewers));
        }
        return all;
    }

    /// More viewers of the one lecture.
    static List<JoinRequest> viewers(int from, int until) {
        return viewers(hall(0), from, until);
    }

    private static String hall(int number) {
        return "lecture-" + number;
    }

    private static List<JoinRequest> viewers(String room, int from, int until) {
        List<JoinRequest> all = new ArrayList<>();
        for (int i = from; i < until; i++) {
            all.add(new JoinRequest(room, "viewer-" + i, false, false, 1, 1));
        }
        return all;
    }

    static List<JoinRequest> meetings(int rooms, int size) {
        List<JoinRequest> all = new ArrayList<>();
        for (int room = 0; room < rooms; room++) {
            for (int i = 0; i < size; i++) {
                String name = "room-" + room;
                all.add(new JoinRequest(name, "p-" + i, true, true, size - 1, size - 1));
            }
        }
        return all;
    }
}
