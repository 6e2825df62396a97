package io.sluice.sfu.loop;

import io.sluice.sfu.congestion.UplinkBudgets;
import io.sluice.sfu.congestion.UplinkNeed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Where the loops tell each other what their receivers behind one uplink need, so that all of them
/// together keep to what it carries. What is read is a tenth of a second old at most.
public final class UplinkExchange {
    private final int loops;
    private final Map<Object, AtomicReferenceArray<@Nullable UplinkNeed>> needs =
            new ConcurrentHashMap<>();

    /// @param loops how many there are
    public UplinkExchange(int loops) {
        this.loops = loops;
    }

    /// The exchange as one loop sees it.
    ///
    /// @param loop its number, from 0
    public UplinkBudgets.Exchange of(int loop) {
        return new UplinkBudgets.Exchange() {
            @Override
            public void tell(Object uplink, UplinkNeed own) {
                needs.compute(
                        uplink,
                        (_, known) -> {
                            var row =
                                    known == null
                                            ? new AtomicReferenceArray<@Nullable UplinkNeed>(loops)
                                            : known;
                            row.set(loop, own.receivers() == 0 ? null : own);
                            return isEmpty(row) ? null : row;
                        });
            }

            @Override
            public List<UplinkNeed> others(Object uplink) {
                var row = needs.get(uplink);
                List<UplinkNeed> others = new ArrayList<>();
                for (int i = 0; row != null && i < loops; i++) {
                    UplinkNeed need = row.get(i);
                    if (i != loop && need != null) {
                        others.add(need);
                    }
                }
                return others;
            }
        };
    }

    /// Uplinks that somebody uses.
    int count() {
        return needs.size();
    }

    private static boolean isEmpty(AtomicReferenceArray<@Nullable UplinkNeed> row) {
        for (int i = 0; i < row.length(); i++) {
            if (row.get(i) != null) {
                return false;
            }
        }
        return true;
    }
}
