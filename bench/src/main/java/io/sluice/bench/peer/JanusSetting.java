package io.sluice.bench.peer;

import java.util.ArrayList;
import java.util.List;

/// What decides most on the speed of Janus on one processor.
///
/// @param eventLoops threads that all connections share; 0 is a thread for each connection, its
///   default
/// @param tcmalloc whether its memory is managed by tcmalloc, which its documentation advises
record JanusSetting(int eventLoops, boolean tcmalloc) {
    /// The simplest first.
    static List<JanusSetting> all(boolean withTcmalloc) {
        List<JanusSetting> all = new ArrayList<>();
        for (boolean tcmalloc : withTcmalloc ? new boolean[] {false, true} : new boolean[1]) {
            all.add(new JanusSetting(0, tcmalloc));
            all.add(new JanusSetting(1, tcmalloc));
        }
        return all;
    }

    /// The setting with this name.
    static JanusSetting of(String name) {
        return all(true).stream()
                .filter(setting -> setting.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name));
    }

    String name() {
        String threads = eventLoops == 0 ? "a thread per connection" : "event_loops=" + eventLoops;
        return tcmalloc ? threads + " with tcmalloc" : threads;
    }
}
