package io.doorbuster.api.http;

import io.doorbuster.api.auth.TokenVerifier;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.router.Endpoint;
import io.javalin.util.JavalinException;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves routes over HTTP/1.1 or HTTPS: tokens, limits, errors and request ids are the same for all of them. Thread-safe. */
public final class HttpServer {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

    /** Requests that wait for the grid at one time, some 2 KiB each; past it a caller is better off coming again. */
    static final int MAX_IN_FLIGHT = 20_000;

    /** Longer than a page's polling interval, so that a waiting buyer keeps the connection. */
    private static final int IDLE_MILLIS = 60_000;

    private static final int MAX_HEADER_BYTES = 16 * 1024;

    /** Connections that the kernel keeps for us while a crowd arrives all at once. */
    private static final int ACCEPT_QUEUE = 4_096;

    /** Jobs that wait for a thread; each is a request that has arrived in full. */
    private static final int MAX_QUEUED_JOBS = 20_000;

    private static final int STOP_MILLIS = 5_000;

    private static final Pattern METHOD_WORD = Pattern.compile("\\b(GET|POST|PUT|PATCH|DELETE|HEAD)\\b");

    private final HttpConfig config;
    private final Gate gate;
    private final RequestLog log;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Javalin javalin;
    private volatile boolean stopping;

    public HttpServer(HttpConfig config, List<Route> routes, TokenVerifier tokens, MeterRegistry meters) {
        this.config = config;
        this.gate = new Gate(tokens);
        this.log = new RequestLog(meters);
        meters.gauge("doorbuster.http.in.flight", inFlight);
        this.javalin = Javalin.create(javalinConfig -> configure(javalinConfig, routes));
    }

    /** For tests that drive it directly. */
    public Javalin javalin() {
        return javalin;
    }

    public void start() {
        javalin.start();
    }

    /** The port that it listens on, once started. */
    public int port() {
        return javalin.port();
    }

    /** Lets calls that are under way end, for a few seconds; those that have not by then lose their connection. */
    public void stop() {
        stopping = true;
        try {
            javalin.stop();
        } catch (JavalinException e) {
            if (!(e.getCause() instanceof TimeoutException)) {
                throw e;
            }
            LOG.warn("{} calls were cut off: they had no answer {} ms after the stop", inFlight.get(), STOP_MILLIS);
        }
    }

    private void configure(JavalinConfig javalinConfig, List<Route> routes) {
        javalinConfig.startup.showJavalinBanner = false;
        javalinConfig.startup.showOldJavalinVersionWarning = false;
        javalinConfig.startup.startupWatcherEnabled = false;
        javalinConfig.http.prefer405over404 = true;
        javalinConfig.http.asyncTimeout = 0;
        javalinConfig.http.compressionStrategy = CompressionStrategy.NONE;
        Map<String, Integer> bodies = longBodies(routes);
        javalinConfig.http.maxRequestSize = bodies.values().stream()
                .reduce(Route.MAX_BODY_BYTES, Integer::max)
                .longValue();
        javalinConfig.jetty.threadPool = threads();
        javalinConfig.jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            http.setRequestHeaderSize(MAX_HEADER_BYTES);
            http.setIdleTimeout(IDLE_MILLIS);
            // Each connection would keep a table of headers seen, some 100 KB, and clear it when a long token fills it.
            http.setHeaderCacheSize(0);
        });
        javalinConfig.jetty.modifyServer(this::configure);
        javalinConfig.jetty.addConnector(this::connector);
        javalinConfig.routes.before(this::name);
        javalinConfig.routes.before(context -> Call.readBody(
                context, bodies.getOrDefault(context.method().name() + " " + context.path(), Route.MAX_BODY_BYTES)));
        for (Route route : routes) {
            javalinConfig.routes.addEndpoint(new Endpoint(
                    HandlerType.findOrCreate(route.method().name()), route.path(), context -> serve(context, route)));
        }
        javalinConfig.routes.exception(HttpResponseException.class, this::refuse);
        javalinConfig.routes.exception(Exception.class, (failure, context) -> AnswerWriter.write(context, failure));
        javalinConfig.requestLogger.http(
                (context, millis) -> log.write(context, AnswerWriter.requestId(context), millis));
    }

    /** By method and path, which is all that is known of a request when its body is read. */
    private static Map<String, Integer> longBodies(List<Route> routes) {
        return routes.stream()
                .filter(route -> route.maxBodyBytes() > Route.MAX_BODY_BYTES)
                .collect(Collectors.toUnmodifiableMap(
                        route -> route.method().name() + " " + route.path(), Route::maxBodyBytes));
    }

    private void configure(Server server) {
        server.setErrorHandler(new ServerErrors());
        server.setStopTimeout(STOP_MILLIS);
    }

    /** Ours, because Javalin makes its own too late to be told how many connections the kernel may keep. */
    private ServerConnector connector(Server server, HttpConfiguration http) {
        HttpTls tls = config.tls();
        HttpConnectionFactory plain = new HttpConnectionFactory(http);
        ServerConnector connector =
                tls == null ? new ServerConnector(server, plain) : new ServerConnector(server, tls.context(), plain);
        if (tls != null) {
            // Without a check of the name: a load balancer asks for readiness by address.
            http.addCustomizer(new SecureRequestCustomizer(false));
        }
        connector.setHost(config.host());
        connector.setPort(config.port());
        connector.setIdleTimeout(IDLE_MILLIS);
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        return connector;
    }

    private QueuedThreadPool threads() {
        QueuedThreadPool threads = new QueuedThreadPool(
                config.threads(),
                Math.min(8, config.threads()),
                IDLE_MILLIS,
                new LinkedBlockingQueue<>(MAX_QUEUED_JOBS));
        threads.setName("doorbuster-http");
        return threads;
    }

    private void name(Context context) {
        String id = RequestId.of(context.header(RequestId.HEADER));
        context.attribute(AnswerWriter.REQUEST_ID, id);
        context.header(RequestId.HEADER, id);
    }

    private void serve(Context context, Route route) {
        if (inFlight.incrementAndGet() > MAX_IN_FLIGHT) {
            inFlight.decrementAndGet();
            throw new Problem(ErrorCode.BACKLOGGED, "too many requests are waiting here");
        }
        CompletableFuture<Answer> answer;
        try {
            answer = answer(context, route);
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        CompletableFuture<Answer> whole = answer;
        if (isAtHand(whole)) {
            finish(context, whole);
            return;
        }
        context.future(() -> {
            CompletableFuture<@Nullable Void> written = new CompletableFuture<>();
            var unused = whole.copy()
                    .orTimeout(route.timeout().toMillis(), TimeUnit.MILLISECONDS)
                    .thenCompose(done -> AnswerWriter.written(context, done))
                    .handle((done, failure) -> {
                        inFlight.decrementAndGet();
                        if (failure == null || isWritten(context, failure)) {
                            written.complete(null);
                        }
                        return done;
                    });
            return written;
        });
    }

    /**
     * Whether the caller could be told. A server that was told to stop waits only so long; what comes after that has nobody
     * to go to, and Javalin must not hear of it: it would go through its steps for a request that is not there any more.
     */
    private boolean isWritten(Context context, Throwable failure) {
        try {
            AnswerWriter.write(context, failure);
            return true;
        } catch (RuntimeException e) {
            LOG.debug("the connection was closed before its answer was there", e);
            return !stopping;
        }
    }

    private static boolean isAtHand(CompletableFuture<Answer> answer) {
        return answer.isDone()
                && (answer.isCompletedExceptionally() || !(answer.join().body() instanceof StreamedBody));
    }

    private void finish(Context context, CompletableFuture<Answer> done) {
        inFlight.decrementAndGet();
        Throwable failure = done.handle((answer, thrown) -> thrown).join();
        if (failure == null) {
            AnswerWriter.write(context, done.join());
        } else {
            AnswerWriter.write(context, failure);
        }
    }

    private CompletableFuture<Answer> answer(Context context, Route route) {
        if (route.role() == null) {
            return route.action().handle(new Call(context, null));
        }
        return gate.enter(context, route)
                .thenCompose(caller -> route.action().handle(new Call(context, caller.orElse(null))));
    }

    private void refuse(HttpResponseException refusal, Context context) {
        ErrorCode code = ErrorCode.ofStatus(refusal.getStatus());
        Problem problem = new Problem(
                code,
                switch (code) {
                    case NOT_FOUND -> "no such path";
                    case METHOD_NOT_ALLOWED -> "this path does not know the method " + context.method();
                    default -> "the request was refused";
                });
        if (code == ErrorCode.METHOD_NOT_ALLOWED) {
            problem.header("Allow", allowed(refusal.getDetails()));
        }
        AnswerWriter.write(context, problem);
    }

    private static String allowed(Map<String, String> details) {
        Matcher methods = METHOD_WORD.matcher(String.join(" ", details.values()));
        return methods.results().map(found -> found.group()).distinct().sorted().collect(Collectors.joining(", "));
    }
}
