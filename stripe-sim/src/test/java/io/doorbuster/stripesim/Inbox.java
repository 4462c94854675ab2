package io.doorbuster.stripesim;

import com.stripe.exception.SignatureVerificationException;
import com.stripe.model.Event;
import com.stripe.net.Webhook;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An endpoint that checks and keeps every event; refuses as often as told before. */
final class Inbox implements AutoCloseable {
    private final HttpServer server;
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private final AtomicInteger forged = new AtomicInteger();

    Inbox(String secret) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String signature = exchange.getRequestHeaders().getFirst("Stripe-Signature");
            int status = 200;
            if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                status = 503;
            } else {
                try {
                    bodies.add(body);
                    events.add(Webhook.constructEvent(body, signature, secret));
                } catch (SignatureVerificationException e) {
                    forged.incrementAndGet();
                    status = 400;
                }
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hooks");
    }

    Inbox refuse(int times) {
        refusals.set(times);
        return this;
    }

    List<Event> events() {
        return List.copyOf(events);
    }

    /** As they were sent. */
    List<String> bodies() {
        return List.copyOf(bodies);
    }

    List<String> types() {
        return events.stream().map(Event::getType).sorted().toList();
    }

    int forged() {
        return forged.get();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
