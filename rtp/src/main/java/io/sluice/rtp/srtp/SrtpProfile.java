package io.sluice.rtp.srtp;

import java.util.Optional;

/// The protection profiles we speak, by the ids of the DTLS `use_srtp` extension, the best first
/// (RFC 5764 §4.1.2, RFC 7714 §14.2).
public enum SrtpProfile {
    AEAD_AES_128_GCM(7, 16, 12, 16),
    AEAD_AES_256_GCM(8, 32, 12, 16),
    AES_CM_128_HMAC_SHA1_80(1, 16, 14, 10);

    private final int id;
    private final int keyBytes;
    private final int saltBytes;
    private final int tagBytes;

    SrtpProfile(int id, int keyBytes, int saltBytes, int tagBytes) {
        this.id = id;
        this.keyBytes = keyBytes;
        this.saltBytes = saltBytes;
        this.tagBytes = tagBytes;
    }

    public int id() {
        return id;
    }

    public int keyBytes() {
        return keyBytes;
    }

    public int saltBytes() {
        return saltBytes;
    }

    /// What protection adds to an RTP packet; SRTCP adds four bytes more.
    public int tagBytes() {
        return tagBytes;
    }

    /// What the DTLS exporter must give: keys and salts of both sides.
    public int keyingMaterialBytes() {
        return 2 * (keyBytes + saltBytes);
    }

    boolean isAead() {
        return this != AES_CM_128_HMAC_SHA1_80;
    }

    public static Optional<SrtpProfile> ofId(int id) {
        for (SrtpProfile profile : values()) {
            if (profile.id == id) {
                return Optional.of(profile);
            }
        }
        return Optional.empty();
    }
}
