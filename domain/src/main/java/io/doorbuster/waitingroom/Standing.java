package io.doorbuster.waitingroom;

import io.doorbuster.sale.Phase;
import java.util.Locale;

/**
 * What a waiting buyer is told. Arithmetic on what is published, so that a poll costs nothing; explained in
 * {@code docs/admission.md}.
 *
 * @param position 1 is next; 0 once admitted or over
 * @param ahead how many wait before
 * @param drawn whether position and ahead are exact; until the draw they are expected values
 * @param etaSec seconds until admission at the present outflow, the time to the start included
 * @param odds estimated probability that a unit is left at this position's turn, 0 to 1
 * @param pollAfterMillis when to ask again, 1,000 to 20,000
 */
public record Standing(
        Status status, int position, int ahead, boolean drawn, long etaSec, double odds, int pollAfterMillis) {
    public enum Status {
        LOBBY,
        WAITING,
        ADMITTED,
        STANDBY,
        SOLD_OUT,
        ENDED,
        PAUSED;

        /** As the API says it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        private boolean isOver() {
            return this == SOLD_OUT || this == ENDED;
        }
    }

    static final int MIN_POLL_MILLIS = 1_000;
    static final int MAX_POLL_MILLIS = 20_000;

    /** Further away than this is not told apart: the longest sale lasts 30 days. */
    static final long MAX_ETA_SEC = 30L * 86_400;

    private static final double JITTER = 0.2;

    /** A buyer polls some four times as often as needed to come in on time: estimates are wrong, rates change. */
    private static final double POLLS_PER_ETA = 4;

    /** Nothing but the end is news to somebody admitted. */
    private static final int ADMITTED_POLL_MILLIS = 5_000;

    /** What an API node answers with ease; a crowd that wants to hear of the draw is spread accordingly. */
    private static final double CROWD_POLLS_PER_SEC = 20_000;

    /** Of the units that are held or in payment, so many are expected back. */
    private static final double RETURN_SHARE = 0.25;

    private static final double MIN_PER_SEC = 0.01;

    /**
     * What the holder of a ticket is told now.
     *
     * @param place of the ticket
     * @param random 0 to 1, to keep a crowd from asking in step
     */
    public static Standing of(RoomView view, SaleFacts sale, Place place, long nowMillis, double random) {
        Status status = status(view, sale, place, nowMillis);
        boolean drawn = view.isDrawn(place.window());
        if (status.isOver()) {
            return new Standing(status, 0, 0, drawn, 0, 0, jittered(MAX_POLL_MILLIS, random));
        }
        long toStartMillis = Math.max(0, sale.startAtMillis() - nowMillis);
        if (view.isAdmitted(place)) {
            return new Standing(status, 0, 0, true, 0, odds(view, sale, 0, 0), jittered(ADMITTED_POLL_MILLIS, random));
        }
        RankTable ranks = view.ranks();
        int before = drawn ? ranks.ahead(place) : ranks.ahead(new Place(place.window(), 0));
        int peers = drawn ? 0 : Math.max(0, ranks.in(place.window()));
        int ahead = before + peers / 2;
        double turnSec = (ahead + 1) / perSec(view, sale);
        long etaSec = (long) Math.min(MAX_ETA_SEC, Math.ceil(turnSec + toStartMillis / 1_000.0));
        int poll = status == Status.LOBBY
                ? lobbyPoll(view, toStartMillis, random)
                : jittered(drawn ? turnSec * 1_000 / POLLS_PER_ETA : spreadMillis(view), random);
        return new Standing(status, ahead + 1, ahead, drawn, etaSec, odds(view, sale, before, peers), poll);
    }

    private static Status status(RoomView view, SaleFacts sale, Place place, long nowMillis) {
        return switch (sale.phase()) {
            case ENDED, CANCELLED -> Status.ENDED;
            case SOLD_OUT -> Status.SOLD_OUT;
            case PAUSED -> Status.PAUSED;
            case SCHEDULED, LOBBY -> Status.LOBBY;
            case OPEN, RECOVERING -> {
                if (sale.unsold() <= 0 && sale.phase() == Phase.OPEN) {
                    yield Status.SOLD_OUT;
                }
                if (nowMillis < sale.startAtMillis()) {
                    yield Status.LOBBY;
                }
                if (view.isAdmitted(place)) {
                    yield Status.ADMITTED;
                }
                boolean allHeld = sale.phase() == Phase.OPEN && sale.free() <= 0;
                yield allHeld ? Status.STANDBY : Status.WAITING;
            }
        };
    }

    /** Before anything was observed: what the control law lets in at least, the stock's worth in one no-show time. */
    private static double perSec(RoomView view, SaleFacts sale) {
        double planned = sale.unsold() / conversion(view) * 1_000 / AdmissionControl.NO_SHOW_MILLIS;
        return Math.max(MIN_PER_SEC, view.admittedPerSec() > 0 ? view.admittedPerSec() : planned);
    }

    private static double conversion(RoomView view) {
        return Math.max(UndecidedTickets.MIN_CONVERSION, view.conversion());
    }

    /**
     * The mean over the places {@code before} to {@code before + peers}. The chance of a place is 1 while those ahead want less
     * than half of the units, 0 from one and a half times on, and falls evenly between; so all chances add up to the units.
     */
    private static double odds(RoomView view, SaleFacts sale, int before, int peers) {
        double units = sale.free() + RETURN_SHARE * Math.max(0, sale.unsold() - sale.free());
        if (units <= 0) {
            return 0;
        }
        double from = before * conversion(view) / units;
        double to = (before + peers) * conversion(view) / units;
        double chance = to > from ? (chances(to) - chances(from)) / (to - from) : Math.min(1, Math.max(0, 1.5 - from));
        return Math.min(1, Math.max(0, Math.min(1, units) * chance));
    }

    /** The sum of the chances up to a demand, in multiples of the units. */
    private static double chances(double demand) {
        double falling = Math.min(1, Math.max(0, demand - 0.5));
        return Math.min(0.5, demand) + falling - falling * falling / 2;
    }

    /** Soon after the start, but spread; whoever is too early for that asks once more before. */
    private static int lobbyPoll(RoomView view, long toStartMillis, double random) {
        double spread = spreadMillis(view);
        double first = Math.max(MIN_POLL_MILLIS, toStartMillis);
        return first + spread <= MAX_POLL_MILLIS ? (int) (first + spread * random) : jittered(MAX_POLL_MILLIS, random);
    }

    /** How long all who wait need to ask once. */
    private static double spreadMillis(RoomView view) {
        double millis = view.waiting() * 1_000 / CROWD_POLLS_PER_SEC;
        return Math.min(MAX_POLL_MILLIS - MIN_POLL_MILLIS, Math.max(MIN_POLL_MILLIS, millis));
    }

    /** Limits first, then jitter: cut off afterwards, many would ask after exactly the same time. */
    private static int jittered(double millis, double random) {
        double within = Math.min(MAX_POLL_MILLIS / (1 + JITTER), Math.max(MIN_POLL_MILLIS / (1 - JITTER), millis));
        return (int) (within * (1 - JITTER + 2 * JITTER * random));
    }
}
