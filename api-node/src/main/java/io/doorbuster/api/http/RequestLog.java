package io.doorbuster.api.http;

import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** A line in the log and a tick of a timer for each request. Thread-safe. */
final class RequestLog {
    private static final Logger LOG = LoggerFactory.getLogger("io.doorbuster.api.access");

    /** What no route matched shares one name: callers must not be able to make meters. */
    private static final String UNMATCHED = "unmatched";

    private record Kind(String method, String route, int status) {}

    private final MeterRegistry meters;
    private final Map<Kind, Timer> timers = new ConcurrentHashMap<>();

    RequestLog(MeterRegistry meters) {
        this.meters = meters;
    }

    void write(Context context, String requestId, float millis) {
        Endpoint endpoint = context.endpoints().matchedHttpEndpoint();
        boolean matched = endpoint != null && endpoint.method.isHttpMethod();
        String route = matched ? endpoint.path : UNMATCHED;
        String method = matched ? endpoint.method.name() : UNMATCHED;
        timers.computeIfAbsent(new Kind(method, route, context.statusCode()), this::timer)
                .record((long) (millis * 1_000), TimeUnit.MICROSECONDS);
        if (LOG.isDebugEnabled()) {
            Map<String, String> path = matched ? context.pathParamMap() : Map.of();
            MDC.put("requestId", requestId);
            MDC.put("orgId", path.get("orgId"));
            MDC.put("saleId", path.get("saleId"));
            try {
                LOG.debug("{} {} {} {} ms", context.method(), route, context.statusCode(), millis);
            } finally {
                MDC.clear();
            }
        }
    }

    private Timer timer(Kind kind) {
        return Timer.builder("doorbuster.http.requests")
                .description("HTTP requests by route template")
                .tag("method", kind.method())
                .tag("route", kind.route())
                .tag("status", Integer.toString(kind.status()))
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(25),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(250),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5))
                .register(meters);
    }
}
