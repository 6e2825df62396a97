package io.sluice.signaling.http;

import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.MessageCodec;
import io.sluice.signaling.message.ProgramDestination;
import io.sluice.signaling.message.ProgramRequest;
import io.sluice.signaling.message.RejectedException;
import io.sluice.signaling.message.RestMessage;
import io.sluice.signaling.message.ServerMessage;
import io.sluice.signaling.program.MeetingProgram;
import io.sluice.signaling.session.Meetings;
import io.sluice.signaling.session.RoomName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// `/api/rooms/{room}/program` for whoever holds the admin token: the same as the messages to a
/// program. Every other path goes to the next handler.
public final class ProgramHandler extends Handler.Wrapper {
    private static final String ROOMS = "/api/rooms/";
    private static final String PROGRAM = "program";
    private static final String DESTINATIONS = "destinations";

    /// A scene with the largest logo fits in.
    private static final int MAX_BODY = 200_000;

    /// A destination's name may have to be looked up.
    private static final long PATIENCE_SECONDS = 10;

    private final Meetings meetings;
    private final AdminGate gate;
    private final MessageCodec codec = new MessageCodec();

    public ProgramHandler(Handler next, Meetings meetings, AdminGate gate) {
        super(next);
        this.meetings = meetings;
        this.gate = gate;
    }

    /// @param body "" for none
    private record Reply(int status, String body) {
        static final Reply DONE = new Reply(HttpStatus.NO_CONTENT_204, "");
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = Request.getPathInContext(request);
        List<String> parts =
                path.startsWith(ROOMS)
                        ? List.of(path.substring(ROOMS.length()).split("/", -1))
                        : List.of();
        if (parts.size() < 2 || !parts.get(1).equals(PROGRAM)) {
            return super.handle(request, response, callback);
        }
        if (!gate.admits(request, response, callback)) {
            return true;
        }
        Reply reply;
        try {
            reply = answer(request, parts);
        } catch (RejectedException e) {
            reply = failure(Refusal.of(e));
        } catch (Refusal e) {
            reply = failure(e);
        }
        send(response, callback, reply);
        return true;
    }

    private Reply failure(Refusal refusal) {
        return new Reply(refusal.status(), codec.write(refusal.body()));
    }

    private static void send(Response response, Callback callback, Reply reply) {
        response.setStatus(reply.status);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        if (reply.body.isEmpty()) {
            callback.succeeded();
            return;
        }
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        Content.Sink.write(response, true, reply.body, callback);
    }

    private Reply answer(Request request, List<String> parts) {
        MeetingProgram program =
                meetings.program(RoomName.of(parts.getFirst()))
                        .orElseThrow(() ->
                                new RejectedException(
                                        ErrorCode.ROOM_CLOSED, "Nobody is in this room."));
        if (parts.size() == 2) {
            return whole(request, program);
        }
        boolean destinations = parts.get(2).equals(DESTINATIONS);
        if (destinations && parts.size() == 3) {
            return added(request, program);
        }
        if (destinations && parts.size() == 4) {
            return one(request, program, parts.get(3));
        }
        throw nothing(ErrorCode.UNKNOWN_TYPE);
    }

    private Reply whole(Request request, MeetingProgram program) {
        return switch (request.getMethod()) {
            case "GET" -> ok(program.state());
            case "PUT" ->
                    ok(
                            ask(
                                    program,
                                    codec.readProgramRequest(
                                            "startProgram",
                                            Map.of(),
                                            RequestBody.text(request, MAX_BODY))));
            case "PATCH" ->
                    ok(patch(program, codec.readProgramPatch(RequestBody.text(request, MAX_BODY))));
            case "DELETE" -> {
                var _ = ask(program, new ProgramRequest.StopProgram(null));
                yield Reply.DONE;
            }
            default -> throw unknownMethod();
        };
    }

    private static ServerMessage.Program patch(
            MeetingProgram program, RestMessage.ProgramPatch patch) {
        List<ProgramRequest> wishes = new ArrayList<>();
        if (patch.scene() != null) {
            wishes.add(new ProgramRequest.ShowProgram(null, patch.scene()));
        }
        if (patch.recording() != null) {
            wishes.add(
                    patch.recording()
                            ? new ProgramRequest.StartRecording(null)
                            : new ProgramRequest.StopRecording(null));
        }
        if (patch.live() != null) {
            wishes.add(
                    patch.live()
                            ? new ProgramRequest.GoLive(null)
                            : new ProgramRequest.EndLive(null));
        }
        ServerMessage.Program now = program.state();
        for (ProgramRequest wish : wishes) {
            now = ask(program, wish);
        }
        return now;
    }

    private Reply added(Request request, MeetingProgram program) {
        if (!request.getMethod().equals("POST")) {
            throw unknownMethod();
        }
        ServerMessage.Program now =
                ask(
                        program,
                        codec.readProgramRequest(
                                "addDestination", Map.of(), RequestBody.text(request, MAX_BODY)));
        return new Reply(HttpStatus.CREATED_201, codec.writeBody(now.destinations().getLast()));
    }

    private Reply one(Request request, MeetingProgram program, String id) {
        return switch (request.getMethod()) {
            case "PATCH" -> {
                var _ = find(program.state(), id);
                var change =
                        codec.readProgramRequest(
                                "changeDestination",
                                Map.of("destination", id),
                                RequestBody.text(request, MAX_BODY));
                yield new Reply(HttpStatus.OK_200, codec.writeBody(find(ask(program, change), id)));
            }
            case "DELETE" -> {
                var _ = find(program.state(), id);
                var _ = ask(program, new ProgramRequest.RemoveDestination(null, id));
                yield Reply.DONE;
            }
            default -> throw unknownMethod();
        };
    }

    private static ProgramDestination find(ServerMessage.Program program, String id) {
        return program.destinations().stream()
                .filter(destination -> destination.id().equals(id))
                .findFirst()
                .orElseThrow(() -> nothing(ErrorCode.BAD_DESTINATION));
    }

    private Reply ok(ServerMessage.Program program) {
        return new Reply(HttpStatus.OK_200, codec.writeBody(program));
    }

    private static ServerMessage.Program ask(MeetingProgram program, ProgramRequest request) {
        try {
            return program.request(request).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RejectedException refusal) {
                throw refusal;
            }
            throw new IllegalStateException("a request to a program failed", e.getCause());
        } catch (TimeoutException _) {
            throw new RejectedException(ErrorCode.INTERNAL, "The server took too long.");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new RejectedException(ErrorCode.SHUTTING_DOWN, "The server stops.");
        }
    }

    private static Refusal nothing(ErrorCode code) {
        return new Refusal(HttpStatus.NOT_FOUND_404, code, "There is nothing here.");
    }

    private static Refusal unknownMethod() {
        return new Refusal(
                HttpStatus.METHOD_NOT_ALLOWED_405,
                ErrorCode.UNKNOWN_TYPE,
                "This method is not known here.");
    }
}
