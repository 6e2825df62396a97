package io.sluice.sfu.room;

import io.sluice.rtp.buffer.PacketCell;
import io.sluice.sfu.api.DtlsFingerprint;
import io.sluice.sfu.api.DtlsSetup;
import io.sluice.sfu.api.EncodingParameters;
import io.sluice.sfu.api.IceCandidate;
import io.sluice.sfu.api.IceCredentials;
import io.sluice.sfu.api.IceMode;
import io.sluice.sfu.api.JoinedMedia;
import io.sluice.sfu.api.MediaAnswer;
import io.sluice.sfu.api.MediaOffer;
import io.sluice.sfu.api.MediaRights;
import io.sluice.sfu.api.PublicationInfo;
import io.sluice.sfu.api.RoomEvent.TransportState;
import io.sluice.sfu.api.SendSection;
import io.sluice.sfu.relay.MirrorTransport;
import io.sluice.sfu.send.RtcpSender;
import io.sluice.sfu.transport.MediaTransport;
import io.sluice.sfu.transport.TransportFactory;
import io.sluice.sfu.transport.TransportListener;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Somebody in the room: one connection, what comes through it and what goes.
final class Participant implements TransportListener {
    /// What the room does about a participant's connection.
    interface Owner {
        void onTransportChanged(Participant participant, TransportState state, long nowNanos);

        /// A bug showed, and nobody has logged it.
        void onBug(Throwable bug, long nowNanos);

        /// A bug showed, and the connection is closed and logged.
        void onFailure(Throwable failure, long nowNanos);
    }

    /// Opens the connection of a participant, whose packets the listener is told.
    @FunctionalInterface
    interface Connector {
        MediaTransport connect(TransportListener listener);
    }

    private final String id;
    private final long joinOrder;
    private final Owner owner;
    private final DtlsFingerprint fingerprint;
    private final PublicationTable publications = new PublicationTable();
    private final MediaTransport transport;
    private final Uplink uplink;
    private final Downlink downlink;
    private final RtcpReceiver rtcp;
    private MediaRights rights;
    private final List<Tap> taps = new ArrayList<>();
    private List<SendSection> sections;
    private IceCredentials remoteCredentials;
    private IceCredentials localCredentials;
    private boolean closed;

    Participant(
            String id,
            long joinOrder,
            MediaRights rights,
            MediaOffer offer,
            Connector connector,
            RoomResources resources,
            Downlink.Listener slots,
            Owner owner,
            long nowNanos) {
        this.id = id;
        this.joinOrder = joinOrder;
        this.rights = rights;
        this.owner = owner;
        fingerprint = offer.fingerprint();
        remoteCredentials = offer.ice();
        sections = offer.sends();
        transport = connector.connect(this);
        localCredentials = transport.localCredentials();
        SsrcAllocator ssrcs = new SsrcAllocator(resources.random());
        for (SendSection section : offer.sends()) {
            for (EncodingParameters encoding : section.encodings()) {
                ssrcs.reserve(encoding.ssrc());
                ssrcs.reserve(encoding.rtxSsrc());
            }
        }
        RtcpSender feedback = new RtcpSender(transport, ssrcs.next());
        uplink = new Uplink(resources, publications, feedback, owner::onBug, nowNanos);
        downlink = new Downlink(id, resources, transport, feedback, ssrcs, slots);
        rtcp = new RtcpReceiver(uplink, downlink, resources);
    }

    String id() {
        return id;
    }

    long joinOrder() {
        return joinOrder;
    }

    MediaRights rights() {
        return rights;
    }

    void rights(MediaRights now) {
        rights = now;
    }

    DtlsFingerprint fingerprint() {
        return fingerprint;
    }

    PublicationTable publications() {
        return publications;
    }

    Uplink uplink() {
        return uplink;
    }

    Downlink downlink() {
        return downlink;
    }

    /// The sections it sends through, as last negotiated.
    List<SendSection> sections() {
        return sections;
    }

    void sections(List<SendSection> negotiated) {
        sections = negotiated;
    }

    /// Also hands what it sends to another part of the room.
    void tap(Tap tap) {
        taps.add(tap);
    }

    void untap(OtherPart part) {
        taps.removeIf(tap -> tap.part.equals(part));
    }

    /// Whether its connection is on another loop.
    boolean mirrored() {
        return transport instanceof MirrorTransport;
    }

    MediaTransport transport() {
        return transport;
    }

    TransportState transportState() {
        return transport.state();
    }

    /// What it is answered once everything of its offer is set up.
    ///
    /// @param transports of the loop it is connected to
    JoinedMedia joined(MediaOffer offer, TransportFactory transports) {
        List<PublicationInfo> published = new ArrayList<>();
        for (Publication publication : publications.all()) {
            if (publication.permitted()) {
                published.add(publication.info());
            }
        }
        MediaAnswer answer =
                new MediaAnswer(
                        localCredentials,
                        transports.iceMode() == IceMode.LITE,
                        transports.fingerprint(),
                        offer.setup() == DtlsSetup.PASSIVE ? DtlsSetup.ACTIVE : DtlsSetup.PASSIVE,
                        transports.candidates(),
                        downlink.streams());
        return new JoinedMedia(answer, published, downlink.assignments());
    }

    /// Takes the peer's credentials of a further offer; other ones restart ICE.
    void credentials(MediaOffer offer) {
        if (!offer.ice().equals(remoteCredentials)) {
            remoteCredentials = offer.ice();
            localCredentials = transport.restartIce(offer.ice(), offer.candidates());
        }
    }

    /// Takes what the peer found after its offer.
    void addCandidates(String ufrag, List<IceCandidate> candidates) {
        transport.addCandidates(ufrag, candidates);
    }

    /// Gives everything back. What others are sent of this participant ends first.
    void close(long nowNanos) {
        if (closed) {
            return;
        }
        closed = true;
        downlink.close(nowNanos);
        uplink.close(nowNanos);
        transport.close(nowNanos);
    }

    @Override
    public boolean onRtp(PacketCell cell, long nowNanos) {
        if (closed) {
            return false;
        }
        for (int i = 0; i < taps.size(); i++) {
            taps.get(i).onRtp(cell);
        }
        return uplink.onRtp(cell, nowNanos);
    }

    @Override
    public void onRtcp(MemorySegment segment, long offset, int length, long nowNanos) {
        if (closed) {
            return;
        }
        for (int i = 0; i < taps.size(); i++) {
            taps.get(i).onRtcp(segment, offset, length);
        }
        rtcp.onRtcp(segment, offset, length, nowNanos);
    }

    @Override
    public void onStateChanged(TransportState state, long nowNanos) {
        if (!closed) {
            owner.onTransportChanged(this, state, nowNanos);
        }
    }

    @Override
    public void onFailure(Throwable failure, long nowNanos) {
        owner.onFailure(failure, nowNanos);
    }
}
