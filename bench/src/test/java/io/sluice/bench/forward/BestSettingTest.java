package io.sluice.bench.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.bench.forward.BestSetting.Trial;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BestSettingTest {
    @Test
    void theCheapestThatDeliversIsBest() {
        Trial lossy = new Trial("lossy", 10, 0.5, false);
        Trial dear = new Trial("dear", 30, 0, true);
        Trial cheap = new Trial("cheap", 20, 0.0001, true);
        Trial nothing = new Trial("nothing", Double.NaN, 1, false);
        assertEquals(
                List.of(cheap, dear, lossy, nothing),
                List.of(nothing, lossy, dear, cheap).stream().sorted(BestSetting.best()).toList());
    }
}
