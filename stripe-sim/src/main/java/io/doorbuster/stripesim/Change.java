package io.doorbuster.stripesim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one request changed and which events that makes. Guarded by the lock of {@link Books}. */
final class Change {
    /** What stripe-java 33.3.0 pins; another one makes its deserializer refuse the event's object. */
    static final String API_VERSION = "2026-07-29.dahlia";

    private final long now;
    private final String requestId;
    private final @Nullable String key;
    private final Set<Intent> intents = new LinkedHashSet<>();
    private final List<Refund> refunds = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();

    /** @param now unix seconds */
    Change(long now, String requestId, @Nullable String key) {
        this.now = now;
        this.requestId = requestId;
        this.key = key;
    }

    long now() {
        return now;
    }

    void touch(Intent intent) {
        intents.add(intent);
    }

    void add(Refund refund) {
        refunds.add(refund);
    }

    void event(String type, Intent intent) {
        touch(intent);
        event(type, intent.account, Shapes.intent(intent));
    }

    void event(String type, String account, ObjectNode object) {
        ObjectNode event = Json.object()
                .put("id", Ids.next("evt_"))
                .put("object", "event")
                .put("api_version", API_VERSION)
                .put("created", now)
                .put("type", type)
                .put("livemode", false)
                .put("pending_webhooks", 1);
        if (!account.equals(StripeSim.PLATFORM)) {
            event.put("account", account);
        }
        event.putObject("data").set("object", object);
        event.putObject("request").put("id", requestId).put("idempotency_key", key);
        events.add(new Event(event.path("id").asText(), type, Json.write(event)));
    }

    List<Refund> refunds() {
        return List.copyOf(refunds);
    }

    List<Event> events() {
        return List.copyOf(events);
    }

    boolean isEmpty() {
        return intents.isEmpty() && refunds.isEmpty() && events.isEmpty();
    }

    Entry entry(@Nullable Answered answered) {
        return new Entry(List.copyOf(intents), List.copyOf(refunds), List.copyOf(events), answered, null, null);
    }
}
