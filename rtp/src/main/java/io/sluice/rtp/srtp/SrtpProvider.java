package io.sluice.rtp.srtp;

import io.sluice.rtp.srtp.openssl.OpenSsl;

/// Where the ciphers come from, the fastest first.
public enum SrtpProvider {
    /// The system's OpenSSL 3, called without a copy and without an allocation per packet.
    OPENSSL {
        @Override
        public String label() {
            return "OpenSSL " + OpenSsl.version().orElse("");
        }

        @Override
        boolean canBeTried() {
            return OpenSsl.version().isPresent();
        }

        @Override
        SrtpTransform transform(
                SrtpProfile profile, SessionKeys keys, boolean rtcp, boolean seals) {
            return profile.isAead()
                    ? new OpenSslGcmTransform(keys, rtcp, seals)
                    : new OpenSslCounterTransform(profile, keys);
        }
    },

    /// The JDK's own, there on every machine.
    JCE {
        @Override
        public String label() {
            return "SunJCE";
        }

        @Override
        boolean canBeTried() {
            return true;
        }

        @Override
        SrtpTransform transform(
                SrtpProfile profile, SessionKeys keys, boolean rtcp, boolean seals) {
            return profile.isAead()
                    ? new JceGcmTransform(keys, rtcp)
                    : new JceCounterTransform(profile, keys);
        }
    };

    /// The name an operator knows, with its version.
    public abstract String label();

    /// Whether the library is there at all; whether it is right is another question.
    abstract boolean canBeTried();

    /// @param rtcp rather than RTP
    /// @param seals rather than opens
    abstract SrtpTransform transform(
            SrtpProfile profile, SessionKeys keys, boolean rtcp, boolean seals);

    /// Whether this machine has it and it gives the right answers.
    public boolean isAvailable() {
        return canBeTried() && (this == JCE || KnownAnswers.agree(this, JCE));
    }

    /// The receiving side; the keys may be destroyed afterwards.
    public SrtpReceiver receiver(SrtpKeys keys) {
        return receiver(keys.profile(), keys.remoteRtp(), keys.remoteRtcp());
    }

    /// The sending side; the keys may be destroyed afterwards.
    public SrtpSender sender(SrtpKeys keys) {
        return sender(keys.profile(), keys.localRtp(), keys.localRtcp());
    }

    SrtpReceiver receiver(SrtpProfile profile, SessionKeys rtp, SessionKeys rtcp) {
        return new PacketReceiver(
                profile,
                transform(profile, rtp, false, false),
                transform(profile, rtcp, true, false));
    }

    SrtpSender sender(SrtpProfile profile, SessionKeys rtp, SessionKeys rtcp) {
        return new PacketSender(
                profile,
                transform(profile, rtp, false, true),
                transform(profile, rtcp, true, true));
    }
}
