package io.sluice.rtp.srtp;

import java.util.Arrays;

/// The master keys and salts of both directions, as a DTLS handshake exports them (RFC 5764 §4.2).
public final class SrtpKeys {
    private final SrtpProfile profile;
    private final byte[] localKey;
    private final byte[] localSalt;
    private final byte[] remoteKey;
    private final byte[] remoteSalt;

    private SrtpKeys(
            SrtpProfile profile,
            byte[] localKey,
            byte[] localSalt,
            byte[] remoteKey,
            byte[] remoteSalt) {
        this.profile = profile;
        this.localKey = localKey;
        this.localSalt = localSalt;
        this.remoteKey = remoteKey;
        this.remoteSalt = remoteSalt;
    }

    /// Takes the exporter's material apart: client key, server key, client salt, server salt.
    /// `server` says which of them we are in the handshake. The material itself is not kept.
    public static SrtpKeys fromExporter(SrtpProfile profile, byte[] material, boolean server) {
        if (material.length != profile.keyingMaterialBytes()) {
            throw new IllegalArgumentException("the keying material has another length");
        }
        int key = profile.keyBytes();
        int salt = profile.saltBytes();
        byte[] clientKey = Arrays.copyOfRange(material, 0, key);
        byte[] serverKey = Arrays.copyOfRange(material, key, 2 * key);
        byte[] clientSalt = Arrays.copyOfRange(material, 2 * key, 2 * key + salt);
        byte[] serverSalt = Arrays.copyOfRange(material, 2 * key + salt, 2 * (key + salt));
        return server
                ? new SrtpKeys(profile, serverKey, serverSalt, clientKey, clientSalt)
                : new SrtpKeys(profile, clientKey, clientSalt, serverKey, serverSalt);
    }

    public SrtpProfile profile() {
        return profile;
    }

    SessionKeys localRtp() {
        return SessionKeys.derive(profile, localKey, localSalt, SessionKeys.RTP_LABELS);
    }

    SessionKeys localRtcp() {
        return SessionKeys.derive(profile, localKey, localSalt, SessionKeys.RTCP_LABELS);
    }

    SessionKeys remoteRtp() {
        return SessionKeys.derive(profile, remoteKey, remoteSalt, SessionKeys.RTP_LABELS);
    }

    SessionKeys remoteRtcp() {
        return SessionKeys.derive(profile, remoteKey, remoteSalt, SessionKeys.RTCP_LABELS);
    }

    /// Overwrites the secrets; contexts made before keep their own.
    public void destroy() {
        Arrays.fill(localKey, (byte) 0);
        Arrays.fill(localSalt, (byte) 0);
        Arrays.fill(remoteKey, (byte) 0);
        Arrays.fill(remoteSalt, (byte) 0);
    }
}
