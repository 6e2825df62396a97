package io.sluice.sfu.transport.dtls;

import io.sluice.rtp.srtp.SrtpKeys;
import io.sluice.rtp.srtp.SrtpProfile;
import java.io.IOException;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.jspecify.annotations.Nullable;

/// The `use_srtp` extension and the keys that come out of it (RFC 5764 §4).
final class SrtpNegotiation {
    /// AES-128-GCM costs a fraction of the others; the one every stack has comes next.
    private static final List<SrtpProfile> PREFERENCE =
            List.of(
                    SrtpProfile.AEAD_AES_128_GCM,
                    SrtpProfile.AES_CM_128_HMAC_SHA1_80,
                    SrtpProfile.AEAD_AES_256_GCM);

    private @Nullable SrtpProfile profile;
    private @Nullable SrtpKeys keys;

    void readOffer(@Nullable Hashtable<?, ?> extensions) throws IOException {
        UseSRTPData offer = TlsSRTPUtils.getUseSRTPExtension(extensions);
        if (offer == null) {
            throw new TlsFatalAlert(AlertDescription.missing_extension);
        }
        int[] offered = offer.getProtectionProfiles();
        profile =
                PREFERENCE.stream()
                        .filter(ours -> Arrays.stream(offered).anyMatch(id -> id == ours.id()))
                        .findFirst()
                        .orElseThrow(() -> new TlsFatalAlert(AlertDescription.handshake_failure));
    }

    void writeAnswer(Hashtable<?, ?> extensions) throws IOException {
        TlsSRTPUtils.addUseSRTPExtension(
                extensions, new UseSRTPData(new int[] {profile().id()}, TlsUtils.EMPTY_BYTES));
    }

    void writeOffer(Hashtable<?, ?> extensions) throws IOException {
        int[] offered = PREFERENCE.stream().mapToInt(SrtpProfile::id).toArray();
        TlsSRTPUtils.addUseSRTPExtension(
                extensions, new UseSRTPData(offered, TlsUtils.EMPTY_BYTES));
    }

    void readAnswer(@Nullable Hashtable<?, ?> extensions) throws IOException {
        UseSRTPData answer = TlsSRTPUtils.getUseSRTPExtension(extensions);
        if (answer == null || answer.getProtectionProfiles().length != 1) {
            throw new TlsFatalAlert(AlertDescription.illegal_parameter);
        }
        int chosen = answer.getProtectionProfiles()[0];
        profile =
                PREFERENCE.stream()
                        .filter(ours -> ours.id() == chosen)
                        .findFirst()
                        .orElseThrow(() -> new TlsFatalAlert(AlertDescription.illegal_parameter));
    }

    /// Exports the keys; only possible while the handshake completes.
    void export(TlsContext context, boolean server) throws IOException {
        byte[] material =
                context.exportKeyingMaterial(
                        ExporterLabel.dtls_srtp, null, profile().keyingMaterialBytes());
        keys = SrtpKeys.fromExporter(profile(), material, server);
        Arrays.fill(material, (byte) 0);
    }

    private SrtpProfile profile() throws IOException {
        if (profile == null) {
            throw new TlsFatalAlert(AlertDescription.internal_error);
        }
        return profile;
    }

    @Nullable SrtpKeys keys() {
        return keys;
    }
}
