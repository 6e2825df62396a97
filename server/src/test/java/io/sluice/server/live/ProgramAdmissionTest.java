package io.sluice.server.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.ProgramVideo;
import io.sluice.signaling.message.RefusalDetail;
import io.sluice.signaling.message.RejectedException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgramAdmissionTest {
    private static final ProgramVideo HD = ProgramVideo.DEFAULT;
    private static final ProgramVideo FULL_HD = new ProgramVideo(1920, 1080, 30, 4_000_000);

    private static ProgramAdmission of(int percent, int processors) {
        return new ProgramAdmission(8, percent, processors, 1, () -> 0);
    }

    @Test
    void whatFitsIsTakenInAndWhatDoesNotIsRefusedWithTheFigures() {
        ProgramAdmission admission = of(80, 2);
        admission.admit("a", HD, false);
        admission.admit("b", HD, false);
        admission.admit("c", HD, false);
        var refusal = assertThrows(RejectedException.class, () -> admission.admit("d", HD, false));
        assertEquals(ErrorCode.PROGRAM_REFUSED, refusal.code());
        assertEquals(
                "The program needs about 52 % of a processor; 3 others use 155 %, the meetings"
                        + " 0 %, and together they may use 160 % (egress.maxCpuPercent: 80 of 2 processors).",
                refusal.reason());
        assertEquals(
                new RefusalDetail(
                        RefusalDetail.Reason.PROCESSORS,
                        Map.of(
                                "needed",
                                52L,
                                "others",
                                3L,
                                "used",
                                155L,
                                "meetings",
                                0L,
                                "most",
                                160L)),
                refusal.detail());
    }

    @Test
    void whatMeetingsUseIsNotFree() {
        double[] meetings = {100};
        ProgramAdmission admission = new ProgramAdmission(8, 80, 2, 1, () -> meetings[0]);
        admission.admit("a", HD, false);
        var refusal = assertThrows(RejectedException.class, () -> admission.admit("b", HD, false));
        assertTrue(refusal.reason().contains("the meetings 100 %"), refusal.reason());
        meetings[0] = 50;
        admission.admit("b", HD, false);
    }

    @Test
    void whatRunsCountsWithWhatItUses() {
        ProgramAdmission admission = of(50, 2);
        admission.admit("a", FULL_HD, false);
        assertThrows(RejectedException.class, () -> admission.admit("b", HD, false));
        admission.measured("a", 40);
        admission.admit("b", HD, false);
        admission.release("a");
        admission.measured("a", 400);
        admission.admit("c", HD, true);
    }

    @Test
    void thereAreNoMoreThanConfigured() {
        ProgramAdmission admission = new ProgramAdmission(1, 100, 64, 1, () -> 0);
        admission.admit("a", HD, true);
        var refusal = assertThrows(RejectedException.class, () -> admission.admit("b", HD, true));
        assertTrue(refusal.reason().contains("maxPrograms"));
    }

    @Test
    void aLargerPictureAndADearerEncoderNeedMore() {
        assertTrue(of(80, 2).estimate(FULL_HD, false) > of(80, 2).estimate(HD, false));
        assertTrue(
                new ProgramAdmission(8, 80, 2, ProgramAdmission.X264_SHARE, () -> 0)
                                .estimate(HD, false)
                        < of(80, 2).estimate(HD, false));
        assertTrue(of(80, 2).estimate(FULL_HD, true) < 10);
    }
}
