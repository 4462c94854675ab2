package io.doorbuster.embedded.demo;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A waiting room in a few lines: in order of arrival, at a steady rate. Guarded by its sale. */
final class ToyRoom {
    private static final int PER_SECOND = 2_000;
    private static final int POLL_MILLIS = 500;

    private static final class Ticket {
        final int number;
        final String holder;
        final String token;
        boolean left;

        @Nullable
        String boundTo;

        int polls;

        Ticket(int number, String holder) {
            this.number = number;
            this.holder = holder;
            String claims = "{\"ticket\":\"0-1-" + number + "\",\"sub\":\"" + holder + "\"}";
            this.token = "head."
                    + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8))
                    + ".signature";
        }
    }

    private final long startMillis;
    private final ToySale.Fault fault;
    private final List<Ticket> tickets = new ArrayList<>();
    private final Map<String, Ticket> byToken = new HashMap<>();
    private final Map<String, Ticket> byHolder = new HashMap<>();
    private int sessions;
    int reservedEarly;
    int refusedEarly;
    int refusedForged;

    ToyRoom(long startMillis, ToySale.Fault fault) {
        this.startMillis = startMillis;
        this.fault = fault;
    }

    int left() {
        return (int) tickets.stream().filter(ticket -> ticket.left).count();
    }

    int size() {
        return tickets.size();
    }

    int bound() {
        return (int) tickets.stream().filter(ticket -> ticket.boundTo != null).count();
    }

    ToySale.Answer join(String user, @Nullable String cookie, boolean soldOut, boolean allHeld, long now) {
        if (soldOut) {
            return ToySale.Answer.problem(409, "sold_out");
        }
        String set = null;
        String holder = "u:" + user;
        if (user.isEmpty()) {
            String session = cookie == null ? "doorbuster_session=" + ++sessions : cookie;
            holder = "s:" + session;
            set = cookie == null ? session + "; HttpOnly; SameSite=Lax; Path=/v1/sales" : null;
        }
        Ticket ticket = byHolder.get(holder);
        if (ticket == null || ticket.left || fault == ToySale.Fault.GIVES_SECOND_TICKETS) {
            ticket = new Ticket(tickets.size() + 1, holder);
            tickets.add(ticket);
            byToken.put(ticket.token, ticket);
            byHolder.put(holder, ticket);
        }
        return new ToySale.Answer(
                201,
                standing(ticket, false, allHeld, now).replaceFirst("\\{", "{\"token\":\"" + ticket.token + "\","),
                set);
    }

    ToySale.Answer poll(String token, boolean soldOut, boolean allHeld, long now) {
        Ticket ticket = byToken.get(token);
        if (ticket == null || ticket.left) {
            return ToySale.Answer.problem(403, "token_invalid");
        }
        ticket.polls++;
        return new ToySale.Answer(200, standing(ticket, soldOut, allHeld, now));
    }

    ToySale.Answer leave(String token) {
        Ticket ticket = byToken.get(token);
        if (ticket == null) {
            return ToySale.Answer.problem(403, "token_invalid");
        }
        ticket.left = true;
        return new ToySale.Answer(204, "");
    }

    /** The refusal, or null if the ticket may reserve. */
    ToySale.@Nullable Answer door(String token, String user, long now) {
        Ticket ticket = byToken.get(token);
        if (ticket == null && fault == ToySale.Fault.TAKES_FORGED_TOKENS) {
            return null;
        }
        if (ticket == null || ticket.left) {
            refusedForged++;
            return ToySale.Answer.problem(403, "token_invalid");
        }
        if (!isAdmitted(ticket, now)) {
            if (fault == ToySale.Fault.LETS_IN_BEFORE_ADMISSION) {
                reservedEarly++;
                return null;
            }
            refusedEarly++;
            return ToySale.Answer.problem(403, "not_admitted");
        }
        if (ticket.holder.startsWith("s:")) {
            ticket.boundTo = ticket.boundTo == null ? user : ticket.boundTo;
        }
        boolean mine = ticket.holder.equals("u:" + user) || user.equals(ticket.boundTo);
        return mine ? null : ToySale.Answer.problem(403, "token_invalid");
    }

    private boolean isAdmitted(Ticket ticket, long now) {
        return now >= startMillis && ticket.number <= (now - startMillis) * PER_SECOND / 1000;
    }

    private String standing(Ticket ticket, boolean soldOut, boolean allHeld, long now) {
        boolean admitted = isAdmitted(ticket, now);
        if (admitted && fault == ToySale.Fault.TAKES_ADMISSION_BACK && ticket.polls > 1) {
            admitted = false;
        }
        String status = soldOut
                ? "sold_out"
                : admitted ? "admitted" : now < startMillis ? "lobby" : allHeld ? "standby" : "waiting";
        int ahead = admitted || soldOut ? 0 : ticket.number;
        return "{\"status\":\"%s\",\"position\":%d,\"ahead\":%d,\"drawn\":true,\"etaSec\":1,\"odds\":0.5,\"pollAfterMs\":%d}"
                .formatted(status, admitted || soldOut ? 0 : ahead + 1, ahead, POLL_MILLIS);
    }
}
