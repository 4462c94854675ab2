package io.doorbuster.api.http;

import java.util.Locale;

/** Every word that a problem's {@code code} can be, with its status. */
public enum ErrorCode {
    INVALID_REQUEST(400, "The request is not valid"),
    UNAUTHENTICATED(401, "A valid token is needed"),
    PAYMENT_DECLINED(402, "The payment was declined"),
    FORBIDDEN(403, "The token does not allow this"),
    TOKEN_INVALID(403, "The waiting-room token is not good here"),
    NOT_ADMITTED(403, "The waiting room has not admitted this buyer"),
    NOT_FOUND(404, "There is no such thing here"),
    METHOD_NOT_ALLOWED(405, "This method is not allowed here"),
    SOLD_OUT(409, "Every unit is sold"),
    ALL_HELD(409, "Every unit is held; some may come back"),
    CAP_REACHED(409, "The cap per buyer is reached"),
    PAYMENT_IN_PROGRESS(409, "A payment is under way"),
    TOO_MANY_ATTEMPTS(409, "Too many attempts to pay"),
    ALREADY_PAID(409, "The order is paid"),
    NOT_REFUNDABLE(409, "The order cannot be refunded"),
    SALE_ENDED(410, "The sale has ended"),
    RESERVATION_EXPIRED(410, "The reservation is gone"),
    BODY_TOO_LARGE(413, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "The body must be application/json"),
    IDEMPOTENCY_MISMATCH(422, "This Idempotency-Key was used with another body"),
    PAUSED(423, "The sale is paused"),
    NOT_STARTED(425, "The sale has not started"),
    RATE_LIMITED(429, "Too many requests"),
    HEADERS_TOO_LARGE(431, "The headers are too large"),
    INTERNAL(500, "Something went wrong on our side"),
    UNAVAILABLE(503, "Not available right now"),
    RECOVERING(503, "The sale is being recovered"),
    BACKLOGGED(503, "Too much work is waiting");

    private final int status;
    private final String title;

    ErrorCode(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    String title() {
        return title;
    }

    /** As it stands in a problem. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a client may simply come again. */
    boolean isTemporary() {
        return status == 503 || status == 429 || this == ALL_HELD;
    }

    /** For errors that the HTTP server finds by itself. */
    static ErrorCode ofStatus(int status) {
        return switch (status) {
            case 401 -> UNAUTHENTICATED;
            case 403 -> FORBIDDEN;
            case 404 -> NOT_FOUND;
            case 405 -> METHOD_NOT_ALLOWED;
            case 413 -> BODY_TOO_LARGE;
            case 415 -> UNSUPPORTED_MEDIA_TYPE;
            case 429 -> RATE_LIMITED;
            case 431 -> HEADERS_TOO_LARGE;
            case 503 -> UNAVAILABLE;
            default -> status >= 400 && status < 500 ? INVALID_REQUEST : INTERNAL;
        };
    }
}
