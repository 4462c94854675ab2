package io.doorbuster.api.http;

import java.util.LinkedHashMap;
import java.util.Map;

/** A refusal on its way to the caller, as RFC 9457 problem details. Cheap: it carries no stack trace. */
public final class Problem extends RuntimeException {
    /** For temporary refusals whose end nobody knows. */
    private static final long DEFAULT_RETRY_AFTER_SEC = 1;

    private static final long serialVersionUID = 1;

    private final ErrorCode code;
    private final transient Map<String, Object> members = new LinkedHashMap<>();
    private final transient Map<String, String> headers = new LinkedHashMap<>();

    public Problem(ErrorCode code, String detail) {
        super(detail, null, false, false);
        this.code = code;
        if (code.isTemporary()) {
            retryAfterSec(DEFAULT_RETRY_AFTER_SEC);
        }
    }

    /**
     * A field that breaks a rule.
     *
     * @param field its path, for example {@code price.amount}
     * @param rule what it must be, for example "must be 1 to 1000"
     */
    public static Problem invalid(String field, String rule) {
        return new Problem(ErrorCode.INVALID_REQUEST, field + " " + rule).with("field", field);
    }

    public static Problem notFound(String what) {
        return new Problem(ErrorCode.NOT_FOUND, "no such " + what);
    }

    /** Adds a member to the body. */
    public Problem with(String name, Object value) {
        members.put(name, value);
        return this;
    }

    public Problem header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    public Problem retryAfterSec(long seconds) {
        return header("Retry-After", Long.toString(seconds));
    }

    public ErrorCode code() {
        return code;
    }

    /** What it says to the caller. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    Answer toAnswer(String instance, String requestId) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "urn:doorbuster:problem:" + code.word());
        body.put("title", code.title());
        body.put("status", code.status());
        body.put("detail", detail());
        body.put("code", code.word());
        body.put("instance", instance);
        body.put("requestId", requestId);
        body.putAll(members);
        Answer answer = new Answer(code.status(), "application/problem+json", body, Map.of())
                .header("Cache-Control", "no-store");
        for (Map.Entry<String, String> header : headers.entrySet()) {
            answer = answer.header(header.getKey(), header.getValue());
        }
        return answer;
    }
}
