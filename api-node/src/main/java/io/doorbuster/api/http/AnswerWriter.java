package io.doorbuster.api.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts answers and failures on the wire. */
final class AnswerWriter {
    static final String REQUEST_ID = "doorbuster.requestId";

    private static final Logger LOG = LoggerFactory.getLogger(AnswerWriter.class);

    private AnswerWriter() {}

    /** What fails after the first byte cannot be said any more; such a body lacks its end. */
    static CompletableFuture<Answer> written(Context context, Answer answer) {
        if (!(answer.body() instanceof StreamedBody stream)) {
            write(context, answer);
            return CompletableFuture.completedFuture(answer);
        }
        context.status(answer.status());
        answer.headers().forEach(context::header);
        context.contentType(answer.contentType());
        try {
            return stream.write(context.res().getOutputStream()).handle((done, failure) -> {
                if (failure != null) {
                    LOG.warn("request {}: the body was cut off", requestId(context), failure);
                }
                return answer;
            });
        } catch (IOException gone) {
            return CompletableFuture.failedFuture(gone);
        }
    }

    static void write(Context context, Throwable failure) {
        String requestId = requestId(context);
        write(context, Faults.toProblem(failure, requestId).toAnswer(context.path(), requestId));
    }

    static void write(Context context, Answer answer) {
        context.status(answer.status());
        answer.headers().forEach(context::header);
        Object body = answer.body();
        if (body == null) {
            return;
        }
        context.contentType(answer.contentType());
        write(context, bytes(body));
    }

    /** Straight to the connection: Javalin's own result would be copied through 8 KiB of its own, each time. */
    private static void write(Context context, byte[] body) {
        context.res().setContentLength(body.length);
        try {
            context.res().getOutputStream().write(body);
        } catch (IOException gone) {
            LOG.debug("the caller did not wait for its answer", gone);
        }
    }

    private static byte[] bytes(Object body) {
        if (body instanceof byte[] bytes) {
            return bytes;
        }
        return body instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : Json.write(body);
    }

    static String requestId(Context context) {
        String id = context.attribute(REQUEST_ID);
        return id == null ? RequestId.of(null) : id;
    }
}
