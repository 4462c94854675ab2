package io.doorbuster.embedded.demo;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Opens buyers' connections to one server; all of them share two threads. Thread-safe. */
public final class Connections implements AutoCloseable {
    /** The server under test runs on the same two cores; more threads here would only take turns with it. */
    static final int EVENT_LOOP_THREADS = 2;

    /** Far above the slowest honest answer (a 3 s card and a ledger outage's bound), so that a timeout means a fault. */
    static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

    private final EventLoopGroup loops;
    private final Bootstrap bootstrap;
    private final String host;
    private final Duration requestTimeout;

    public Connections(URI baseUrl) {
        this(baseUrl, REQUEST_TIMEOUT);
    }

    Connections(URI baseUrl, Duration requestTimeout) {
        this.requestTimeout = requestTimeout;
        int port = baseUrl.getPort() < 0 ? 80 : baseUrl.getPort();
        this.host = baseUrl.getHost() + ":" + port;
        this.loops = new MultiThreadIoEventLoopGroup(
                EVENT_LOOP_THREADS, new DefaultThreadFactory("buyers", true), NioIoHandler.newFactory());
        this.bootstrap = new Bootstrap()
                .channel(NioSocketChannel.class)
                .remoteAddress(new InetSocketAddress(baseUrl.getHost(), port))
                .option(ChannelOption.TCP_NODELAY, true)
                // A closed connection would keep its local port for a minute in TIME_WAIT, and a crowd of 150,000 has
                // only about 28,000 of them. With linger 0 the port is free at once; nothing is lost, because a buyer
                // closes only after the last answer.
                .option(ChannelOption.SO_LINGER, 0)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) requestTimeout.toMillis());
    }

    /** A buyer's new connection; it connects with its first request. */
    public BuyerConnection open() {
        EventLoop loop = loops.next();
        return new BuyerConnection(bootstrap.clone(loop), loop, host, requestTimeout);
    }

    /** Closes every connection; requests in flight fail. */
    @Override
    public void close() {
        var unused = loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
