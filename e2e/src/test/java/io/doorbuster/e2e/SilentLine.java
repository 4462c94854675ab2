package io.doorbuster.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A line to a port of this machine that can fall silent: nothing arrives any more, and nobody hangs up. Thread-safe. */
final class SilentLine implements AutoCloseable {
    private final int target;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "silent-line");
        thread.setDaemon(true);
        return thread;
    });
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean silent;

    private SilentLine(int target, ServerSocket listener) {
        this.target = target;
        this.listener = listener;
    }

    static SilentLine to(int target) {
        try {
            SilentLine line = new SilentLine(target, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            line.threads.execute(line::accept);
            return line;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    void silence() {
        turn(true);
    }

    void speak() {
        turn(false);
    }

    private void turn(boolean off) {
        lock.lock();
        try {
            silent = off;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void awaitSpeech() {
        lock.lock();
        try {
            while (silent) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket caller = opened(listener.accept());
                threads.execute(() -> connect(caller));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket caller) {
        awaitSpeech();
        try {
            Socket callee = opened(new Socket(InetAddress.getLoopbackAddress(), target));
            threads.execute(() -> carry(caller, callee));
            carry(callee, caller);
        } catch (IOException nobodyThere) {
            hangUp(caller);
        }
    }

    private void carry(Socket from, Socket to) {
        byte[] bytes = new byte[8192];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                awaitSpeech();
                out.write(bytes, 0, read);
            }
        } catch (IOException ended) {
            // Either side hung up; so does the other.
        }
        hangUp(from);
        hangUp(to);
    }

    private Socket opened(Socket socket) {
        sockets.add(socket);
        return socket;
    }

    private void hangUp(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            throw new AssertionError(alreadyGone);
        }
    }

    @Override
    public void close() {
        speak();
        try {
            listener.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        Set.copyOf(sockets).forEach(this::hangUp);
        threads.shutdownNow();
    }
}
