package io.doorbuster.embedded.demo;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One buyer's HTTP/1.1 keep-alive connection: one request at a time, as a browser does it; who wants two answers at the
 * same moment opens two. Thread-safe; all state belongs to one event loop, and answers complete on it.
 */
public final class BuyerConnection implements AutoCloseable {
    /** Four times the contract's largest request body; no answer that a buyer reads comes near it. */
    static final int MAX_BODY_BYTES = 64 * 1024;

    private final Bootstrap bootstrap;
    private final EventLoop loop;
    private final String host;
    private final Duration requestTimeout;

    private @Nullable Channel channel;
    private @Nullable Exchange inFlight;
    private boolean closed;

    BuyerConnection(Bootstrap bootstrap, EventLoop loop, String host, Duration requestTimeout) {
        this.loop = loop;
        this.host = host;
        this.requestTimeout = requestTimeout;
        this.bootstrap = bootstrap.handler(new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel opened) {
                opened.pipeline()
                        .addLast(new HttpClientCodec(), new HttpObjectAggregator(MAX_BODY_BYTES), new Answers());
            }
        });
    }

    /**
     * Sends one request. The answer fails with an {@link IOException} when the connection was lost or no answer came in
     * time, and with an {@link IllegalStateException} while another request is in flight. A connection that the server
     * closed while it was idle is opened again, once.
     *
     * @param body JSON, or null for none
     */
    public CompletableFuture<HttpAnswer> send(
            String method, String path, Map<String, String> headers, @Nullable String body) {
        Exchange exchange = new Exchange(HttpMethod.valueOf(method), path, headers, body);
        try {
            loop.execute(() -> begin(exchange));
        } catch (RejectedExecutionException e) {
            exchange.answer.completeExceptionally(new IOException("closed", e));
        }
        return exchange.answer;
    }

    /** Ends the connection; a request in flight fails. */
    @Override
    public void close() {
        try {
            loop.execute(() -> {
                closed = true;
                disconnect(new IOException("closed by the buyer"));
            });
        } catch (RejectedExecutionException e) {
            // The event loop has ended, and every connection with it.
        }
    }

    private void begin(Exchange exchange) {
        if (closed) {
            exchange.answer.completeExceptionally(new IOException("closed by the buyer"));
            return;
        }
        if (inFlight != null) {
            exchange.answer.completeExceptionally(
                    new IllegalStateException("a buyer's connection carries one request at a time"));
            return;
        }
        inFlight = exchange;
        exchange.timeout = loop.schedule(
                () -> disconnect(new IOException("no answer within " + requestTimeout)),
                requestTimeout.toMillis(),
                TimeUnit.MILLISECONDS);
        Channel open = channel;
        if (open != null && open.isActive()) {
            exchange.onReusedConnection = true;
            write(open, exchange);
        } else {
            // A channel that is closing tells of it later; by then it must not be taken for the new one.
            channel = null;
            connect(exchange);
        }
    }

    private void connect(Exchange exchange) {
        var unused = bootstrap.connect().addListener(connected -> {
            Channel opened = ((io.netty.channel.ChannelFuture) connected).channel();
            if (inFlight != exchange) {
                var ignored = opened.close();
            } else if (connected.isSuccess()) {
                channel = opened;
                write(opened, exchange);
            } else {
                disconnect(new IOException("cannot connect", connected.cause()));
            }
        });
    }

    private void write(Channel open, Exchange exchange) {
        ByteBuf content = exchange.body == null
                ? Unpooled.EMPTY_BUFFER
                : Unpooled.copiedBuffer(exchange.body, StandardCharsets.UTF_8);
        var request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, exchange.method, exchange.path, content);
        request.headers().set(HttpHeaderNames.HOST, host);
        exchange.headers.forEach((name, value) -> request.headers().set(name, value));
        if (exchange.body != null) {
            request.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json");
        }
        if (exchange.body != null || exchange.method.equals(HttpMethod.POST)) {
            HttpUtil.setContentLength(request, content.readableBytes());
        }
        var unused = open.writeAndFlush(request);
    }

    private void answered(HttpAnswer answer, boolean keepAlive) {
        Exchange exchange = inFlight;
        inFlight = null;
        if (!keepAlive) {
            disconnect(new IOException("the server ended the connection"));
        }
        if (exchange != null) {
            stopTimeout(exchange);
            exchange.answer.complete(answer);
        }
    }

    private void lost(Channel which, IOException cause) {
        if (which != channel) {
            return;
        }
        channel = null;
        Exchange exchange = inFlight;
        if (exchange != null && exchange.mayResend() && !closed) {
            exchange.resent = true;
            connect(exchange);
        } else {
            String life = exchange == null || !exchange.resent ? "" : ", twice";
            disconnect(new IOException(cause.getMessage() + life, cause.getCause()));
        }
    }

    private void disconnect(IOException cause) {
        Exchange exchange = inFlight;
        inFlight = null;
        Channel open = channel;
        channel = null;
        if (open != null) {
            var unused = open.close();
        }
        if (exchange != null) {
            stopTimeout(exchange);
            exchange.answer.completeExceptionally(cause);
        }
    }

    private static void stopTimeout(Exchange exchange) {
        if (exchange.timeout != null) {
            exchange.timeout.cancel(false);
        }
    }

    private final class Answers extends SimpleChannelInboundHandler<FullHttpResponse> {
        private @Nullable Throwable cause;

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
            String text = response.content().toString(StandardCharsets.UTF_8);
            HttpAnswer answer = new HttpAnswer(
                    response.status().code(),
                    response.headers().get(HttpHeaderNames.RETRY_AFTER),
                    response.headers().get(HttpHeaderNames.LOCATION),
                    response.headers().get(HttpHeaderNames.ETAG),
                    response.headers().get("X-Request-Id"),
                    response.headers().get(HttpHeaderNames.SET_COOKIE),
                    HttpAnswer.parse(text),
                    text);
            answered(answer, HttpUtil.isKeepAlive(response));
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            lost(context.channel(), new IOException("connection lost", cause));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
            cause = thrown;
            var unused = context.close();
        }
    }
}
