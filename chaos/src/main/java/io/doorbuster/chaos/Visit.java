package io.doorbuster.chaos;

import io.doorbuster.chaos.BuyerClient.Question;
import io.doorbuster.chaos.BuyerClient.Seen;
import io.doorbuster.chaos.history.CallKind;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One buyer's way through a sale, step by step, with the patience of a sensible client. Not thread-safe. */
final class Visit {
    /** Longer than any fault of a schedule, and than a restart. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(75).toNanos();

    private static final int MIN_RETRY_MILLIS = 200;
    private static final int MAX_RETRY_MILLIS = 1_500;
    private static final int MAX_WISHES = 20;
    private static final int MAX_ATTEMPTS = 4;
    private static final int MAX_ABSENCE_MILLIS = 8_000;

    /** Of a hundred: who gives back, who forgets, and whose first card is declined. The rest pays. */
    private static final int RELEASES = 10;

    private static final int FORGETS = 10;
    private static final int DECLINED = 8;

    /** Of a hundred without a room: who tries to get another unit at the same time. */
    private static final int GREEDY = 10;

    private final BuyerClient client;
    private final SaleOnOffer sale;
    private final String buyer;
    private final String bearer;
    private final Random random;

    Visit(BuyerClient client, SaleOnOffer sale, String buyer, String bearer, Random random) {
        this.client = client;
        this.sale = sale;
        this.buyer = buyer;
        this.bearer = bearer;
        this.random = random;
    }

    void run() throws InterruptedException {
        String ticket = sale.hasRoom() ? awaitAdmission() : "";
        String reservation = ticket == null ? null : reserve(ticket);
        if (reservation == null) {
            return;
        }
        if (!sale.hasRoom() && chance(GREEDY)) {
            ask(CallKind.RESERVE, "", buyer + "-greedy", "POST", "/reserve", "{\"quantity\":1}");
        }
        if (random.nextBoolean()) {
            find(reservation);
        }
        int habit = random.nextInt(100);
        if (habit < RELEASES) {
            untilAnswered(CallKind.RELEASE, reservation, "", "DELETE", "/reservations/" + reservation, "");
        } else if (habit < RELEASES + FORGETS) {
            TimeUnit.MILLISECONDS.sleep(random.nextInt(MAX_ABSENCE_MILLIS));
            find(reservation);
        } else {
            pay(reservation, habit < RELEASES + FORGETS + DECLINED);
        }
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    /** The ticket's token, once it is admitted; null if it never was. */
    private @Nullable String awaitAdmission() throws InterruptedException {
        Seen joined = untilAnswered(CallKind.JOIN, "", "", "POST", "/waiting-room", "");
        if (joined == null || !joined.body().hasNonNull("token")) {
            return null;
        }
        String ticket = joined.body().get("token").asText();
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        Seen seen = joined;
        while (System.nanoTime() < deadline) {
            switch (seen.state()) {
                case "admitted" -> {
                    return ticket;
                }
                case "sold_out" -> {
                    sale.soldOut().say();
                    return null;
                }
                case "ended" -> {
                    return null;
                }
                default ->
                    TimeUnit.MILLISECONDS.sleep(Math.min(
                            MAX_RETRY_MILLIS, seen.body().path("pollAfterMs").asInt(MAX_RETRY_MILLIS)));
            }
            seen = ask(CallKind.POLL, "ticket of " + buyer, "", "GET", "/waiting-room/" + ticket, "");
        }
        return null;
    }

    /** The reservation's id; null if there is none to be had. */
    private @Nullable String reserve(String ticket) throws InterruptedException {
        String token = ticket.isEmpty() ? "" : ",\"token\":\"" + ticket + "\"";
        String body = "{\"quantity\":1" + token + "}";
        for (int wish = 0; wish < MAX_WISHES && !sale.soldOut().said(); wish++) {
            Seen seen = untilAnswered(CallKind.RESERVE, "", buyer + "-" + wish, "POST", "/reserve", body);
            if (seen == null) {
                return null;
            }
            if (seen.status() == 201 && seen.answer() != null) {
                return seen.answer().reservationId();
            }
            switch (seen.code()) {
                case "sold_out" -> sale.soldOut().say();
                case "all_held", "not_admitted", "not_started", "paused" -> rest();
                default -> {
                    return null;
                }
            }
        }
        return null;
    }

    private void find(String reservation) throws InterruptedException {
        ask(CallKind.FIND, reservation, "", "GET", "/reservations/" + reservation, "");
    }

    private void pay(String reservation, boolean firstCardIsBad) throws InterruptedException {
        boolean bad = firstCardIsBad;
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            String card = bad ? "pm_card_chargeDeclined" : "pm_card_visa";
            Seen seen = untilAnswered(
                    CallKind.CHECKOUT,
                    reservation,
                    buyer + "-pay-" + attempt,
                    "POST",
                    "/checkout",
                    "{\"reservationId\":\"" + reservation + "\",\"paymentMethod\":\"" + card + "\"}");
            if (seen == null || seen.status() == 404 || seen.status() == 410) {
                return;
            }
            bad = false;
            if (seen.status() != 402 && !awaitFate(reservation).equals("declined")) {
                return;
            }
        }
    }

    /** Looks at the order until it is paid or not. */
    private String awaitFate(String reservation) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        String path = "/orders/" + reservation.replaceFirst("^rsv_", "ord_");
        while (System.nanoTime() < deadline) {
            Seen seen = ask(CallKind.ORDER, reservation, "", "GET", path, "");
            if (!seen.askAgain() && !seen.state().equals("pending")) {
                return seen.state();
            }
            rest();
        }
        return "";
    }

    /** Null when the patience was over before anybody answered. */
    private @Nullable Seen untilAnswered(
            CallKind kind, String subject, String key, String method, String path, String body)
            throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        Seen seen = ask(kind, subject, key, method, path, body);
        while (seen.askAgain()) {
            if (System.nanoTime() > deadline) {
                return null;
            }
            rest();
            seen = ask(kind, subject, key, method, path, body);
        }
        return seen;
    }

    private void rest() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(MIN_RETRY_MILLIS, MAX_RETRY_MILLIS));
    }

    private Seen ask(CallKind kind, String subject, String key, String method, String path, String body)
            throws InterruptedException {
        return client.ask(
                new Question(sale.saleId(), buyer, bearer, kind, subject, key, method, sale.path() + path, body));
    }
}
