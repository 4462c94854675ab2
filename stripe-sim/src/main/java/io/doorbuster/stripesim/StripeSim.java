package io.doorbuster.stripesim;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A running simulator: an HTTP server on the loopback address that stripe-java talks to as to Stripe. Also the hands of
 * a test behind Stripe's back. Thread-safe.
 */
public final class StripeSim implements AutoCloseable {
    /** The account of requests that name none. */
    public static final String PLATFORM = "acct_platform";

    private static final String PLANTED_CARD = "pm_card_visa";

    private final StripeSimConfig config;
    private final FaultDice dice;
    private final Books books;
    private final Deliveries deliveries;
    private final Api api;
    private final Listener listener;

    private StripeSim(StripeSimConfig config) {
        this.config = config;
        dice = new FaultDice(config.seed(), config.faults());
        Idempotency idempotency = new Idempotency(config.clock());
        books = new Books(idempotency);
        deliveries = new Deliveries(config.clock(), dice, books);
        api = new Api(config, dice, idempotency, books, deliveries);
        listener = new Listener(config.address(), config.port(), api::handle);
    }

    /**
     * Starts serving.
     *
     * @throws java.io.UncheckedIOException if the port is taken or the journal cannot be read
     */
    public static StripeSim start(StripeSimConfig config) {
        StripeSim sim = new StripeSim(config);
        if (config.journal() != null) {
            try {
                sim.books.open(config.journal());
            } catch (RuntimeException e) {
                sim.close();
                throw e;
            }
        }
        sim.api.servedAt(sim.apiBase());
        sim.listener.start();
        return sim;
    }

    /** What goes into {@code StripeClient.builder().setApiBase(…)}. */
    public URI apiBase() {
        return listener.address();
    }

    /**
     * Sends events there, signed with each of the secrets. What happened while nobody was registered goes there too,
     * to the first that registers.
     */
    public StripeSim deliverTo(URI url, String... secrets) {
        deliveries.to(url, List.of(secrets));
        return this;
    }

    /** From the next request and the next event on. */
    public StripeSim faults(Faults faults) {
        dice.set(faults);
        return this;
    }

    /**
     * The next request of this route meets this fault.
     *
     * @param route such as {@code POST /v1/payment_intents/{id}/capture}, literally
     */
    public StripeSim once(Fault fault, String route) {
        dice.once(fault, route);
        return this;
    }

    /** How often each fault has happened. */
    public Map<Fault, Long> faultCounts() {
        return dice.counts();
    }

    /** How many requests came by route, such as {@code POST /v1/payment_intents/{id}/capture}. */
    public Map<String, Long> requests() {
        return api.requests();
    }

    /** All intents of all accounts, newest first. */
    public List<SimIntent> intents() {
        return books.views();
    }

    public Optional<SimIntent> intent(String id) {
        return intents().stream().filter(intent -> intent.id().equals(id)).findFirst();
    }

    /** A captured intent that nobody asked for; no event is sent. Returns its id. */
    public String plant(String account, long amount, String currency, Map<String, String> metadata) {
        Change change = change();
        return books.alter(change, () -> {
            Intent intent = new Intent();
            intent.id = Ids.next("pi_");
            intent.secret = Ids.next(intent.id + "_secret_");
            intent.account = account;
            intent.created = change.now();
            intent.amount = amount;
            intent.currency = currency;
            intent.captureMethod = "manual";
            intent.metadata = new TreeMap<>(metadata);
            intent.paymentMethod = PLANTED_CARD;
            books.add(intent);
            Charge charge = Confirmation.attempt(change, intent);
            charge.captured = true;
            charge.amountCaptured = amount;
            intent.status = Intent.SUCCEEDED;
            change.touch(intent);
            return intent.id;
        });
    }

    /** Changes the amount of an intent and of its charge behind everybody's back; no event is sent. */
    public void tamperAmount(String id, long amount) {
        tamper(id, intent -> {
            intent.amount = amount;
            Charge charge = intent.charge;
            if (charge != null) {
                charge.amount = amount;
                charge.amountCaptured = charge.captured ? amount : 0;
            }
        });
    }

    /** Changes the metadata of an intent behind everybody's back; no event is sent. */
    public void tamperMetadata(String id, Map<String, String> metadata) {
        tamper(id, intent -> intent.metadata = new TreeMap<>(metadata));
    }

    private void tamper(String id, Consumer<Intent> work) {
        Change change = change();
        books.alter(change, () -> {
            Intent intent = books.intents().get(id);
            if (intent == null) {
                throw new IllegalArgumentException("no intent " + id);
            }
            work.accept(intent);
            change.touch(intent);
            return intent;
        });
    }

    /** As if the intent had never been made. */
    public void forget(String id) {
        books.forget(id);
    }

    private Change change() {
        return new Change(config.clock().instant().getEpochSecond(), Ids.next("req_"), null);
    }

    /** Ends every connection, also those that hang. */
    @Override
    public void close() {
        api.close();
        listener.close();
        deliveries.close();
        books.close();
    }
}
