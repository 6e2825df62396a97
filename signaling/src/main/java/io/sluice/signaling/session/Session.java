package io.sluice.signaling.session;

import io.sluice.signaling.message.ClientMessage;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.MessageCodec;
import io.sluice.signaling.message.ProgramRequest;
import io.sluice.signaling.message.RejectedException;
import io.sluice.signaling.message.ServerMessage;
import io.sluice.signaling.message.ServerMessage.ByeReason;
import io.sluice.signaling.sdp.CandidateReader;
import io.sluice.signaling.sdp.OfferReader;
import io.sluice.signaling.sdp.ParsedOffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One signaling connection: not joined, then joined, then closed. It reads messages one at a time
/// and blocks until each is done, which is also what keeps a client from flooding a meeting.
public final class Session {
    private static final Logger log = LoggerFactory.getLogger(Session.class);

    /// An offer costs more than a chat message.
    private static final int OFFER_COST = 10;

    /// A client that goes on after so many refusals for speed does not listen.
    private static final int MAX_TOO_FAST = 200;

    /// Who fails so often guesses.
    private static final int MAX_FAILED_RESUMES = 5;

    /// Larger messages are not read just to find out which id to refuse.
    private static final int SMALL_MESSAGE = 4_096;

    private final Meetings meetings;
    private final @Nullable RoomName room;
    private final Peer peer;
    private final MessageCodec codec;
    private final Environment environment;
    private final SignalingConfig config;
    private final Outbox outbox;
    private final RateLimit rate;
    private final ProducerClaims claims;
    private final ReentrantLock handling = new ReentrantLock();
    private int tooFast;
    private int failedResumes;
    private @Nullable Meeting unconfirmed; // resumed, and not heard of since
    private volatile boolean closed;
    private volatile boolean takenOver;
    private volatile @Nullable Meeting meeting;
    private volatile @Nullable Participant participant;
    private volatile Timers.@Nullable Pending joinTimer;

    Session(
            Meetings meetings,
            @Nullable RoomName room,
            Peer peer,
            Connection connection,
            SignalingConfig config,
            MessageCodec codec,
            Environment environment) {
        this.meetings = meetings;
        this.room = room;
        this.peer = peer;
        this.codec = codec;
        this.environment = environment;
        this.config = config;
        outbox = new Outbox(connection);
        claims = new ProducerClaims(config.access(), peer);
        rate =
                new RateLimit(
                        config.limits().messageBurst(),
                        config.limits().messagesPerSecond(),
                        environment.clock().millis());
    }

    void welcome(ServerMessage.Welcome welcome) {
        tell(welcome);
        joinTimer =
                environment
                        .timers()
                        .after(
                                config.timing().joinTimeout(),
                                () -> {
                                    if (participant == null) {
                                        end(ByeReason.EXPIRED);
                                    }
                                });
    }

    /// Turns a client away at the door.
    void turnAway(RejectedException refusal) {
        refuse(refusal);
        closed = true;
        outbox.close(refusal.code().name());
    }

    /// Takes one message; returns when it is done. Never called by two threads at once.
    public void onMessage(String text) {
        handling.lock();
        try {
            if (!closed) {
                take(text);
            }
        } finally {
            handling.unlock();
        }
    }

    private void take(String text) {
        ClientMessage message;
        try {
            checkSize(text);
            checkRate(text);
            message = codec.readClient(text);
        } catch (RejectedException e) {
            refuse(e);
            return;
        }
        confirm(message);
        try {
            handle(message);
        } catch (RejectedException e) {
            refuse(e.answering(message.id()));
            onRefused(e);
        } catch (RuntimeException e) {
            log.error("request failed type={}", message.getClass().getSimpleName(), e);
            refuse(
                    new RejectedException(ErrorCode.INTERNAL, "The server made a mistake.")
                            .answering(message.id()));
        }
        note(message);
    }

    private void confirm(ClientMessage message) {
        Meeting resumed = unconfirmed;
        if (resumed != null && !(message instanceof ClientMessage.Resume)) {
            unconfirmed = null;
            resumed.resumption().confirm(this);
        }
    }

    private void onRefused(RejectedException refusal) {
        if (refusal.code() == ErrorCode.RESUME_FAILED && ++failedResumes >= MAX_FAILED_RESUMES) {
            end(null);
        }
    }

    /// Whatever came of a request, it is not to be asked for again. These need no such note: asked
    /// again they do no harm.
    private void note(ClientMessage message) {
        Participant self = participant;
        Long id = message.id();
        boolean noted =
                switch (message) {
                    case ClientMessage.Ping _, ClientMessage.Join _, ClientMessage.Resume _ ->
                            false;
                    case ClientMessage.ClaimProducer _, ProgramRequest _ -> true;
                    case ClientMessage.Offer _,
                            ClientMessage.Candidates _,
                            ClientMessage.View _,
                            ClientMessage.Unpublish _,
                            ClientMessage.Mute _,
                            ClientMessage.Chat _,
                            ClientMessage.Hand _,
                            ClientMessage.Rename _,
                            ClientMessage.MuteParticipant _,
                            ClientMessage.Remove _,
                            ClientMessage.End _,
                            ClientMessage.Leave _ ->
                            true;
                };
        if (noted && self != null && id != null) {
            self.onRequestDone(id);
        }
    }

    private void checkSize(String text) {
        boolean large =
                text.length() > MessageCodec.MAX_BYTES
                        || (text.length() > MessageCodec.MAX_BYTES / 3
                                && text.getBytes(StandardCharsets.UTF_8).length
                                        > MessageCodec.MAX_BYTES);
        if (large) {
            throw new RejectedException(ErrorCode.TOO_LARGE, "The message is too large.");
        }
    }

    private void checkRate(String text) {
        int cost = text.length() > SMALL_MESSAGE ? OFFER_COST : 1;
        if (rate.tryTake(cost, environment.clock().millis())) {
            return;
        }
        if (++tooFast > MAX_TOO_FAST) {
            end(null);
        }
        Long id = null;
        if (text.length() <= SMALL_MESSAGE) {
            try {
                id = codec.readClient(text).id();
            } catch (RejectedException e) {
                id = e.request();
            }
        }
        throw new RejectedException(ErrorCode.TOO_FAST, "Too many messages.").answering(id);
    }

    private void handle(ClientMessage message) {
        switch (message) {
            case ClientMessage.Ping ping ->
                    tell(new ServerMessage.Pong(ping.id(), environment.clock().millis()));
            case ClientMessage.Join join -> join(join);
            case ClientMessage.Resume resume -> resume(resume);
            case ClientMessage.Offer offer -> {
                Meeting in = joined();
                Participant self = participant;
                await(
                        in.renegotiate(
                                this,
                                OfferReader.read(offer.offer(), self == null ? null : self.offer()),
                                offer));
            }
            case ClientMessage.Candidates found ->
                    acknowledge(
                            found,
                            joined().requests()
                                    .addCandidates(
                                            this,
                                            found.ufrag(),
                                            CandidateReader.read(found.candidates())));
            case ClientMessage.View view ->
                    acknowledge(view, joined().requests().view(this, view.slots()));
            case ClientMessage.Unpublish unpublish ->
                    acknowledge(
                            unpublish, joined().requests().unpublish(this, unpublish.sources()));
            case ClientMessage.Mute mute ->
                    acknowledge(mute, joined().requests().mute(this, mute.source(), mute.muted()));
            case ClientMessage.Chat chat ->
                    acknowledge(chat, joined().requests().say(this, chat.text()));
            case ClientMessage.Hand hand ->
                    acknowledge(hand, joined().requests().hand(this, hand.raised()));
            case ClientMessage.Rename rename ->
                    acknowledge(rename, joined().requests().rename(this, rename.name()));
            case ClientMessage.MuteParticipant mute ->
                    acknowledge(mute, joined().requests().muteParticipant(this, mute));
            case ClientMessage.Remove remove ->
                    acknowledge(remove, joined().remove(this, remove.participant()));
            case ClientMessage.ClaimProducer claim -> {
                Meeting in = joined();
                claims.check(claim.adminToken());
                acknowledge(claim, in.programs().promote(this));
            }
            case ProgramRequest asked ->
                    acknowledge(asked, joined().programs().request(this, asked));
            case ClientMessage.End end -> await(joined().end(this, end.id()));
            case ClientMessage.Leave leave -> {
                await(joined().leave(this));
                if (leave.id() != null) {
                    tell(new ServerMessage.Ok(leave.id()));
                }
                end(null);
            }
        }
    }

    private void join(ClientMessage.Join join) {
        if (participant != null || room == null) {
            throw new RejectedException(ErrorCode.ALREADY_JOINED, "You are in the room already.");
        }
        var admission = meetings.policy().admit(join, room, peer);
        var offer = OfferReader.read(join.offer(), null);
        meetings.join(room, to -> await(enter(to, admission, offer, join)));
    }

    private void resume(ClientMessage.Resume request) {
        if (room == null || (participant != null && request.offer() == null)) {
            throw new RejectedException(ErrorCode.ALREADY_JOINED, "You are in the room already.");
        }
        ParsedOffer offer =
                request.offer() == null ? null : OfferReader.read(request.offer(), null);
        Resumption resumption = meetings.find(room).orElseThrow(Resumption::failed).resumption();
        AtomicReference<Session> held = new AtomicReference<>(this);
        await(resumption.holder(this, request.secret(), held::set));
        if (held.get() != this) {
            held.get().retire(config.timing().mediaTimeout());
        }
        meeting = meetings.find(room).orElseThrow(Resumption::failed);
        await(resumption.resume(this, request, offer));
        unconfirmed = meeting;
    }

    /// Another connection takes the place of this one: nothing more is read, and what is under way
    /// is finished first, so that nothing is done twice.
    private void retire(Duration patience) {
        takenOver = true;
        closed = true;
        outbox.abandon();
        try {
            if (!handling.tryLock(2 * patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new RejectedException(ErrorCode.INTERNAL, "The server took too long.");
            }
            handling.unlock();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RejectedException(ErrorCode.SHUTTING_DOWN, "The server stops.");
        }
    }

    private CompletableFuture<Void> enter(
            Meeting to,
            AccessPolicy.Admission admission,
            ParsedOffer offer,
            ClientMessage.Join join) {
        meeting = to;
        return to.sessionGuests().join(this, admission, offer, join);
    }

    /// The meeting has taken this session in.
    void bind(Participant joined) {
        participant = joined;
    }

    private Meeting joined() {
        Meeting current = meeting;
        if (participant == null || current == null) {
            throw new RejectedException(ErrorCode.NOT_JOINED, "Join first.");
        }
        return current;
    }

    private void acknowledge(ClientMessage request, CompletableFuture<Void> work) {
        await(work);
        Long id = request.id();
        if (id != null) {
            tell(new ServerMessage.Ok(id));
        }
    }

    private void await(CompletableFuture<Void> work) {
        Refusals.await(work, config.timing().mediaTimeout());
    }

    private void refuse(RejectedException refusal) {
        tell(
                new ServerMessage.Refused(
                        refusal.request(), refusal.code(), refusal.reason(), refusal.detail()));
    }

    private void tell(ServerMessage message) {
        outbox.send(codec.write(message));
    }

    /// Sends a text made by the codec. From any thread.
    void send(String text) {
        outbox.send(text);
    }

    boolean isClosed() {
        return closed;
    }

    /// Ends the connection after what was sent before. From any thread.
    ///
    /// @param reason what `bye` says; null to close without one
    void end(@Nullable ByeReason reason) {
        if (reason != null) {
            tell(new ServerMessage.Bye(reason));
        }
        closed = true;
        outbox.close(reason == null ? "" : reason.name());
    }

    /// The connection is gone.
    public void onClosed(Ending how) {
        closed = true;
        outbox.discard();
        Timers.Pending timer = joinTimer;
        if (timer != null) {
            timer.cancel();
        }
        meetings.disconnected(this);
        Meeting current = meeting;
        if (current != null) {
            current.disconnected(this, takenOver ? Ending.BROKEN : how);
        }
    }
}
