package io.sluice.egress.compose;

import java.io.File;
import java.util.ArrayList;
import java.util.List;

/// Where fonts are that know Chinese, Japanese and Korean, as distributions install them.
public final class Fonts {
    private static final List<String> KNOWN =
            List.of(
                    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
                    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
                    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
                    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
                    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
                    "/System/Library/Fonts/PingFang.ttc");

    private Fonts() {}

    /// Those that are there, after those the operator named.
    public static List<File> find(List<String> configured) {
        List<File> files = new ArrayList<>();
        for (String path : configured) {
            files.add(new File(path));
        }
        for (String path : KNOWN) {
            File file = new File(path);
            if (file.canRead()) {
                files.add(file);
                break;
            }
        }
        return files;
    }
}
