package io.sluice.sfu.api;

/// The RTCP feedback a payload type was negotiated with (RFC 4585 §4.2).
public enum RtcpFeedback {
    NACK,
    PLI,
    FIR,
    TRANSPORT_CC,
    REMB
}
