package io.doorbuster.chaos.history;

import io.doorbuster.chaos.history.SaleFacts.Payment;
import io.doorbuster.chaos.history.SaleFacts.Payment.State;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A history written by hand, second by second: each call takes one unless it is said otherwise. */
final class Tape {
    static final String SALE = "sale";
    static final long PRICE = 100;
    static final int TTL_SEC = 120;

    private static final long EPOCH_MILLIS = 1_700_000_000_000L;
    private static final long SLACK_MILLIS = 1_000;

    final List<Call> calls = new ArrayList<>();
    final List<SaleFacts.Reserved> reservations = new ArrayList<>();
    final List<SaleFacts.Order> orders = new ArrayList<>();
    final List<SaleFacts.Sold> sold = new ArrayList<>();
    final List<SaleFacts.Step> steps = new ArrayList<>();
    final List<Payment> payments = new ArrayList<>();
    final List<Leeway.Loss> losses = new ArrayList<>();
    int stock = 2;
    int cap = 1;
    boolean mustSellOut;

    /** Answered 201 at {@code second} + 1, and in the ledger. */
    Tape reserved(int second, String buyer, String id, Integer... units) {
        reservations.add(new SaleFacts.Reserved(id, buyer, List.of(units), "HELD"));
        return acknowledged(second, buyer, id, units);
    }

    Tape acknowledged(int second, String buyer, String id, Integer... units) {
        return call(CallKind.RESERVE, buyer, "", second, held(second, id, units));
    }

    Tape found(int second, String buyer, String id, Integer... units) {
        return call(CallKind.FIND, buyer, id, second, held(second, id, units));
    }

    private static Answer held(int second, String id, Integer... units) {
        return new Answer(201, null, id, "held", List.of(units), millis(second + TTL_SEC));
    }

    Tape paid(int second, String buyer, String id) {
        return call(CallKind.CHECKOUT, buyer, id, second, new Answer(201, null, id, "paid", List.of(), null));
    }

    Tape said(int second, CallKind kind, String buyer, String subject, String state) {
        return call(kind, buyer, subject, second, new Answer(200, null, null, state, List.of(), null));
    }

    Tape refused(int second, CallKind kind, String buyer, String subject, int status, String code) {
        return call(kind, buyer, subject, second, Answer.refused(status, code));
    }

    Tape call(CallKind kind, String buyer, String subject, int second, Answer answer) {
        return add(kind, buyer, subject, second, second + 1, Ending.ANSWERED, answer);
    }

    Tape lost(int second, CallKind kind, String buyer, String subject, Ending ending) {
        return add(kind, buyer, subject, second, second + 1, ending, null);
    }

    private Tape add(
            CallKind kind, String buyer, String subject, int from, int to, Ending ending, @Nullable Answer answer) {
        calls.add(new Call(
                calls.size() + 1L,
                SALE,
                buyer,
                kind,
                "api-1",
                subject,
                "",
                TimeUnit.SECONDS.toNanos(from),
                TimeUnit.SECONDS.toNanos(to),
                millis(from),
                millis(to),
                ending,
                answer));
        return this;
    }

    static long millis(int second) {
        return EPOCH_MILLIS + second * 1_000L;
    }

    /** As the ledger and the provider have a sale that went well. */
    Tape settled(String buyer, String id, Integer... units) {
        order(buyer, id, "paid", units);
        for (int unit : units) {
            sold.add(new SaleFacts.Sold(unit, id));
        }
        return payment(id, 1, State.CAPTURED, PRICE * units.length);
    }

    Tape order(String buyer, String id, String status, Integer... units) {
        orders.add(new SaleFacts.Order(id, buyer, List.of(units), status));
        return this;
    }

    Tape payment(String id, int attempt, State state, long amount) {
        payments.add(new Payment(id, attempt, state, amount, null));
        return this;
    }

    List<Violation> check() {
        SaleFacts facts = new SaleFacts(SALE, stock, cap, PRICE, reservations, orders, sold, steps, payments);
        return Checker.check(facts, calls, new Leeway(SLACK_MILLIS, losses, mustSellOut));
    }
}
